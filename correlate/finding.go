package correlate

import (
	"time"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Certainty says how sure a finding is.
type Certainty uint8

// The certainties, the least sure first.
const (
	Suspect Certainty = iota // the shape of a leak; other explanations remain
	Strong                   // the facts leave no usual other explanation
	Proven                   // the runtime's own verdict, or a context's end that its goroutine could not see
)

var certaintyNames = [...]string{"suspect", "strong", "proven"}

func (c Certainty) String() string { return certaintyNames[c] }

// A Severity says how much a finding hurts: how many, how fast they grow, what they hold.
type Severity uint8

// The severities, the mildest first.
const (
	Low Severity = iota
	Medium
	High
)

var severityNames = [...]string{"low", "medium", "high"}

func (s Severity) String() string { return severityNames[s] }

// Mark returns the severity as text that needs no colour: "!!", "!" or "".
func (s Severity) Mark() string { return [...]string{"", "!", "!!"}[s] }

// A Finding is one leak chain: all goroutines that leak in the same way, with the links that explain
// them.
type Finding struct {
	Rule        *Rule
	Fingerprint string // eight hex digits, equal for the same leak in another build or on another host
	Certainty   Certainty
	Severity    Severity
	Title       string // what leaks, a few words
	Message     string // two sentences: what, and why it never ends

	// Goroutines are all that leak, in three parts, each the longest blocked first: Roots of them that
	// the rule explained; Kin older than the evidence, recognised because they began in the same
	// function and are blocked at the same line; and those that wait behind the first two.
	Goroutines []*evidence.Goroutine
	Roots      int
	Kin        int
	Oldest     time.Duration // how long the first has been blocked, or alive if that is the point
	AtLeast    bool          // Oldest is a lower bound: it was so before the evidence began
	Share      float64       // of all living goroutines, 0 to 1

	Wait    evidence.Wait
	Blocked evidence.Frame // innermost frame of the program's own code; see Home for when there is none
	Created evidence.Frame // the program's own line that started them; zero when not seen
	Balance *SiteBalance   // creations and ends at that line; all zero when not seen

	Counts []int // at their place in each dump of a series, in time order; nil without one

	Context *Context // the context that governs them; nil when not known
	Cancel  *Cancel  // what ended it, or that nothing did; nil when not known
	Defers  []Defer  // deferred calls known to wait, innermost first
	Heap    *Heap    // memory allocated on the path; nil when not known
	Fix     Fix

	Tally *Tally // what is counted when it is not goroutines, which are none then; else nil

	Since *Since // what became of it since a baseline; nil without one

	Chain []Link // in the order of the stages, each of which has at least one link
}

// Direct is how many are blocked by the leak itself rather than behind it.
func (f *Finding) Direct() int { return f.Roots + f.Kin }

// A Context is what is known of the context that governs a finding.
type Context struct {
	Kind string         // "WithTimeout", "WithCancel", …; empty when not known
	Made evidence.Frame // where it was derived; zero when not known
	Text string         // the call that made it, from the source; empty without
	How  string         // how it is known to govern, one line; empty: from the canceller's stack

	Told      *evidence.Context // what an instrumented program says of it; nil for others
	inherited bool              // by the goroutine, see evidence.Inherits
}

// A Cancel sums up the cancels, or timers, that the members of a finding should have ended with.
type Cancel struct {
	Never       bool // it was not called, as far as could be seen
	OfCaller    bool // the ends of the callers' contexts, which did not reach the finding's own
	Timer       bool // not a context's end but a plain timer: time.After and its like
	Kind        evidence.CancelKind
	Count       int // distinct cancels
	First, Last evidence.Time
	By          evidence.GoID  // of the first one
	Caller      evidence.Frame // the program's line that cancelled; zero for a deadline
}

// Counted says how many there are of which kind, such as "237 explicit cancels" or "77 deadlines of callers".
func (c *Cancel) Counted() string {
	noun := "explicit cancel"
	switch {
	case c.Timer:
		noun = "timer"
	case c.Kind == evidence.Deadline:
		noun = "deadline"
	}
	of := ""
	switch {
	case c.OfCaller && c.Count == 1:
		of = " of the caller"
	case c.OfCaller:
		of = " of callers"
	}
	return words.Plural(c.Count, noun) + of
}

// A Defer is a deferred call that has not run.
type Defer struct {
	Call  string         // such as "cancel()"
	In    evidence.Frame // the function it is deferred in, at the defer if the source tells, else where the function is now
	Maybe bool           // only some paths defer it
}

// A Fix is the place to change.
type Fix struct {
	At   evidence.Frame // zero when the evidence does not carry it
	Text string         // one sentence, imperative, no full stop
}

// A Leak is one rule's explanation of one goroutine, or of what a Tally counts. Rules report leaks; Run makes
// findings of them.
type Leak struct {
	Goroutine *evidence.Goroutine   // nil with a Tally
	Tally     *Tally                // a finding of its own
	Behind    []*evidence.Goroutine // goroutines that wait for this one
	For       *evidence.Goroutine   // the one it waits for, nil when that cannot be told
	BehindHow string                // how it is known that they do, one line
	Certainty Certainty
	ByLife    bool // its age counts from its creation: it may wake up now and then, but does not end

	Woke     *evidence.Wake       // the wake-up by the cancel or timer it should have ended with; nil when there was none
	WokeHow  string               // how Woke concerns the goroutine, one line
	Ended    *evidence.ContextEnd // of its instrumented context, when no wake-up shows it; nil when there was none
	OfCaller bool                 // Ended is the end of its caller's context, and did not reach Context
	Never    bool                 // its context was never cancelled
	NeverHow string               // why that is believed, one line
	Context  *Context
	Defers   []Defer
	DeferHow string // how the deferred calls are known, one line
	Fix      Fix
	Settle   string // the input that would tell more, and what, one line; empty when it is at hand

	rule *Rule
}
