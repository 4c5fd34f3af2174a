package ui

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// An event is something that happened at a moment: one of its pointers says what.
type event struct {
	at     evidence.Time
	first  *correlate.Finding // the first cancel of a chain
	cancel *evidence.Cancel
	wait   *evidence.Span
	stuck  *evidence.Goroutine // a goroutine of a chain was blocked for good
	log    *evidence.Log
	task   *evidence.Task
}

// eventsOf lists what happened, by time. Of each chain the first and the last goroutine to block are
// events: all of them are in the chart.
func eventsOf(a *atlas) []event {
	var out []event
	for _, f := range a.Findings {
		if f.Cancel != nil && !f.Cancel.Never && f.Cancel.Count > 0 {
			out = append(out, event{at: f.Cancel.First, first: f})
		}
		if n := len(f.Goroutines); n > 0 {
			first, last := f.Goroutines[0], f.Goroutines[n-1]
			if first.SinceKnown {
				out = append(out, event{at: first.Since, stuck: first})
			}
			if last.SinceKnown && last != first {
				out = append(out, event{at: last.Since, stuck: last})
			}
		}
	}
	for _, c := range a.Set.Cancels {
		out = append(out, event{at: c.At, cancel: c})
	}
	for i := range a.waits {
		out = append(out, event{at: a.waits[i].From, wait: &a.waits[i]})
	}
	for i := range a.Set.Logs {
		out = append(out, event{at: a.Set.Logs[i].At, log: &a.Set.Logs[i]})
	}
	for _, t := range a.Set.Tasks {
		out = append(out, event{at: t.From, task: t})
	}
	slices.SortStableFunc(out, func(x, y event) int { return cmp.Compare(x.at, y.at) })
	return out
}

// says is an event in a few words, and the place it is about.
func (e *event) says(a *atlas) (what string, at evidence.Frame, stack *evidence.Stack) {
	switch {
	case e.first != nil:
		return "first cancel of " + a.ids[e.first] + ", " + e.first.Cancel.Counted(), e.first.Cancel.Caller, nil
	case e.cancel != nil:
		by, ok := e.cancel.Caller()
		what = e.cancel.Kind.String() + " cancel"
		if e.cancel.Kind == evidence.Deadline {
			what = "deadline"
		}
		if n := len(e.cancel.Woke); n > 0 {
			what += ", woke " + words.Count(n)
		}
		if !ok && len(e.cancel.Woke) > 0 {
			by = home(e.cancel.Woke[0].Stack)
		}
		return what, by, e.cancel.Stack
	case e.wait != nil:
		return "blocked " + words.Age(e.wait.For) + ", " + string(e.wait.Wait), home(e.wait.Stack), e.wait.Stack
	case e.stuck != nil:
		return "goroutine " + goroutineName(e.stuck) + " stuck", home(e.stuck.Stack), e.stuck.Stack
	case e.log != nil:
		return "log: " + e.log.Category + " " + e.log.Message, evidence.Frame{}, nil
	}
	return "task " + e.task.Name, evidence.Frame{}, nil
}

// eventList is the list below the chart.
type eventList struct {
	list
	sieve
	desk  *desk
	atlas *atlas
	all   []event
	expr  query
	seek  evidence.Time // to go to once the sifting is through
}

func newEventList(d *desk) *eventList {
	e := &eventList{desk: d}
	e.tall, e.draw = 1, e.row
	e.sieve.jobs, e.sieve.done = d.jobs, func() { e.setCount(len(e.shown)); e.near(e.seek) }
	return e
}

func (e *eventList) setAtlas(a *atlas) {
	e.keepPlace()
	e.atlas, e.all, e.shown = a, eventsOf(a), nil
	e.setCount(0)
	e.refilter()
}

