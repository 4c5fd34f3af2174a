package exectrace

import (
	"iter"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// FromEvents keeps the books of events that come from elsewhere than a binary trace, such as text, in the
// order in which its reader would give them. Src becomes the Set's source, with its window and number of
// events filled in. The events may contradict each other, but must be what trace.MakeEvent accepts.
func FromEvents(src *evidence.Source, events iter.Seq[trace.Event]) *evidence.Set {
	st := newState(src)
	for ev := range events {
		st.event(&ev)
		if st.events++; st.events%handful == 0 {
			st.letGo()
		}
	}
	return st.set()
}

// handful is how many events may pass before their stacks are let go of. A made event has a table of its
// own, and there may be a million of them to a generation.
const handful = 1 << 12
