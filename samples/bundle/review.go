package bundle

import (
	"regexp"
	"strings"
)

// What secrets and people's data look like. It need not find all: what is likely to hold any is replaced as a
// whole, this is about what is left.
var suspicious = []*regexp.Regexp{
	regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`),                  // mail
	regexp.MustCompile(`\b(\d{1,3}\.){3}\d{1,3}\b`),                                                        // IPv4
	regexp.MustCompile(`\b([0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}\b`),                                     // IPv6
	regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.`),                                                         // JSON web token
	regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`),                                                      // AWS
	regexp.MustCompile(`\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|AIza)[A-Za-z0-9_-]{8,}`), // those that name their issuer
	regexp.MustCompile(`(?i)\b(bearer|basic) [A-Za-z0-9+/=._-]{8,}`),                                       // a header
	regexp.MustCompile(`(?i)(password|passwd|secret|api_?key|access_?token)\s*[=:]\s*\S`),                  // an assignment
	regexp.MustCompile(`://[^/\s:@]+:[^/\s@]+@`),                                                           // a URL with a password
}

var longWord = regexp.MustCompile(`[A-Za-z0-9+/_=-]{32,}`)

// kept notes s, which is in the bundle, when it looks like a secret.
func (r *redactor) kept(s string) {
	if len(s) < 7 || r.looked[s] {
		return
	}
	r.looked[s] = true
	if LooksSecret(s) {
		r.odd[s] = true
	}
}

// LooksSecret reports whether s looks like a token, a key, a mail or an address of the Internet, or has one in it.
func LooksSecret(s string) bool {
	for _, re := range suspicious {
		if m := re.FindString(s); m != "" && !strings.Contains(m, "@v") { // module@v1.2.3 is no mail
			return true
		}
	}
	for _, w := range longWord.FindAllString(s, -1) {
		if random(w) {
			return true
		}
	}
	return false
}

// random reports whether a long word is one that nobody wrote: letters and digits change places often.
func random(w string) bool {
	digits, changes := 0, 0
	for i := range len(w) {
		digit := w[i] >= '0' && w[i] <= '9'
		if digit {
			digits++
		}
		if i > 0 && digit != (w[i-1] >= '0' && w[i-1] <= '9') {
			changes++
		}
	}
	return digits >= 6 && changes >= 6 && !strings.Contains(w, "/")
}
