package evidence

import "time"

// A GoID is the runtime's goroutine id. It joins the files of one process run.
type GoID int64

// NoGoID stands for no, or no known, goroutine. A goroutine counted by a profile has no id either; it
// bears one below NoGoID, unique within its Set, which is never shown.
const NoGoID GoID = -1

// Known reports whether id is the runtime's.
func (id GoID) Known() bool { return id >= 0 }

// A State is what a goroutine was doing at the end of the evidence.
type State uint8

// The states, in the runtime's words.
const (
	Unknown State = iota
	Running
	Runnable
	Waiting
	Syscall
)

var stateNames = [...]string{"unknown", "running", "runnable", "waiting", "syscall"}

func (s State) String() string { return stateNames[s] }

// A Goroutine is one that was alive at the end of the evidence. There may be a million of them, so the
// small fields stand together, and what few have is behind a pointer.
type Goroutine struct {
	ID         GoID
	State      State
	SinceKnown bool // see Since
	Leaked     bool // the runtime found that nothing can ever wake it
	Locked     bool // to its thread

	Wait     Wait   // what it waits for, when Waiting
	WaitText string // the same in the file's own words

	// Since is when it entered its State. When SinceKnown is false it was in it before the evidence
	// began, so Since is an upper bound: the start of the window.
	Since Time

	Stack   *Stack // the last one seen; nil when none was
	Created Creation
	History *History // what a trace tells beyond that; nil when there is nothing, see Past

	Labels []Label // pprof labels, by key
	Holds  []Hold  // channels, locks and contexts that a dump's frames name, the innermost frame first
	Pos    Pos     // of its last state
}

// Past returns g's History, an empty one when there is none.
func (g *Goroutine) Past() History {
	if g.History == nil {
		return History{}
	}
	return *g.History
}

// A Creation is how a goroutine came to be.
type Creation struct {
	By    GoID   // the creator, NoGoID when unknown
	Stack *Stack // the creator's stack at the go statement; nil when not seen
	Runs  *Frame // see Entry; nil or zero when unknown
	At    Time   // when, meaningful if Seen and not Undated

	Seen    bool // false: it existed before the evidence began, and nothing tells of its creation
	Undated bool // a dump told who created it, but not when; Stack holds only the function with the go statement
	Ended   bool // the creator has ended

	// Handed counts, up to 255, how often the goroutine woke its creator or was woken by it, as where one sends
	// and the other receives; a cancel is no such thing.
	Handed uint8

	// FramesLeft is what became of the creator's Stack, as far as seen: counted from the outermost, it
	// has never left that many of its frames. Meaningful if Seen.
	FramesLeft int32
}

// Entry returns the function the goroutine runs; zero when unknown.
func (c *Creation) Entry() Frame {
	if c.Runs == nil {
		return Frame{}
	}
	return *c.Runs
}

// Returned reports whether the creator has left the frame at index i of Stack.Frames: a fact when
// true; when false it may still have returned and been called again.
func (c *Creation) Returned(i int) bool {
	if !c.Seen || c.Stack == nil {
		return false
	}
	return c.Ended || len(c.Stack.Frames)-1-i >= int(c.FramesLeft)
}

// A History is what only an execution trace tells of a goroutine: what happened to it and to its creator
// before the end of the evidence.
type History struct {
	Woken   *Wake    // the last time a cancel or a timer woke this goroutine; nil if that was not seen
	Regions []string // user regions it is in, outermost first

	// CreatorWoken is the last wake-up of the creator by a cancel or a timer between this creation and
	// the return of the frame that it woke in; nil when there was none.
	CreatorWoken *Wake

	// SiblingWoken is the last wake-up by a cancel of another goroutine with the same creator, at or
	// after this creation; nil when there was none.
	SiblingWoken *Wake

	// Parent is how the creator itself was created, when it has ended, at CreatorEnded; a living one is
	// in the Set.
	Parent       *Creation
	CreatorEnded Time
}

// A Label is a pprof label of a goroutine.
type Label struct{ Key, Value string }

// A Site is a place goroutines are created: the creator's stack and the function started, with the
// balance of creations and ends.
type Site struct {
	Stack *Stack // nil for goroutines that existed before the file began: then only Entry is known
	Entry Frame

	Before  int // existed when the evidence began
	Created int
	Ended   int

	// Handed counts how often a goroutine of this site was woken by its creator or woke it, other than by a
	// cancel: the two talk over a channel or a lock. Where a trace was cut, this is of all that was read.
	Handed int

	// Lived is the longest life of those that were created and ended within the file, as far as it was read.
	Lived time.Duration

	Alive []int32 // alive at each sample of Set.Sched
}

// Now returns how many are alive at the end of the evidence.
func (s *Site) Now() int { return s.Before + s.Created - s.Ended }
