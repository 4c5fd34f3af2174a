package correlate

import (
	"slices"
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
//	Carries, WorksFor       the contexts of an instrumented program
//	Outlived                whose instrumented context ended without it
//	Receives                does this function take what others send?
//	Cancellers              who cancels what is waited for at this place
//	LostCanceller           … and has returned without it
//	PendingCancel           a cancel that is deferred further out, and who waits for it
//	EndedContext            the wake-up that shows the end of the context it works for
//	Balance, Transient      creations and ends per line of the program
//	Lingers, InUse, Piles   does it look like one of those that only become more?
//	Object                  the object it works for in the background, and who drops that
//	Stoppable, SentBefore   the timer it waits for; the send it has behind it
//	StartedInDefer          was it started, or its context made, by a deferred function?
//	Census                  live contexts and timers by the line that made them
//	Quiet                   is anybody at work but whoever takes the evidence?
//	Accumulated, Left       did they come one after the other, all the time?
//	Deserted                does the source show that nobody is left to end its wait?
//	Neighbours, Holder      who else is in the object, and who may hold its lock
type Index struct {
	Set *evidence.Set
	End evidence.Time // of the evidence

	begin evidence.Time // not 0 when a trace was cut

	carried    map[evidence.GoID][]Carried
	cancelled  map[evidence.GoID]int
	origins    map[evidence.Place]*evidence.ContextOrigin
	waits      map[place]*waits
	here       map[place]int
	cancellers map[purpose][]*evidence.CancelSite
	receivers  map[string]bool
	balances   map[evidence.Frame]*SiteBalance
	children   map[evidence.GoID][]*evidence.Goroutine
	started    []*Started
	crowded    []gathered[*evidence.Stack]
	parked     map[parkedKey]parkedAs
	crowds     map[*parked]int
	broods     map[evidence.GoID]*brood
	kinds      map[seriesKey]*kindCount
	census     []*Census
	touches    map[*evidence.Resource][]Touch
	neighbours map[place]*Neighbours
	objects    map[start]*Object
	homes      map[*evidence.Stack]home
	owners     map[*evidence.Stack]map[string]bool
	quiet      *bool
	desertions map[place]*desertion
	arrived    map[arrivalKey]*arrivals
}

// NewIndex returns an index over set, which must not change afterwards.
func NewIndex(set *evidence.Set) *Index {
	ix := &Index{
		Set: set, parked: make(map[parkedKey]parkedAs),
		neighbours: make(map[place]*Neighbours), objects: make(map[start]*Object),
		homes: make(map[*evidence.Stack]home), owners: make(map[*evidence.Stack]map[string]bool),
	}
	ix.End = end(set)
	if i := slices.IndexFunc(set.Sources, func(s *evidence.Source) bool { return s.CutFrom && s.Apart == "" }); i >= 0 {
		ix.begin = set.Sources[i].From
	}
	return ix
}

// end returns the moment to which the goroutines of set are described: the end of the trace; the moment of
// the dump, which is time 0, when there is no trace; else the end of whatever there is.
func end(set *evidence.Set) evidence.Time {
	var last evidence.Time
	for _, src := range set.Sources {
		switch src.Kind {
		case evidence.ExecutionTrace:
			return src.To // further traces are not joined
		case evidence.GoroutineDump:
			return 0
		}
		last = max(last, src.To)
	}
	return last
}

// Age returns how long g has been in its state; exact is false for a lower bound.
func (ix *Index) Age(g *evidence.Goroutine) (age time.Duration, exact bool) {
	return ix.End.Sub(g.Since), g.SinceKnown
}

// Life returns how long g has existed; exact is false for a lower bound.
func (ix *Index) Life(g *evidence.Goroutine) (life time.Duration, exact bool) {
	if !dated(g) {
		return ix.Age(g)
	}
	return ix.End.Sub(g.Created.At), true
}

// dated reports whether the evidence tells when g was created.
func dated(g *evidence.Goroutine) bool { return g.Created.Seen && !g.Created.Undated }

// Timed reports whether the evidence covers a stretch of time rather than a moment.
func (ix *Index) Timed() bool { return ix.End > 0 }

// Window returns how much time the evidence covers.
func (ix *Index) Window() time.Duration { return ix.End.Sub(ix.begin) }

// Children returns the living goroutines that g created, by id.
func (ix *Index) Children(g *evidence.Goroutine) []*evidence.Goroutine {
	if ix.children == nil {
		ix.children = make(map[evidence.GoID][]*evidence.Goroutine)
		for _, brood := range gather(ix.Set.Goroutines, func(c *evidence.Goroutine) (evidence.GoID, bool) {
			return c.Created.By, c.Created.Seen && c.Created.By != evidence.NoGoID
		}) {
			ix.children[brood.key] = brood.goroutines
		}
	}
	return ix.children[g.ID]
}
