package correlate

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// fingerprint identifies a leak across builds and hosts: the rule, the kind of wait, and the functions
// in which the goroutine is blocked, began and was started. No lines, no addresses, no ids.
func fingerprint(r *Rule, g *evidence.Goroutine) string {
	return print8(bearing(r, g) + "\n" + normalise(homeFrame(g.Created.Stack).Func))
}

// bearing is what a fingerprint is made of, but for who started the goroutine.
func bearing(r *Rule, g *evidence.Goroutine) string {
	return strings.Join([]string{r.Name, string(g.Wait), normalise(homeFrame(g.Stack).Func), normalise(begin(g))}, "\n")
}

// creators are the fingerprints of leaks whose start was seen, by bearing. Of those that are older than the evidence it
// was not; they belong to what else leaks in the same way, if that has one creator.
type creators map[string]string

func newCreators(leaks []Leak) creators {
	known := make(creators)
	for _, l := range leaks {
		if l.Goroutine.Created.Stack == nil {
			continue
		}
		b, fp := bearing(l.rule, l.Goroutine), fingerprint(l.rule, l.Goroutine)
		if other, ok := known[b]; ok && other != fp {
			fp = "" // several
		}
		known[b] = fp
	}
	return known
}

func (known creators) fingerprint(l Leak) string {
	if l.Goroutine.Created.Stack == nil {
		if fp := known[bearing(l.rule, l.Goroutine)]; fp != "" {
			return fp
		}
	}
	return fingerprint(l.rule, l.Goroutine)
}

// unmarked is the fingerprint of those the runtime did not mark, where it marked others of fingerprint fp.
// The marked ones keep fp: they are the leak.
func unmarked(fp string) string { return print8(fp + "\nunmarked") }

func print8(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// begin returns the function that g runs. Crash dumps show the wrapper that the compiler makes for a go
// statement with arguments, where traces and other dumps show only what it calls.
func begin(g *evidence.Goroutine) string {
	entry := g.Created.Entry().Func
	if entry == "" {
		entry = g.Stack.Root().Func
	}
	if !strings.Contains(entry, ".gowrap") {
		return entry
	}
	if i := FindFrame(g.Stack, entry); i > 0 {
		return g.Stack.Frames[i-1].Func
	}
	return entry
}

// normalise drops from a function's name what the compiler adds: type arguments, and the wrappers of go
// and defer statements.
func normalise(function string) string {
	if i := strings.IndexByte(function, '['); i >= 0 {
		if j := strings.LastIndexByte(function, ']'); j > i {
			function = function[:i] + function[j+1:]
		}
	}
	for _, suffix := range []string{".gowrap", ".deferwrap"} {
		if i := strings.LastIndex(function, suffix); i >= 0 {
			function = function[:i]
		}
	}
	return function
}
