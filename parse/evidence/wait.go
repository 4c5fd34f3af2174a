package evidence

import "time"

// A Wait is a normalised wait reason, in the words of goroutine dumps. The same wait has other words in
// a trace ("network" for IO wait, "sync" for every kind of lock); parsers normalise once and keep the
// original beside it for display. Source of the words: runtime/runtime2.go, waitReasonStrings.
type Wait string

// The waits that leak analysis tells apart. A reason that is none of them is kept as read.
const (
	WaitReceive   Wait = "chan receive"
	WaitSend      Wait = "chan send"
	WaitSelect    Wait = "select"
	WaitForever   Wait = "select (no cases)" // also a receive or send on a nil channel, in a trace
	WaitMutex     Wait = "sync.Mutex.Lock"
	WaitRLock     Wait = "sync.RWMutex.RLock"
	WaitWLock     Wait = "sync.RWMutex.Lock"
	WaitGroup     Wait = "sync.WaitGroup.Wait"
	WaitCond      Wait = "sync.Cond.Wait"
	WaitSemaphore Wait = "semacquire"
	WaitIO        Wait = "IO wait"
	WaitSleep     Wait = "sleep"
	WaitSyscall   Wait = "syscall"
)

// Channel reports whether w is an operation on channels.
func (w Wait) Channel() bool {
	return w == WaitReceive || w == WaitSend || w == WaitSelect || w == WaitForever
}

// Lock reports whether w waits for a lock, a wait group or a condition.
func (w Wait) Lock() bool {
	switch w {
	case WaitMutex, WaitRLock, WaitWLock, WaitGroup, WaitCond, WaitSemaphore:
		return true
	}
	return false
}

// Mutex reports whether w waits for a mutex or an RWMutex, which somebody else holds.
func (w Wait) Mutex() bool { return w == WaitMutex || w == WaitRLock || w == WaitWLock }

// A WaitSite is a place goroutines wait at: one blocking stack, with what became of the waits that came
// to an end there. How long a wait usually takes is what makes a longer one stand out.
type WaitSite struct {
	Stack     *Stack
	Wait      Wait
	Ended     int           // waits that came to an end
	Cancelled int           // of these, by a cancel: there is a Done case
	Timed     int           // of these, by a timer
	Longest   time.Duration // of those that ended
}
