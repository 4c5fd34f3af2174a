package safetext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"main.run":                   "main.run",
		"支払.請求":                      "支払.請求",
		"a\tb":                       "a b",
		"\x1b]0;owned\x07":           "\ufffd]0;owned\ufffd",
		"\x1b[2J":                    "\ufffd[2J",
		"\u009b31m":                  "\ufffd31m",
		"user\u202etxt.exe":          "user\ufffdtxt.exe",
		"zero\u200bwidth\u2066iso":   "zero\ufffdwidth\ufffdiso",
		"line\u2028sep\nnew\rreturn": "line\ufffdsep\ufffdnew\ufffdreturn",
		"bad\xffutf8":                "bad\ufffdutf8",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := Line(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\x07\x1b\r\n\t\u009b\u202e\u2066") {
			t.Errorf("Line(%q) = %q", s, got)
		}
		if again := Line(got); again != got {
			t.Errorf("Line is not stable: %q, then %q", got, again)
		}
	})
}
