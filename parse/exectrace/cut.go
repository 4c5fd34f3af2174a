package exectrace

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Cut is the part of a trace that is wanted. The zero Cut is all of it.
//
//	begin          Since               Until            end
//	|··············|===================|·················|
//	 only the states  what is counted    is not read
//
// A trace must be read from its beginning: where a goroutine stands, who created it and what woke it last is
// known from the events before Since. What is counted, sampled and listed by time begins with Since: cancels,
// waits and lives that ended, and the growth of each site. What is known of the living stays, and so do two
// measures by which the rules tell the healthy: the longest life at a site, and that its goroutines are
// talked to.
type Cut struct{ Since, Until Moment }

// Around returns the cut from d before m to d after it, as in "14:14:47±5s"; ± may be written +-.
func Around(s string) (Cut, error) {
	at, by, ok := strings.Cut(strings.Replace(s, "+-", "±", 1), "±")
	if !ok {
		return Cut{}, fmt.Errorf("%q has no ±: write 14:14:47±5s, or 1.2s+-100ms", s)
	}
	m, err := ParseMoment(at)
	if err != nil {
		return Cut{}, err
	}
	d, err := time.ParseDuration(by)
	if err != nil || d <= 0 {
		return Cut{}, fmt.Errorf("%q is no length of time: write 5s or 100ms", by)
	}
	return Cut{Since: m.add(-d), Until: m.add(d)}, nil
}

// IsZero reports whether c is all of a trace.
func (c Cut) IsZero() bool { return c.Since.IsZero() && c.Until.IsZero() }

// An OutsideError is for a Cut of which the trace has nothing, or which no trace can have.
type OutsideError struct{ Path, Why string }

func (e *OutsideError) Error() string { return e.Path + ": " + e.Why }

// cutter keeps a Cut on the clock of one trace.
type cutter struct {
	Cut
	from, to evidence.Time
	next     evidence.Time // when it has to decide next
	placed   bool          // from and to are known
	begun    bool          // from was reached
	err      error         // why there can be no such part
}

// place finds the cut's place in the trace, as soon as that can be told.
func (c *cutter) place(src *evidence.Source) error {
	c.placed, c.to = true, math.MaxInt64
	var err error
	if !c.Since.IsZero() {
		if c.from, err = c.Since.in(src); err != nil {
			return &OutsideError{src.Path, err.Error()}
		}
	}
	if !c.Until.IsZero() {
		if c.to, err = c.Until.in(src); err != nil {
			return &OutsideError{src.Path, err.Error()}
		}
	}
	switch {
	case !c.Since.IsZero() && c.to <= c.from:
		return &OutsideError{src.Path, fmt.Sprintf("the window asked for ends (%v) before it begins (%v)", c.Until, c.Since)}
	case c.to <= 0:
		return &OutsideError{src.Path, fmt.Sprintf("the window asked for ends (%v) when the trace begins, or before%s", c.Until, clockOf(src, 0))}
	}
	c.from = max(c.from, 0)
	return nil
}

// pass takes in that the trace has come to now, where the cut has to decide, and reports whether the reading
// goes on. The first sync may tell the wall clock, so nothing is decided on it.
func (st *state) pass(now evidence.Time, sync bool) bool {
	c := &st.cut
	if !c.placed {
		if sync {
			return true
		}
		if c.err = c.place(st.src); c.err != nil {
			return false
		}
	}
	if !c.begun {
		if c.next = c.from; now < c.from {
			return true
		}
		if c.begun = true; c.from > 0 {
			st.forget(c.from)
		}
	}
	if c.next = c.to; now <= c.to {
		return true
	}
	st.src.CutTo = true
	st.now = c.to
	st.sample()
	return false
}

// forget drops what the books have counted and listed by time before from, where they begin anew.
func (st *state) forget(from evidence.Time) {
	st.now = from
	st.src.From, st.src.CutFrom = from, true
	st.line.restart(from)
	st.sites.restart()
	st.stacks.restart()
	st.cancels = newCancelTable()
	st.spans = nil
	st.user.ended, st.user.logs = ring[*evidence.Task]{}, ring[evidence.Log]{}
}

// unmet returns why nothing of the cut could be read, at the end of a trace or at err, which is why reading
// ended early; nil when something was.
func (st *state) unmet(err error) error {
	c := &st.cut
	if c.err != nil || c.begun || !c.placed {
		return c.err
	}
	why := "the window asked for begins (" + c.Since.String() + ") after the trace ends" + clockOf(st.src, st.now)
	if err != nil {
		why = "what can be read of the trace ends before the window asked for begins (" + c.Since.String() + "): " + err.Error()
	}
	return &OutsideError{st.src.Path, why}
}

// clockOf says which time t is: " (2.9s into it, 14:14:47.400Z)".
func clockOf(src *evidence.Source, t evidence.Time) string {
	text := " (" + time.Duration(t).Round(time.Millisecond).String() + " into it"
	if at, ok := src.At(t); ok {
		text += ", " + at.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return text + ")"
}
