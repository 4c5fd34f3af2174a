package correlate

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Certainty says how sure a finding is.
type Certainty uint8

// The certainties, the least sure first.
const (
	Suspect Certainty = iota // the shape of a leak; other explanations remain
	Strong                   // the facts leave no usual other explanation
	Proven                   // the runtime's own verdict, or equivalent
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

	Goroutines []*evidence.Goroutine // all of them, the longest blocked first
	Oldest     time.Duration         // of the longest blocked one
	AtLeast    bool                  // Oldest is a lower bound: it was blocked before the evidence began
	Share      float64               // of all living goroutines, 0 to 1
	Frees      int                   // goroutines that end once this is fixed, those it keeps waiting included

	Wait    evidence.Wait
	Blocked evidence.Frame // innermost frame of the program's own code; zero when there is none
	Created evidence.Frame // the program's own line that started them; zero when not seen
	Context *Context       // the context that governs them; nil when not known
	Cancel  *Cancel        // what ended it, or that nothing did; nil when not known
	Defers  []Defer        // deferred calls known to wait, innermost first
	Fix     Fix

	Chain []Link // in the order of the stages; at least one goroutine link

	site *SiteBalance // of the creation, for rules' words; nil when not seen
	leak Leak         // the first member's, for rules' words
}

// A Context is what is known of the context that governs a finding.
type Context struct {
	Kind string         // "WithTimeout", "WithCancel", …; empty when not known
	Made evidence.Frame // where it was derived; zero when not known
}

// A Cancel sums up the cancels of a finding's members.
type Cancel struct {
	Never       bool // nobody called it, as far as could be seen
	Kind        evidence.CancelKind
	Count       int
	First, Last evidence.Time
	By          evidence.GoID  // of the first one
	Caller      evidence.Frame // the program's line that cancelled; zero for a deadline
	Pos         evidence.Pos
}

// A Defer is a deferred call that has not run.
type Defer struct {
	Call  string         // such as "cancel()"
	Frame evidence.Frame // the function it is deferred in
	Basis Basis
}

// A Fix is the place to change.
type Fix struct {
	At   evidence.Frame // zero when the evidence does not carry it
	Text string         // one sentence, imperative, no full stop
}

// A Leak is one rule's explanation of one goroutine. Rules report leaks; Run makes findings of them.
type Leak struct {
	Goroutine *evidence.Goroutine
	Certainty Certainty
	Cancel    *evidence.Cancel // the cancel that ended its context; nil: see Never
	Never     bool             // its context was never cancelled
	Context   *Context
	Blocks    []*evidence.Goroutine // goroutines that wait for this one
	Defers    []Defer
	Fix       Fix
	Links     []Link // cancel, context, defer and heap links; the goroutine link is made by Run

	rule *Rule
}
