package textline

import (
	"bytes"
	"time"
)

// An Envelope is what a log puts around each line of a text of several lines, such as a dump. It is learned from
// the first line: what precedes that there. The zero Envelope is none.
type Envelope struct {
	outer  outer
	stream byte   // of the outer envelope: 'e' for stderr, 'o' for stdout
	key    []byte // what precedes the text in a line that is keyed: "MESSAGE":"
	prefix []byte // behind the outer one; it matches whatever differs in its digits only

	text []byte // of a line in JSON, reused
	long []byte // the parts so far of a line that the outer envelope split
}

// longest is how much of a line is put together of its parts.
const longest = 4 << 20

// An Anchor finds the first line of a text in a line of a log: where that begins in b and where it ends, -1 when it
// is not there. The end is that of the log's line unless an escaped end of line is to be looked for earlier.
type Anchor func(b []byte) (from, to int)

// outer is an envelope with a grammar of its own.
type outer uint8

const (
	noOuter outer = iota
	docker        // {"log":"main.main()\n","stream":"stderr","time":"2026-11-22T01:07:00.123456789Z"}
	cri           // 2026-11-22T01:07:00.123456789Z stderr F main.main()
	keyed         // {"_PID":"4711","MESSAGE":"main.main()"}
)

// EscapedEnd is the end of the line before, in a text that is escaped.
var EscapedEnd = []byte(`\n`)

// Plain reports whether e is none.
func (e *Envelope) Plain() bool { return e.outer == noOuter && e.prefix == nil }

// Renewed returns an Envelope that knows nothing, and has the memory of e.
func (e *Envelope) Renewed() Envelope { return Envelope{text: e.text[:0], long: e.long[:0]} }

// Find looks for an anchor in raw and learns the envelope from it. The content begins with what the anchor found;
// it is nil when there is none. When escaped is true, content goes on as an escaped string with the lines behind it,
// and no line after raw belongs to it.
func (e *Envelope) Find(raw []byte, anchor Anchor) (content []byte, escaped bool) {
	kind, b := noOuter, raw
	var stream byte
	if text, s, _, ok := openDocker(raw, e.text[:0]); ok {
		kind, b, e.text, stream = docker, text, text, s
	} else if text, s, _, ok := openCRI(raw); ok {
		kind, b, stream = cri, text, s
	}
	from, to := anchor(b)
	if from < 0 {
		return nil, false
	}
	if escaped = isEscaped(b[to:]); !escaped && kind == noOuter {
		if key := keyOf(b, from); key != nil {
			if text, ok := openKeyed(b, key, nil); ok {
				if at, _ := anchor(text); at >= 0 {
					kind, b, e.text, e.key, from = keyed, text, text, key, at
				}
			}
		}
	}
	e.outer, e.stream, e.prefix, e.long = kind, stream, nil, e.long[:0]
	if from > 0 {
		e.prefix = bytes.Clone(b[:from])
	}
	return b[from:], escaped
}

// Open returns what is in the envelope; raw itself when the line is in none. When more is true the
// content is part of a line that goes on in the next one of its kind, or the line is of another stream.
func (e *Envelope) Open(raw []byte) (content []byte, more bool) {
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
		if len(e.long) < longest {
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

func isDigit(c byte) bool { return c-'0' <= 9 }
func isSpace(c byte) bool { return c == ' ' }

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

// Time tells when raw, a line in which Find found content, was logged; the zero time when it does not tell.
func (e *Envelope) Time(raw, content []byte) time.Time {
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
