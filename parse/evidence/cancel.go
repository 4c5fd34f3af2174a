package evidence

import "time"

// A CancelKind says what ended a context.
type CancelKind uint8

// The kinds of cancel that can be told apart without instrumentation.
const (
	Explicit CancelKind = iota // a cancel function was called
	Deadline                   // the context's timer fired
)

func (k CancelKind) String() string {
	if k == Deadline {
		return "deadline"
	}
	return "explicit"
}

// A Cancel is one end of a context that was seen. A cancel that wakes nobody leaves no event in a
// trace, so absence here never means that it did not happen; a deadline is seen even then.
type Cancel struct {
	At    Time
	Kind  CancelKind
	By    GoID   // who called it; for a deadline the timer's goroutine
	Stack *Stack // of the canceller, frames of package context included
	Site  int    // index in Stack.Frames of the first frame outside package context; -1 when there is none

	// Deferred is true when the stack shows that a deferred call cancelled. In the traces of Go 1.26
	// only a panic and Goexit show it; at an ordinary return the cancel seems to be called on the last
	// line of the function. So false means unknown. In a panic the frame at Site is the one that
	// panicked, which may be further in than the one that deferred.
	Deferred bool

	Woke []*Wake // in the order they were woken
	Pos  Pos
}

// Caller returns the frame that called the cancel function; false for a deadline, or when the stack has
// no frame outside package context.
func (c *Cancel) Caller() (Frame, bool) {
	if c.Site < 0 || c.Site >= len(c.Stack.All()) {
		return Frame{}, false
	}
	return c.Stack.Frames[c.Site], true
}

// A Wake is one goroutine being woken by a cancel or by a timer.
type Wake struct {
	Goroutine GoID
	At        Time
	Cancel    *Cancel // nil when a timer woke it
	Wait      Wait    // what it had been waiting for
	Stack     *Stack  // where it had been waiting
	Blocked   time.Duration
}

// A CancelSite counts the cancels of one place: kind and canceller's stack.
type CancelSite struct {
	Kind        CancelKind
	Stack       *Stack
	Site        int // as in Cancel
	Deferred    bool
	Count       int // cancels
	Woke        int // goroutines they woke
	First, Last Time

	// Waits are the places the woken goroutines had waited at, with the number woken there.
	Waits map[*Stack]int
}

// Caller is Cancel.Caller for the whole site.
func (c *CancelSite) Caller() (Frame, bool) {
	return (&Cancel{Stack: c.Stack, Site: c.Site}).Caller()
}
