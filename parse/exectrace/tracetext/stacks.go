package tracetext

import (
	"bytes"
	"strconv"

	"golang.org/x/exp/trace"
)

// stackTable reads stacks, and makes each distinct one once. A frame has two lines, whatever blanks they
// begin with:
//
//	net/http.(*persistConn).writeLoop @ 0x660ada
//		net/http/transport.go:2676
type stackTable struct {
	made   map[string]trace.Stack // by the text of the frames
	places map[string]uint64      // a number for each frame, which stands in for its program counter

	section *trace.Stack // being read
	text    []byte       // of its frames, a line each: function, tab, place
	called  bool         // the function is read, its place is next
}

func newStackTable() stackTable {
	return stackTable{made: make(map[string]trace.Stack), places: make(map[string]uint64)}
}

// open begins a stack that close will put into s.
func (t *stackTable) open(s *trace.Stack) { t.section, t.text, t.called = s, t.text[:0], false }

// half reports whether the last frame is without its place.
func (t *stackTable) half() bool { return t.called }

// maxText bounds the text of one stack; the runtime stops at 128 frames.
const maxText = 256 << 10

// line takes in a line of the open stack; false if it is not one.
func (t *stackTable) line(s []byte) bool {
	if t.called {
		t.called = false
		if i := bytes.LastIndexByte(s, ':'); i > 0 && isNumber(s[i+1:]) {
			t.text = append(append(append(t.text, '\t'), s...), '\n')
			return true
		}
		t.text = append(t.text, '\n')
	}
	i := bytes.LastIndex(s, []byte(" @ 0x"))
	if i < 0 || len(t.text) > maxText {
		return false
	}
	t.text = append(t.text, s[:i]...)
	t.called = true
	return true
}

func isNumber(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) > 0
}

// close ends the open stack, if there is one.
func (t *stackTable) close() {
	if t.section == nil {
		return
	}
	if t.called {
		t.text, t.called = append(t.text, '\n'), false
	}
	if len(t.text) > 0 {
		s, ok := t.made[string(t.text)]
		if !ok {
			s = t.makeStack()
			t.made[string(t.text)] = s
		}
		*t.section = s
	}
	t.section = nil
}

func (t *stackTable) makeStack() trace.Stack {
	var frames []trace.StackFrame
	for line := range bytes.Lines(t.text) {
		line = line[:len(line)-1]
		place := t.places[string(line)]
		if place == 0 {
			place = uint64(len(t.places) + 1)
			t.places[string(line)] = place
		}
		f := trace.StackFrame{PC: place}
		fn, at, _ := bytes.Cut(line, []byte("\t"))
		f.Func = string(fn)
		if i := bytes.LastIndexByte(at, ':'); i > 0 {
			f.File = string(at[:i])
			f.Line, _ = strconv.ParseUint(string(at[i+1:]), 10, 32)
		}
		frames = append(frames, f)
	}
	return trace.MakeStack(frames)
}
