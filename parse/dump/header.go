package dump

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// header is what the first line of a goroutine says:
//
//	goroutine 20 gp=0x2dc773b86000 m=0 mp=0xa61400 [select, locked to thread]:
type header struct {
	id    evidence.GoID
	crash bool // with gp=: the frames of the runtime follow
	*status
}

// status is what stands in the brackets. Equal ones are the same pointer.
type status struct {
	state  evidence.State
	wait   evidence.Wait
	text   string // the runtime's words, without what the other fields say
	since  evidence.Time
	aged   bool
	locked bool
	leaked bool
	labels []evidence.Label
}

var goroutineWord = []byte("goroutine ")

// headerAt is the textline.Anchor of a goroutine's header.
func headerAt(b []byte) (from, to int) {
	for {
		i := bytes.Index(b[from:], goroutineWord)
		if i < 0 {
			return -1, -1
		}
		i += from
		if looksLikeHeader(b[i:]) && (i == 0 || !isLetter(b[i-1]) || bytes.HasSuffix(b[:i], textline.EscapedEnd)) {
			if to = bytes.Index(b[i:], []byte(`]:\n`)); to >= 0 {
				return i, i + to + len("]:")
			}
			return i, len(b)
		}
		from = i + len(goroutineWord)
	}
}

// looksLikeHeader reports whether b begins like "goroutine 12 [" or "goroutine 12 gp=".
func looksLikeHeader(b []byte) bool {
	b = b[len(goroutineWord):]
	_, n := digits(b)
	if n == 0 || len(b) < n+4 || b[n] != ' ' {
		return false
	}
	return b[n+1] == '[' || string(b[n+1:n+4]) == "gp="
}

// parseHeader reads the line b; false when it is no header.
func (p *parser) parseHeader(b []byte) (header, bool) {
	rest, ok := bytes.CutPrefix(b, goroutineWord)
	if !ok {
		return header{}, false
	}
	id, n := digits(rest)
	if n == 0 || n == len(rest) || rest[n] != ' ' {
		return header{}, false
	}
	rest = rest[n+1:]
	crash := bytes.HasPrefix(rest, []byte("gp="))
	if crash {
		i := bytes.IndexByte(rest, '[')
		if i < 0 {
			return header{}, false
		}
		rest = rest[i:]
	}
	rest = bytes.TrimRight(rest, " ")
	if len(rest) < 3 || rest[0] != '[' || string(rest[len(rest)-2:]) != "]:" {
		return header{}, false
	}
	return header{id: evidence.GoID(id), crash: crash, status: p.status(rest[1 : len(rest)-2])}, true
}

// mostStatuses bounds what is remembered: labels may be different for every goroutine.
const mostStatuses = 1 << 14

func (p *parser) status(b []byte) *status {
	if s, ok := p.statuses[string(b)]; ok {
		return s
	}
	if len(p.statuses) == mostStatuses {
		clear(p.statuses)
	}
	s := parseStatus(string(b))
	p.statuses[string(b)] = s
	return s
}

// parseStatus reads "select (leaked), 5 minutes, locked to thread labels:{…}".
func parseStatus(text string) *status {
	s := new(status)
	if i := strings.Index(text, " labels:{"); i >= 0 && strings.HasSuffix(text, "}") {
		s.labels = parseLabels(text[i+len(" labels:{") : len(text)-1])
		text = text[:i]
	}
	word, attrs, more := strings.Cut(text, ", ")
	for more {
		var attr string
		attr, attrs, more = strings.Cut(attrs, ", ")
		if attr == "locked to thread" {
			s.locked = true
		} else if n, ok := strings.CutSuffix(attr, " minutes"); ok {
			if m, err := strconv.ParseInt(n, 10, 32); err == nil && m >= 0 {
				s.since, s.aged = evidence.Time(-time.Duration(m)*time.Minute), true
			}
		}
	}
	word, _ = without(word, " (scan)")
	word, s.leaked = without(word, " (leaked)")
	s.text = word
	s.state, s.wait = meaning(word)
	return s
}

// without removes mark from word, wherever it stands: "(durable)" may follow it or be part of the reason.
func without(word, mark string) (string, bool) {
	short := strings.Replace(word, mark, "", 1)
	return short, len(short) != len(word)
}

// parseLabels reads `"k": "v", "k2": "v2"`, quoted as runtime.printquoted does. What follows a label that
// cannot be read is left out.
func parseLabels(text string) []evidence.Label {
	var labels []evidence.Label
	for text != "" {
		key, rest, ok := unquote(text)
		if !ok || !strings.HasPrefix(rest, ": ") {
			break
		}
		value, rest, ok := unquote(rest[2:])
		if !ok {
			break
		}
		labels = append(labels, evidence.Label{Key: key, Value: value})
		text = strings.TrimPrefix(rest, ", ")
	}
	return labels
}

// unquote splits a quoted string off the front of text.
func unquote(text string) (value, rest string, ok bool) {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil || quoted[0] != '"' {
		return "", text, false
	}
	value, err = strconv.Unquote(quoted)
	return value, text[len(quoted):], err == nil
}

// digits reads the decimal number at the front of b and its length; length 0 when there is none, or it
// is too large for a goroutine id.
func digits(b []byte) (v int64, n int) {
	for n < len(b) && n < 19 && b[n]-'0' <= 9 {
		v = v*10 + int64(b[n]-'0')
		n++
	}
	if v < 0 || n < len(b) && b[n]-'0' <= 9 {
		return 0, 0
	}
	return v, n
}

func skip(b []byte, i int, is func(byte) bool) int {
	for i < len(b) && is(b[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool  { return c-'0' <= 9 }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
