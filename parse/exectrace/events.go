package exectrace

import (
	"iter"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// FromEvents keeps the books of events that come from elsewhere than a binary trace, such as text, in the
// order in which its reader would give them. Src becomes the Set's source, with its window and number of
// events filled in. The events may contradict each other, but must be what trace.MakeEvent accepts; all are
// taken, those after the cut as well. The error is an OutsideError.
func FromEvents(src *evidence.Source, cut Cut, events iter.Seq[trace.Event]) (*evidence.Set, error) {
	st := newState(src, cut)
	over := false
	for ev := range events {
		over = over || !st.event(&ev)
		if st.events++; st.events%handful == 0 {
			st.letGo()
		}
	}
	if err := st.unmet(nil); err != nil {
		return nil, err
	}
	return st.set(), nil
}

// handful is how many events may pass before their stacks are let go of. A made event has a table of its
// own, and there may be a million of them to a generation.
const handful = 1 << 12
