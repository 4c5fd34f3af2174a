package textline

import "bytes"

// parts puts lines together that docker or Kubernetes cut into several, at 16 KiB or where the program paused
// within one. The lines of the two streams may alternate.
//
//	2026-11-22T00:34:29.369Z stderr P SCHED 1005ms: gomaxprocs=8 idlepr
//	2026-11-22T00:34:29.371Z stderr F ocs=8 threads=11 …
//
//	{"log":"SCHED 1005ms: gomaxprocs=8 idlepr","stream":"stderr","time":"2026-11-22T00:34:29.369Z"}
//	{"log":"ocs=8 threads=11 …\n","stream":"stderr","time":"2026-11-22T00:34:29.371Z"}
type parts struct {
	held    [2]part // of stdout, and of stderr
	scratch []byte
	out     []byte // the line put together last
}

// partial is the tag of a part in the CRI format.
var partial = []byte(" P ")

// part is the beginning of a line, with what its envelope has in front.
type part struct {
	text []byte
	n    int // its line; 0 when there is none
}

// join takes line number n. It returns the line, put together if it is the last part of one, and the number of the
// first of its parts; false when the line goes on in another.
func (p *parts) join(line []byte, n int) ([]byte, int, bool) {
	var front, tail []byte // what the envelope has around text
	text, stream, more, ok := openCRI(line)
	if ok {
		front = line[:len(line)-len(text)]
	} else if b, found := bytes.CutPrefix(line, dockerLog); found {
		p.scratch, stream, more, ok = openDocker(line, p.scratch[:0])
		size := quoted(b)
		front, text, tail = dockerLog, b[:size], b[size:]
	}
	if !ok {
		return line, n, true
	}
	h := &p.held[0]
	if stream == 'e' {
		h = &p.held[1]
	}
	if h.n == 0 {
		if !more {
			return line, n, true
		}
		h.n, h.text = n, append(h.text[:0], front...)
		if i := bytes.LastIndex(front, partial); i >= 0 {
			h.text[i+1] = 'F' // whole, as it will be
		}
	}
	h.text = append(h.text, text[:min(len(text), max(0, Max-len(h.text)))]...)
	if more {
		return nil, 0, false
	}
	h.text = append(h.text, tail...)
	return p.release(h)
}

// rest returns a line of which the last part did not come; false when there is none.
func (p *parts) rest() ([]byte, int, bool) {
	for i := range p.held {
		if h := &p.held[i]; h.n > 0 {
			return p.release(h)
		}
	}
	return nil, 0, false
}

func (p *parts) release(h *part) ([]byte, int, bool) {
	n := h.n
	p.out, h.text, h.n = h.text, p.out, 0
	return p.out, n, true
}

// quoted returns how much of b is inside of the quotes of which the first is in front of it.
func quoted(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(b)
}
