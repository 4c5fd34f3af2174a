package correlate

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Tally is what a finding counts when it is not goroutines that pile up: contexts and timers, as a heap
// profile estimates them, goroutines that one cancel woke, waits for the locks of package context.
type Tally struct {
	What   string // one of them: "context", "timer", "wake-up", "wait"
	Maker  string // the function that makes them: "WithTimeout", "time.After"; empty for wake-ups
	Count  int64
	Error  float64         // relative standard error; 0: counted, not estimated
	Counts []int64         // in each heap of a series, nil without one; or at each cancel
	Stack  *evidence.Stack // where they were made, or who cancelled; for a deadline where the woken had waited
	Heap   *Heap           // the memory that goes with them; nil when not known
	Link   Link            // the statement of the chain that says so, in the stage it belongs to
}

// apart takes the leaks without goroutines out of the others.
func apart(leaks []*Leak) (goroutines, tallied []*Leak) {
	for _, l := range leaks {
		if l.Tally != nil {
			tallied = append(tallied, l)
		} else {
			goroutines = append(goroutines, l)
		}
	}
	return goroutines, tallied
}

// newTallied makes a finding of a leak without goroutines.
func newTallied(ix *Index, l *Leak) *Finding {
	t := l.Tally
	at := homeFrame(t.Stack)
	f := &Finding{
		Rule: l.rule, Certainty: l.Certainty, Goroutines: []*evidence.Goroutine{}, Tally: t, Blocked: at,
		Fingerprint: print8(l.rule.Name + "\n" + t.What + "\n" + normalise(at.Func)),
		Balance:     &SiteBalance{}, Context: l.Context, Heap: t.Heap, Fix: l.Fix, Severity: Low,
	}
	switch {
	case t.Count >= 100_000:
		f.Severity = High
	case t.Count >= 10_000 || t.Error > 0 && len(t.Counts) > 2 && RisingBy(t.Counts):
		f.Severity = Medium
	}
	if f.Cancel = cancelOf([]*Leak{l}); f.Cancel != nil {
		f.Cancel.Count = max(1, len(t.Counts))
	}
	f.Chain = tallyChain(ix, f, l)
	f.Title, f.Message = f.Rule.Say(f)
	return f
}

// tallyChain has all five stages, too; the tally's own link takes the place of what is not known there.
func tallyChain(ix *Index, f *Finding, l *Leak) []Link {
	own := f.Tally.Link
	own.Suspect = true
	none := func(stage Stage, relation string) Link {
		return Link{Stage: stage, Relation: relation, Basis: Unseen, Text: "not known: this is about no goroutine in particular"}
	}
	links := []Link{none(StageCancel, "missing"), contextLink(ix, f), none(StageGoroutine, "blocked"), none(StageDefer, "pending"), heapLink(ix, f)}
	links[own.Stage] = own
	return links
}

// RisingBy is Rising for estimates: each is more than the one before by a tenth at least.
func RisingBy(counts []int64) bool {
	for i := 1; i < len(counts); i++ {
		if counts[i] <= counts[i-1]+counts[i-1]/10 {
			return false
		}
	}
	return len(counts) > 1
}

// String writes how many there are: "39,000 timers (±8 %)".
func (t *Tally) String() string {
	s := words.Plural(int(t.Count), t.What)
	if t.Error > 0 {
		s = fmt.Sprintf("about %s (±%.0f %%)", s, 100*t.Error)
	}
	return s
}
