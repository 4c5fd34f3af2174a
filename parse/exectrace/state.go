package exectrace

import (
	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// state is the books of one trace while its events go by.
type state struct {
	src    *evidence.Source
	events int64 // read so far
	begun  bool
	told   bool          // by an event other than Sync, which the reader makes even of nothing
	begin  trace.Time    // time of the first event
	now    evidence.Time // of the current event

	gs      map[trace.GoID]*goroutine // the living ones
	stacks  stackTable
	sites   siteTable
	cancels cancelTable
	spans   spanHeap
	line    timeline
	user    userEvents
	ctxs    ctxTable
	cut     cutter

	problems []evidence.Problem
}

func newState(src *evidence.Source, cut Cut) *state {
	return &state{
		src:     src,
		gs:      make(map[trace.GoID]*goroutine),
		stacks:  newStackTable(),
		sites:   newSiteTable(),
		cancels: newCancelTable(),
		line:    newTimeline(),
		user:    newUserEvents(),
		ctxs:    newCtxTable(),
		cut:     cutter{Cut: cut},
	}
}

// event takes in the next event, in the reader's order. It returns false when the cut is over, or cannot be.
func (st *state) event(ev *trace.Event) bool {
	if !st.begun {
		st.begun, st.begin = true, ev.Time()
	}
	kind := ev.Kind()
	st.told = st.told || kind != trace.EventSync
	now := st.clock(ev.Time())
	if now >= st.cut.next && !st.pass(now, kind == trace.EventSync) {
		return false
	}
	st.now = now
	if st.now >= st.line.next {
		st.sample()
	}
	switch kind {
	case trace.EventStateTransition:
		if t := ev.StateTransition(); t.Resource.Kind == trace.ResourceGoroutine {
			st.transition(ev, &t)
		}
	case trace.EventSync:
		st.sync(ev)
	case trace.EventMetric:
		st.line.metric(ev.Metric())
	case trace.EventTaskBegin, trace.EventTaskEnd, trace.EventLog, trace.EventRegionBegin, trace.EventRegionEnd:
		st.annotation(ev)
	}
	return true
}

// longest is the longest window that is believed, two years. It keeps times far from overflow.
const longest = evidence.Time(1) << 56

// clock turns the reader's time into time since the first event. The reader's never runs backwards,
// except that a damaged trace can make it overflow; then the clock stands still.
func (st *state) clock(t trace.Time) evidence.Time {
	return max(st.now, min(evidence.Time(t-st.begin), longest))
}

// sync is a generation boundary: stack handles of the old generation are resolved before they go stale,
// and the first clock snapshot gives the wall clock.
func (st *state) sync(ev *trace.Event) {
	st.letGo()
	if clock := ev.Sync().ClockSnapshot; clock != nil && st.src.Wall.IsZero() {
		st.src.Wall = clock.Wall.Add(-clock.Trace.Sub(st.begin))
	}
}

// letGo resolves the stack handles that are held, and lets go of the tables behind them.
func (st *state) letGo() {
	for _, g := range st.gs {
		st.resolve(g)
	}
	st.stacks.nextGeneration()
}

// transition takes in one state change of a goroutine.
func (st *state) transition(ev *trace.Event, t *trace.StateTransition) {
	from, to := t.Goroutine()
	id := t.Resource.Goroutine()
	switch {
	case from == trace.GoNotExist:
		st.create(id, ev, t, to)
		return
	case to == trace.GoNotExist:
		if g := st.gs[id]; g != nil {
			st.end(g)
		}
		return
	}
	g := st.gs[id]
	if g == nil {
		g = st.discover(id, t)
	}
	switch {
	case from == to || from == trace.GoUndetermined:
		st.status(g, t, to)
	case from == trace.GoWaiting:
		st.unblock(g, ev)
	case to == trace.GoWaiting:
		st.block(g, ev, t)
	case to == trace.GoSyscall || to == trace.GoRunnable:
		st.observe(g, ev)
	}
	if from != to {
		st.enter(g, to)
	}
}

// states maps the reader's words to evidence's.
var states = [...]evidence.State{
	trace.GoUndetermined: evidence.Unknown,
	trace.GoNotExist:     evidence.Unknown,
	trace.GoRunnable:     evidence.Runnable,
	trace.GoRunning:      evidence.Running,
	trace.GoWaiting:      evidence.Waiting,
	trace.GoSyscall:      evidence.Syscall,
}

// enter moves g to another state.
func (st *state) enter(g *goroutine, to trace.GoState) {
	s := states[to]
	if s == g.state {
		return
	}
	st.line.move(g.state, s)
	g.state = s
	g.since, g.sinceKnown, g.seen = st.now, true, true
}
