// Package safetext makes strings of a stranger's file safe to show: on a terminal a function name or a
// log message must not move the cursor, change the title or reorder the line.
package safetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns s as one printable line: control characters (C0, C1, DEL, escape sequences' ESC among
// them), line and paragraph separators, bidirectional overrides and other invisible format characters,
// and invalid UTF-8 become U+FFFD; tabs become one space. A clean s is returned as it is.
func Line(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case hidden(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r) // an invalid byte arrives here as U+FFFD
		}
	}
	return b.String()
}

func clean(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' || c == 0x7f {
			return cleanUnicode(s)
		}
	}
	return true
}

func cleanUnicode(s string) bool {
	for _, r := range s {
		if hidden(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// hidden reports whether r changes how a line is drawn without being seen. The zero-width joiners are
// among unicode.Cf, so emoji sequences fall apart: a safe trade in a stack trace.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}
