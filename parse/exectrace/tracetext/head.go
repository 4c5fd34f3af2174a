package tracetext

import (
	"bytes"
	"iter"
	"strconv"

	"golang.org/x/exp/trace"
)

// form is which of the tool's versions wrote a line.
type form uint8

const (
	foreign form = iota
	current      // Go 1.22 and later
	ancient      // Go 1.21 and before
)

// head is what all events begin with.
type head struct {
	m, p, g int64
	kind    string
	time    trace.Time
	rest    []byte // the fields of its kind
}

// clone returns h with fields that stay when the line's buffer is used again.
func (h *head) clone() head {
	c := *h
	c.rest = bytes.Clone(h.rest)
	return c
}

// readHead reads the beginning of an event.
func readHead(s []byte) (h head, kind form) {
	switch {
	case len(s) < 2:
		return h, foreign
	case s[0] == 'M' && s[1] == '=':
		return readCurrent(s)
	case '0' <= s[0] && s[0] <= '9':
		return readAncient(s)
	}
	return h, foreign
}

// readCurrent reads "M=7969 P=1 G=-1 StateTransition Time=992403011264 …".
func readCurrent(s []byte) (h head, kind form) {
	for _, part := range []struct {
		name string
		n    *int64
	}{{"M=", &h.m}, {"P=", &h.p}, {"G=", &h.g}} {
		rest, ok := bytes.CutPrefix(s, []byte(part.name))
		if !ok {
			return h, foreign
		}
		word, rest, _ := bytes.Cut(rest, []byte(" "))
		n, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil {
			return h, foreign
		}
		*part.n, s = n, rest
	}
	word, s, _ := bytes.Cut(s, []byte(" "))
	rest, ok := bytes.CutPrefix(s, []byte("Time="))
	if !ok {
		return h, foreign
	}
	digits, rest, _ := bytes.Cut(rest, []byte(" "))
	t, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil {
		return h, foreign
	}
	h.kind, h.time, h.rest = string(word), trace.Time(t), rest
	return h, current
}

// readAncient reads "651264 GoBlockRecv p=1 g=9 off=2594 …", of an event that is known.
func readAncient(s []byte) (h head, kind form) {
	digits, s, _ := bytes.Cut(s, []byte(" "))
	word, s, _ := bytes.Cut(s, []byte(" "))
	t, err := strconv.ParseInt(string(digits), 10, 64)
	if _, ok := ancients[string(word)]; !ok || err != nil {
		return h, foreign
	}
	for _, part := range []struct {
		name string
		n    *int64
	}{{"p=", &h.p}, {"g=", &h.g}, {"off=", new(int64)}} {
		rest, ok := bytes.CutPrefix(s, []byte(part.name))
		if !ok {
			return h, foreign
		}
		number, rest, _ := bytes.Cut(rest, []byte(" "))
		n, err := strconv.ParseInt(string(number), 10, 64)
		if err != nil {
			return h, foreign
		}
		*part.n, s = n, rest
	}
	h.kind, h.time, h.rest = ancients[string(word)].name, trace.Time(t), s
	return h, ancient
}

// fields yields the fields of an event: name and value of those that have a name, and bare words with an
// empty name. Quoted values are given with their quotes.
//
//	GoID=21 NotExist->Runnable Reason="chan receive"
func fields(s []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for {
			s = bytes.TrimLeft(s, " ")
			if len(s) == 0 {
				return
			}
			name := ""
			end := bytes.IndexByte(s, ' ')
			if end < 0 {
				end = len(s)
			}
			if eq := bytes.IndexByte(s[:end], '='); eq >= 0 {
				name, s = string(s[:eq]), s[eq+1:]
				end -= eq + 1
			}
			if len(s) > 0 && s[0] == '"' {
				end = quoted(s)
			}
			if !yield(name, s[:end]) {
				return
			}
			s = s[end:]
		}
	}
}

// quoted returns the length of the Go string that s begins with, all of s when it does not end.
func quoted(s []byte) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}