func (e *eventList) refilter() {
	all, a, expr := e.all, e.atlas, e.expr.Expr
	var match func(int32) bool
	if !expr.Empty() {
		aside := e.desk.shelf.aside(expr)
		match = func(i int32) bool {
			what, at, stack := all[i].says(a)
			var took time.Duration
			n := 0
			if w := all[i].wait; w != nil {
				took = w.For
			}
			if c := all[i].cancel; c != nil {
				n = len(c.Woke)
			}
			row := filter.OfEvent(what+"\n"+at.String(), stack, n, all[i].at, took)
			return aside.match(expr, &row, func() ref { return momentRef(all[i].at) })
		}
	}
	e.sift(len(all), e.expr.keepAll, match, nil)
}

func (e *eventList) selected() *event {
	if e.cursor >= len(e.shown) {
		return nil
	}
	return &e.all[e.shown[e.cursor]]
}

func (e *eventList) selectedRef() ref {
	if ev := e.selected(); ev != nil {
		return momentRef(ev.at)
	}
	return ref{}
}

// near moves the cursor to the event at t, or the last one before it.
func (e *eventList) near(t evidence.Time) {
	i := sort.Search(len(e.shown), func(i int) bool { return e.all[e.shown[i]].at >= t })
	if i == len(e.shown) || e.all[e.shown[i]].at > t {
		i--
	}
	e.moveTo(i)
}

// beside returns the moment of the next event after t, or with step -1 of the one before; false when
// there is none.
func (e *eventList) beside(t evidence.Time, step int) (evidence.Time, bool) {
	i := sort.Search(len(e.shown), func(i int) bool { return e.all[e.shown[i]].at >= t })
	if step > 0 {
		for i < len(e.shown) && e.all[e.shown[i]].at == t {
			i++
		}
	} else {
		i--
	}
	if i < 0 || i >= len(e.shown) {
		return 0, false
	}
	return e.all[e.shown[i]].at, true
}

func (e *eventList) find(r ref) bool {
	if r.kind != refMoment {
		return false
	}
	e.near(evidence.Time(r.number()))
	return true
}

func (e *eventList) setExpr(x query) {
	e.keepPlace()
	e.expr = x
	e.refilter()
}

// keepPlace has the cursor stay on its moment, or near it, when the rows change.
func (e *eventList) keepPlace() {
	if ev := e.selected(); ev != nil {
		e.seek = ev.at
	}
}

func (e *eventList) filterExpr() query { return e.expr }
func (e *eventList) sortNext() string  { return "" }
func (e *eventList) nextMatch(step int) bool {
	to := e.hits.beside(e.cursor, step, len(e.shown))
	if to >= 0 {
		e.moveTo(to)
	}
	return to >= 0
}
func (e *eventList) matches() string {
	if e.busy {
		return "sifting " + words.Count(len(e.all))
	}
	return e.expr.says(e.found(), len(e.all))
}

func (e *eventList) setSize(w, h int)  { e.list.setSize(w, h) }
func (e *eventList) want() int         { return e.count }
func (e *eventList) actions() []action { return moving(e.desk.keys, &e.list) }

func (e *eventList) title() string {
	if e.expr.Empty() {
		return "Events  " + words.Count(len(e.shown))
	}
	return "Events  " + e.matches()
}

func (e *eventList) View() string {
	if e.count == 0 {
		return "  nothing happened here that is told one by one; esc clears a filter"
	}
	return e.view()
}

func (e *eventList) row(i, w int, selected bool) []string {
	ev, l := &e.all[e.shown[i]], e.desk.look
	cursor := " "
	if selected {
		cursor = ">"
	}
	what, at, _ := ev.says(e.atlas)
	line := cursor + e.desk.sign(momentRef(ev.at), e.hits.has(i)) + padLeft(seconds(ev.at), 10) + "  "
	room := clamp(w*2/5, 22, 40)
	line += pad(l.fit(l.clean(what), room), room) + "  "
	line += l.fitFunc(l.clean(correlate.Short(at.Func)), w-cells(line))
	if selected {
		return []string{l.selected.Render(pad(l.fit(line, w), w))}
	}
	return []string{l.fit(l.highlight(line, e.expr.Marks()), w)}
}

// seconds writes a moment to the millisecond.
func seconds(t evidence.Time) string {
	return strconv.FormatFloat(time.Duration(t).Seconds(), 'f', 3, 64) + "s"
}
