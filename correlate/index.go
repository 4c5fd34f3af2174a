package correlate

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// An Index answers the questions rules ask of an evidence.Set. Each look-up is computed once, when it is
// first asked for. An Index is for one goroutine.
//
//	Age, Life               how long it has been so
//	Parked, ByDesign        parked by design?
//	CreatedAt, Orphan       which line of the program started it, and has that function returned
//	GaveUp                  the cancel or timer on which the creator stopped waiting for it
//	WaitsAt, Aware, Stuck   how waits at this place usually end
//	Receives                does this function take what others send?
//	Cancellers              who cancels what is waited for at this place
//	Balance, Transient      creations and ends per line of the program
type Index struct {
	Set *evidence.Set
	End evidence.Time // of the evidence

	waits      map[place]*waits
	cancellers map[purpose][]*evidence.CancelSite
	receivers  map[string]bool
	balances   map[evidence.Frame]*SiteBalance
	children   map[evidence.GoID][]*evidence.Goroutine
	parked     map[parkedKey]parkedAs
}

// NewIndex returns an index over set, which must not change afterwards.
func NewIndex(set *evidence.Set) *Index {
	ix := &Index{Set: set, parked: make(map[parkedKey]parkedAs)}
	for _, src := range set.Sources {
		ix.End = max(ix.End, src.To)
	}
	return ix
}

// Age returns how long g has been in its state; exact is false for a lower bound.
func (ix *Index) Age(g *evidence.Goroutine) (age time.Duration, exact bool) {
	return ix.End.Sub(g.Since), g.SinceKnown
}

// Life returns how long g has existed; exact is false for a lower bound.
func (ix *Index) Life(g *evidence.Goroutine) (life time.Duration, exact bool) {
	return ix.End.Sub(g.Created.At), g.Created.Seen
}

// Window returns how much time the evidence covers.
func (ix *Index) Window() time.Duration { return time.Duration(ix.End) }

// Children returns the living goroutines that g created, by id.
func (ix *Index) Children(g *evidence.Goroutine) []*evidence.Goroutine {
	if ix.children == nil {
		ix.children = make(map[evidence.GoID][]*evidence.Goroutine)
		for _, c := range ix.Set.Goroutines {
			if c.Created.Seen && c.Created.By != evidence.NoGoID {
				ix.children[c.Created.By] = append(ix.children[c.Created.By], c)
			}
		}
	}
	return ix.children[g.ID]
}
