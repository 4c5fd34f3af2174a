package dump

import (
	"bytes"
	"unicode/utf8"
)

// Sniff reports whether a goroutine dump is certain from the first bytes of a file: they have a
// goroutine's header, behind a log's prefix or not, or the first line of a crash. A log whose dump comes
// later is Text; Parse then tells with ErrNoDump that there was none.
func Sniff(head []byte) bool {
	if bytes.HasPrefix(head, []byte("goroutine profile: total ")) {
		return false // counts by stack: debug=1
	}
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if bytes.Contains(line, goroutineWord) && new(envelope).find(line) != nil {
			return true
		}
		for _, b := range banners {
			if b[0] == 'S' && bytes.Contains(line, b) || bytes.HasPrefix(line, b) {
				return true
			}
		}
	}
	return false
}

// Text reports whether the first bytes of a file are text, in which a dump may come later. A profile
// with debug=1 is text as well, but never has one.
func Text(head []byte) bool {
	if len(head) == 0 || bytes.HasPrefix(head, []byte("goroutine profile: total ")) {
		return false
	}
	strange := 0
	for i := 0; i < len(head); {
		r, n := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && n == 1 && len(head)-i >= utf8.UTFMax || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != 0x1b && r != '\b' && r != '\f' {
			strange++
		}
		i += n
	}
	return strange <= len(head)/64 && bytes.IndexByte(head, 0) < 0
}
