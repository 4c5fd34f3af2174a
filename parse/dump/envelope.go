package dump

import (
	"bytes"
	"time"
)

// envelope is what a log puts around each line of a dump. It is learned from a goroutine's header: what
// precedes the word "goroutine" there. The zero envelope is none.
type envelope struct {
	outer  outer
	stream byte   // of the outer envelope: 'e' for stderr, 'o' for stdout
	key    []byte // what precedes the text in a line that is keyed: "MESSAGE":"
	prefix []byte // behind the outer one; it matches whatever differs in its digits only

	text []byte // of a line in JSON, reused
	long []byte // the parts so far of a line that the outer envelope split
}

// outer is an envelope with a grammar of its own.
type outer uint8

const (
	noOuter outer = iota
	docker        // {"log":"main.main()\n","stream":"stderr","time":"2026-11-22T01:07:00.123456789Z"}
	cri           // 2026-11-22T01:07:00.123456789Z stderr F main.main()
	keyed         // {"_PID":"4711","MESSAGE":"main.main()"}
)

// escapedEnd is the end of the line before, in a text that is escaped.
var escapedEnd = []byte(`\n`)

func (e *envelope) plain() bool { return e.outer == noOuter && e.prefix == nil }

// find looks for a goroutine's header in raw and learns the envelope from it. The content begins with
// the header; it is nil when there is none.
func (e *envelope) find(raw []byte) (content []byte) {
	kind, b := noOuter, raw
	var stream byte
	if text, s, _, ok := openDocker(raw, e.text[:0]); ok {
		kind, b, e.text, stream = docker, text, text, s
	} else if text, s, _, ok := openCRI(raw); ok {
		kind, b, stream = cri, text, s
	}
	if key := keyOf(b); key != nil {
		if text, ok := openKeyed(b, key, nil); ok && bytes.Contains(text, goroutineWord) && kind == noOuter {
			kind, b, e.text, e.key = keyed, text, text, key
		}
	}
	for from := 0; ; {
		i := bytes.Index(b[from:], goroutineWord)
		if i < 0 {
			return nil
		}
		i += from
		if looksLikeHeader(b[i:]) && (i == 0 || !isLetter(b[i-1]) || bytes.HasSuffix(b[:i], escapedEnd)) {
			e.outer, e.stream, e.prefix, e.long = kind, stream, nil, e.long[:0]
			if i > 0 {
				e.prefix = bytes.Clone(b[:i])
			}
			return b[i:]
		}
		from = i + len(goroutineWord)
	}
}

// open returns what is in the envelope; raw itself when the line is in none. When more is true the
// content is part of a line that goes on in the next one of its kind, or the line is of another stream.
func (e *envelope) open(raw []byte) (content []byte, more bool) {
	b := raw
	switch e.outer {
	case docker:
		text, stream, part, ok := openDocker(raw, e.text[:0])
		if !ok {
			return raw, false
		}
		if e.text = text; stream != e.stream {
			return nil, true
		}
		b, more = text, part
	case cri:
		text, stream, part, ok := openCRI(raw)
		if !ok {
			return raw, false
		}
		if stream != e.stream {
			return nil, true
		}
		b, more = text, part
	case keyed:
		text, ok := openKeyed(raw, e.key, e.text[:0])
		if !ok {
			return raw, isJSON(raw)
		}
		e.text, b = text, text
	}
	if more || len(e.long) > 0 {
		if len(e.long) < longestLine {
			e.long = append(e.long, b...)
		}
		if more {
			return nil, true
		}
		b, e.long = e.long, e.long[:0]
	}
	if e.prefix != nil {
		if n, ok := matchPrefix(e.prefix, b); ok {
			b = b[n:]
		}
	}
	return b, false
}

// matchPrefix matches b with a prefix seen before: runs of digits, and of spaces before the last,
// match runs of any length. A log may have trimmed the spaces at the end of an empty line.
func matchPrefix(prefix, b []byte) (n int, ok bool) {
	i := 0
	for i < len(prefix) {
		if n == len(b) {
			return n, len(bytes.TrimLeft(prefix[i:], " \t")) == 0
		}
		c := prefix[i]
		switch {
		case c != b[n] && !(isDigit(c) && isDigit(b[n])):
			return 0, false
		case isDigit(c):
			i, n = skip(prefix, i, isDigit), skip(b, n, isDigit)
		case c == ' ' && skip(prefix, i, isSpace) < len(prefix):
			i, n = skip(prefix, i, isSpace), skip(b, n, isSpace)
		default:
			i, n = i+1, n+1
		}
	}
	return n, true
}

func skip(b []byte, i int, is func(byte) bool) int {
	for i < len(b) && is(b[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool  { return c-'0' <= 9 }
func isSpace(c byte) bool  { return c == ' ' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// looksLikeHeader reports whether b begins like "goroutine 12 [" or "goroutine 12 gp=".
func looksLikeHeader(b []byte) bool {
	b = b[len(goroutineWord):]
	_, n := digits(b)
	if n == 0 || len(b) < n+4 || b[n] != ' ' {
		return false
	}
	return b[n+1] == '[' || string(b[n+1:n+4]) == "gp="
}

// openCRI splits a line of a Kubernetes container log: time, stream, F or P for whole or partial, text.
func openCRI(raw []byte) (text []byte, stream byte, more, ok bool) {
	if len(raw) < 30 || raw[4] != '-' || raw[10] != 'T' {
		return nil, 0, false, false
	}
	i := bytes.IndexByte(raw, ' ')
	if i < 20 || len(raw) < i+9 {
		return nil, 0, false, false
	}
	b := raw[i+1:]
	word, tag := string(b[:7]), b[7]
	if word != "stderr " && word != "stdout " || tag != 'F' && tag != 'P' || len(b) > 8 && b[8] != ' ' {
		return nil, 0, false, false
	}
	return b[min(9, len(b)):], word[3], tag == 'P', true
}

// time tells when raw, a line with a header, was logged; the zero time when it does not tell.
func (e *envelope) time(raw, content []byte) time.Time {
	if e.outer == keyed {
		return stamp(raw[:min(len(raw), 4<<10)])
	}
	if e.outer == docker {
		if i := bytes.LastIndex(raw, []byte(`"time":"`)); i >= 0 {
			return stamp(raw[i:])
		}
	}
	return stamp(raw[:max(0, min(len(raw)-len(content), 200))])
}
