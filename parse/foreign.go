package parse

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// unreadable returns the error for a file that no format knows, from its first bytes; whole when there are no more.
// What is often saved in place of evidence is called by its name: a server's answer that it has no such page, a
// login page, a file that a text tool has mangled.
func unreadable(head []byte, whole bool) error {
	if what := foreign(head, whole); what != "" {
		return foreignError(what)
	}
	return errUnrecognised
}

// foreignError is errUnrecognised for a file of which it is known what it is.
type foreignError string

func (e foreignError) Error() string        { return "not a file ctxscope can read: it is " + string(e) }
func (e foreignError) Is(target error) bool { return target == errUnrecognised }

// foreigners are files told by the bytes they begin with.
var foreigners = []struct{ magic, what string }{
	{"\xfd7zXZ\x00", "compressed with xz; unpack it with xz -d"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"},
	{"Rar!\x1a\x07", "a rar archive; unpack it first"},
	{"\x04\x22\x4d\x18", "compressed with lz4; unpack it with lz4 -d"},
	{"\x7fELF", "a program or a core file (ELF); ctxscope reads what the runtime printed, not its memory"},
	{"\x1f\xc2\x8b", mangled},
	{"\x1f\xef\xbf\xbd\x08", mangled},
	{"\x1fï\x08", mangled}, // code page 437
	{"\x1f‹\x08", mangled}, // code page 1252
	{"H4sI", "base64 of a gzipped file; decode it with base64 -d"},
}

const mangled = "a gzipped file, such as a profile, that was written as text and is damaged for good; fetch it with curl -o"

// foreign says what a file is that is no evidence; empty when its beginning does not tell.
func foreign(head []byte, whole bool) string {
	for _, f := range foreigners {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return f.what
		}
	}
	if !looksLikeText(head) {
		return ""
	}
	text := strings.TrimSpace(string(head))
	lower := strings.ToLower(text[:min(len(text), 15)])
	if strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html") {
		if title := htmlTitle.FindStringSubmatch(text); title != nil {
			return fmt.Sprintf("a web page, %q", shortened(title[1]))
		}
		return "a web page"
	}
	line, _, _ := strings.Cut(text, "\n")
	line = strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(line, "HTTP/"):
		return fmt.Sprintf("the answer of a server, %q", shortened(line))
	case whole && len(text) <= longestAnswer && line != "":
		return fmt.Sprintf("a short text, %q", shortened(line))
	}
	return "a text without a goroutine dump, profile, SCHED line, trace or benchmark result"
}

// longestAnswer is how long a text may be that is more likely the complaint of a server or of curl than a log.
const longestAnswer = 512

var htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>\s*(.*?)\s*</title>`)

// shortened cuts text to what a line can bear.
func shortened(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// asNote makes a clause of the error for a file that was found, not named.
func asNote(err error) string {
	var f foreignError
	if errors.As(err, &f) {
		return string(f)
	}
	return ""
}
