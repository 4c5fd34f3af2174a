package evidence

import "time"

// A Place is a line of the program, written the way a Frame is: the function as the runtime names it, and
// its file as the evidence's stacks spell that directory. Places and frames compare.
type Place = Frame

// Code is what the source says about one frame. It is read without types and without a build, so a
// statement about other functions covers the frame's package and what the stacks tell beyond it: what is
// listed is there, what is not listed may still exist.
type Code struct {
	Path string // the file that was read, as it can be opened; empty when none was found

	// Mismatch says why the source at hand is not that of the frame; then nothing below is set.
	Mismatch string

	In       Function
	Op       *Op           // what the frame is doing at its line; nil when nothing there can wait
	Defers   []DeferCall   // registered before the line in this activation, in the order they will run
	Held     []HeldLock    // taken before the line in this activation, in the order taken
	Contexts []*ContextVar // those the operation waits for, then those passed on, then the others in scope
	Starts   *GoStart      // the goroutine that is started at the line; nil when none is
	Owner    *OwnerCode    // the object that this goroutine works for; nil when it is none that a function hands out
}

// A Function is the function or function literal that encloses a line.
type Function struct {
	Name       string   // as the runtime names it, without type arguments: "main.(*T).run.func1"
	Start, End int      // its lines
	Within     []string // the functions it is a literal of, innermost first; empty for a declared one
	Deferred   bool     // it runs when another function returns: every call of it that was found is deferred
}

// An OpKind is what a line does that can wait.
type OpKind string

// The operations. OpCall is a call of anything that is none of the others.
const (
	OpSend      OpKind = "send"
	OpReceive   OpKind = "receive"
	OpRange     OpKind = "range over channel"
	OpSelect    OpKind = "select"
	OpLock      OpKind = "Lock"
	OpRLock     OpKind = "RLock"
	OpWaitGroup OpKind = "WaitGroup.Wait"
	OpCond      OpKind = "Cond.Wait"
	OpErrgroup  OpKind = "errgroup.Wait"
	OpSemaphore OpKind = "semaphore"
	OpSleep     OpKind = "sleep"
	OpCall      OpKind = "call"
)

// An Op is an operation that can wait.
type Op struct {
	Kind    OpKind
	Text    string       // the source, on one line, cut when long; for a select just "select"
	Line    int          // its first line
	Call    string       // for calls: what is called, as written: "s.pool.Get"
	Channel *ChannelCode // of a send, receive or range
	Ends    Ending       // of a receive or range, as for Case
	Cases   []Case       // of a select, in source order
	Timer   *TimerCode   // what a receive or range with EndsTimer waits for; nil when that was not followed
	Earlier []Place      // of a send: those on the same channel that this activation may have gone through before
	Skips   []Skip       // the ways on which nothing is done to end it, where on others something is

	// Done: the operation can end by a context. False for a call, of which nothing is known here.
	Done bool
}

// A Skip is a line at which a function does not do what it, or its like, does elsewhere to end an operation: the return
// that is above the close, the goroutine's way out without Done, the way on which a place in a semaphore is kept.
type Skip struct {
	At   Place
	Call string // what is not done, as written where it is: "close(rows)", "wg.Done()"
}

// An Ending says what a receive waits for, when it can be told.
type Ending string

// What a receive may wait for beside data.
const (
	EndsUnknown Ending = ""
	EndsDone    Ending = "done"  // Done of a context, possibly by way of a variable
	EndsTimer   Ending = "timer" // time.After, a Timer's or a Ticker's C
	EndsStop    Ending = "stop"  // a channel that is named so: stop, quit, closed, …
)

// A Case is one case of a select.
type Case struct {
	Kind    OpKind // OpSend or OpReceive; empty: default
	Line    int
	Text    string // the channel as written; empty for default
	Ends    Ending
	Context *ContextVar  // with EndsDone
	Channel *ChannelCode // nil for Done and timers
}

// A TimerCode is a timer or ticker of the program.
type TimerCode struct {
	Made   Place         // zero when not known
	Ticker bool          // it fires again and again
	Every  time.Duration // how long it runs, or between two ticks; 0 when it is no constant
	Stops  []Place       // calls of its Stop in other functions, or in this one on the way to the operation
	Resets bool          // somebody sets it going again
}

// A DeferCall is a call that was deferred before the line.
type DeferCall struct {
	Call  string // as written, on one line: "cancel()", "func() { … }()"
	Line  int
	Maybe bool // it is in a branch or loop that need not have run
}

// A HeldLock is a lock taken and not released on the straight path to the line.
type HeldLock struct {
	Lock     string // as written: "s.mu"
	Read     bool   // by RLock
	Line     int
	Deferred bool // its unlock is deferred
	Maybe    bool // taken, or released, in a branch that need not have run
}

// A GoStart is the start of a goroutine.
type GoStart struct {
	Line  int
	Loop  bool   // in a loop of its function
	How   string // "go", or the method or function that starts it: "g.Go", "context.AfterFunc"
	Entry string // what it runs, as written, literals as "func"
	Func  string // the same as the runtime names it, when it is a function of this package
	Group string // what waits for it: "errgroup", "WaitGroup", "AfterFunc"; empty when nothing is known
}

// An OwnerCode is an object with a goroutine in the background. Whoever has the object is to end it.
type OwnerCode struct {
	Type  string     // as in runtime names: "main.(*Cache)"
	Maker Place      // the function that makes one and hands it out
	Ends  []Place    // its methods that end it: Close, Stop and the like, or any that closes or cancels what a field holds
	Uses  []OwnerUse // calls of Maker, those that the stacks contain first; from other packages only such
}

