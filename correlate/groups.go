package correlate

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Group is living goroutines that do the same: equal wait and equal functions on the stack.
type Group struct {
	Wait       evidence.Wait
	State      evidence.State
	Blocked    evidence.Frame        // innermost own frame; the leaf when there is none
	Created    evidence.Frame        // the own line that started them; zero when not seen
	Stack      *evidence.Stack       // of the first member
	Goroutines []*evidence.Goroutine // the longest in this state first
	Oldest     time.Duration
	AtLeast    bool     // Oldest is a lower bound
	Expected   string   // why they are parked by design; empty when they are not known to be
	Finding    *Finding // the finding that most of them belong to, nil when none
}
