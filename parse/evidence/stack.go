package evidence

import "strconv"

// A Stack is a call stack, leaf first as the runtime prints it. Stacks of one Set are interned: equal
// stacks are the same pointer. Nobody changes one after it was built.
type Stack struct {
	Frames []Frame
}

// A Frame is one call of a stack: the function as the runtime names it, and where it was.
type Frame struct {
	Func string // such as "net/http.(*conn).serve" or "main.run.func1"
	File string // as read: absolute, or module-relative with -trimpath
	Line int    // 0 when unknown
}

// Leaf returns the innermost frame, the zero Frame for a nil or empty stack.
func (s *Stack) Leaf() Frame {
	if s == nil || len(s.Frames) == 0 {
		return Frame{}
	}
	return s.Frames[0]
}

// Root returns the outermost frame, the zero Frame for a nil or empty stack.
func (s *Stack) Root() Frame {
	if s == nil || len(s.Frames) == 0 {
		return Frame{}
	}
	return s.Frames[len(s.Frames)-1]
}

// All returns the frames, leaf first; nil for a nil stack.
func (s *Stack) All() []Frame {
	if s == nil {
		return nil
	}
	return s.Frames
}

// Shared returns how many of the outermost frames of s are still active in later, a stack of the same
// goroutine taken afterwards: the outer frames must be at the same call, the innermost shared one
// only in the same function. The count errs to the high side: a function that returned and was
// called again from the same line cannot be told from one that stayed.
func (s *Stack) Shared(later *Stack) int {
	a, b := s.All(), later.All()
	n := 0
	for n < len(a) && n < len(b) {
		x, y := a[len(a)-1-n], b[len(b)-1-n]
		if x.Func != y.Func {
			break
		}
		n++
		if x.Line != y.Line {
			break // the same activation, but it now calls something else: nothing further in is shared
		}
	}
	return n
}

// String returns "function file:line".
func (f Frame) String() string {
	if f.File == "" {
		return f.Func
	}
	return f.Func + " " + f.Place()
}

// Place returns "file:line", empty when the file is unknown.
func (f Frame) Place() string {
	if f.File == "" {
		return ""
	}
	return f.File + ":" + strconv.Itoa(f.Line)
}