// An OwnerUse is one call that made an object with a goroutine, and what became of the object.
type OwnerUse struct {
	At     Place
	Ended  []Place // the calls, deferred or not, that end it
	Kept   bool    // returned, stored, sent or handed to others: somebody else may end it
	Once   bool    // stored only where there was none before
	Missed []Place // returns reached without any of these; the closing brace counts as one
}

// A ContextVar is a context that a frame has at hand.
type ContextVar struct {
	Name   string // as written: "ctx", "c.ctx", "r.Context()"
	Done   bool   // the operation waits for its end
	Passed bool   // it is an argument of the operation, a call

	// Origins are the ways it can have come about, those that the stacks name first. More than one when
	// there are several callers or branches; see From. Incomplete when More.
	Origins []*ContextOrigin
	More    bool
}

// From returns the origins that agree best with the calls around a frame: the frames further out on its
// stack, and those of the goroutine's creation.
func (v *ContextVar) From(outer ...Frame) []*ContextOrigin {
	best := -1
	var out []*ContextOrigin
	for _, o := range v.Origins {
		n := follows(o.Through, outer)
		if n < best {
			continue
		}
		if n > best {
			best, out = n, nil
		}
		out = append(out, o)
	}
	return out
}

// follows counts the steps that occur in frames, in order.
func follows(through []Place, frames []Frame) int {
	n := 0
	for _, step := range through {
		for i, f := range frames {
			if f.Line == step.Line && f.File == step.File {
				n++
				frames = frames[i:]
				break
			}
		}
	}
	return n
}

// A ContextKind is how a context came about: the function of package context that made it, without the
// package, or one of the kinds below.
type ContextKind string

// The kinds that rules tell apart.
const (
	WithCancel    ContextKind = "WithCancel" // also WithCancelCause
	WithTimeout   ContextKind = "WithTimeout"
	WithDeadline  ContextKind = "WithDeadline"
	WithoutCancel ContextKind = "WithoutCancel"
	WithValue     ContextKind = "WithValue"
	Background    ContextKind = "Background"
	TODO          ContextKind = "TODO"
	RequestCtx    ContextKind = "request.Context"
	ErrgroupCtx   ContextKind = "errgroup.WithContext"
	SignalCtx     ContextKind = "signal.NotifyContext"
	ParameterCtx  ContextKind = "parameter" // its callers are not known
	DerivedCtx    ContextKind = "derived"   // made by a function outside the package, see Text
	UnknownCtx    ContextKind = "unknown"
)

// A ContextOrigin is one way a context can have come about.
type ContextOrigin struct {
	Kind    ContextKind
	Made    Place            // the call, or the parameter's function; zero when not known
	Text    string           // the call as written, on one line, cut when long
	Timeout string           // the duration or deadline as written
	For     time.Duration    // its value when it is a constant; 0 otherwise
	Parents []*ContextOrigin // of the context it was derived from; empty for a root, or where following ended
	Cancel  *CancelFate      // nil for a kind that has no cancel function, and when not known

	// Through are the calls by which it came to the frame, innermost first.
	Through []Place
}

// A CancelFate is what became of a cancel function. The places are in source order.
type CancelFate struct {
	Name       string  // the variable or field: "cancel", "s.cancel"
	Discarded  bool    // assigned to _, or never used
	Deferred   []Place // defer cancel(), or a deferred literal that calls it
	Called     []Place // called in the function that made it
	Elsewhere  []Place // called in a literal, by way of a field, a map or a parameter, or in a caller it was returned to
	Returned   []Place
	Unwanted   []Place  // callers in the package that it was returned to and that drop it at once
	Stored     []string // the fields, maps and package variables that hold it: "Subscription.cancel"
	Passed     []string // the functions outside the package it was handed to: "time.AfterFunc"
	Sent       bool     // over a channel
	Missed     []Place  // returns reached without any of the above while the context may still run; the closing brace counts as one
	Dropped    []Place  // returns at which it is stored only in a local variable that is dropped there too, see Owner
	Owner      string   // that variable
	Overwrites []Place  // later assignments to the variable, after which the first cancel is gone
	Shadowed   []Place  // variables of the same name declared further in
}

// Lost reports whether there is a path on which nothing keeps or calls the cancel function.
func (c *CancelFate) Lost() bool { return c.Discarded || len(c.Missed)+len(c.Dropped) > 0 }

// A ChannelCode is a channel of the program.
type ChannelCode struct {
	Name  string        // as written at the operation
	Makes []ChannelMake // where it can have been made; empty when not known
	Nil   bool          // declared without a value, or set to nil, somewhere
	Users []ChannelUse  // in the package, by file and line, the operation itself among them
	More  bool          // following stopped at a limit

	// Confined are the functions that can have the channel, by name, if the source shows that nobody else can
	// come to have it: it is in local variables of theirs and nowhere else. Empty when it may be elsewhere.
	Confined []string
}

// A ChannelMake is one make of a channel.
type ChannelMake struct {
	At   Place
	Cap  string // as written; empty: none, so unbuffered
	Size int    // 0: unbuffered; -1: not a constant
}

// A ChannelUse is one operation on a channel.
type ChannelUse struct {
	Kind ChannelUseKind
	At   Place
	Done bool // in a select that also has a Done case
	Loop bool // in a loop of its function
	Else bool // in a select that has a default
}

// A ChannelUseKind is what is done with a channel.
type ChannelUseKind string

// The uses.
const (
	UseSend    ChannelUseKind = "send"
	UseReceive ChannelUseKind = "receive"
	UseRange   ChannelUseKind = "range"
	UseClose   ChannelUseKind = "close"
	UseLen     ChannelUseKind = "len"
	UseCap     ChannelUseKind = "cap"
	UsePassed  ChannelUseKind = "passed" // to a function outside the package
)
