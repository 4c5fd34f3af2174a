package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// timeline is screen 2: how many goroutines there were over time, when contexts ended, and since when
// goroutines have been blocked. The first cancel of the selected chain is where its cursor begins. The
// list below tells the events one by one; chart and list share the moment.
type timeline struct {
	browse
	chart  *chart
	events *eventList
	none   *tree // says what is missing when there is nothing to draw

	chain  func() *correlate.Finding // the one selected on the first screen
	around *correlate.Finding        // the one the cursor was put to
}

const (
	chartPane = iota
	eventsPane
	eventPane
)

func newTimeline(d *desk, chain func() *correlate.Finding) *timeline {
	t := &timeline{chart: newChart(d), events: newEventList(d), chain: chain, none: newTree(d, "Timeline", "", nil)}
	t.browse = newBrowse(d, "Timeline", t.events)
	t.wide = true
	t.all = []pane{t.none}
	return t
}

func (t *timeline) setResult(a *atlas, _ bool) {
	t.atlas = a
	t.detail.forget()
	t.chart.setAtlas(a)
	t.events.setAtlas(a)
	if t.chart.empty() {
		t.none.nothing = blindTo(a, "execution trace")
		t.all = []pane{t.none}
	} else {
		t.all = []pane{t.chart, t.events, t.detail}
	}
	t.place()
	t.settle()
}

// settle follows the chain that is selected on the first screen, and tells the event under the cursor.
func (t *timeline) settle() {
	if t.atlas == nil || len(t.all) == 1 {
		return
	}
	if f := t.chain(); f != t.around {
		t.around, t.chart.chain = f, f
		if f != nil && f.Cancel != nil && !f.Cancel.Never {
			t.moment(f.Cancel.First)
		} else if f != nil && len(f.Goroutines) > 0 {
			t.moment(f.Goroutines[0].Since)
		}
	}
	if t.focus == eventsPane {
		if ev := t.events.selected(); ev != nil {
			t.chart.goTo(ev.at)
		}
	}
	t.chart.picked = span{}
	if from, to, ok := t.events.expr.At(); ok {
		t.chart.picked = span{evidence.Time(from), evidence.Time(to)}
	}
	t.chart.build()
	ev := t.events.selected()
	if ev == nil {
		t.detail.show(nil, "Event", nil)
		return
	}
	t.detail.show(ev, "Event at "+seconds(ev.at), func(f *facts) { t.tell(f, ev) })
}

// moment puts the cursor on a moment, and on the event there.
func (t *timeline) moment(at evidence.Time) {
	t.chart.goTo(at)
	t.events.near(at)
}

// jump goes to the next event, with step -1 to the one before.
func (t *timeline) jump(step int) {
	if at, ok := t.events.beside(t.chart.cursor, step); ok {
		t.moment(at)
	}
}

func (t *timeline) actions() []action {
	k := t.desk.keys
	if len(t.all) == 1 {
		return nil
	}
	var acts []action
	if t.chart.brush.begun {
		acts = append(acts, does(k.Back, func() { t.chart.brush = brush{} }).as("no brush"))
	}
	acts = append(acts, t.focused().actions()...)
	if t.focus < eventPane {
		acts = append(acts, does(k.Open, func() { t.setFocus(eventPane) }).as("detail"))
	}
	if t.focus == chartPane {
		acts = append(acts, does(k.Up, func() { t.jump(-1) }).as("event"), does(k.Down, func() { t.jump(1) }).as("next event"))
	}
	acts = append(acts,
		does(k.NextEvent, func() { t.jump(1) }).as("next event"), does(k.PrevEvent, func() { t.jump(-1) }).as("previous event"),
		does(k.Closer, func() { t.chart.zoom(0.5) }), does(k.Wider, func() { t.chart.zoom(2) }), does(k.Whole, t.chart.all),
		action{k.Brush, t.brush},
		foldAction(k, t.detail.folded, t.detail.toggleFold))
	if f := t.chart.chain; f != nil {
		acts = append(acts, does(k.Chain, func() { t.leave(ref{refChain, f.Fingerprint}) }))
	}
	acts = append(acts, t.between(k)...)
	return append(acts, searching(k, t.searched())...)
}

func (t *timeline) leave(to ref) { t.desk.jobs.add(func() tea.Msg { return goMsg{to} }) }

func (t *timeline) searched() *text {
	if t.focus == eventPane {
		return &t.detail.text
	}
	return nil
}

func (t *timeline) setQuery(s string) error {
	if x := t.searched(); x != nil {
		return x.setQuery(s)
	}
	return t.setFilter(s)
}

func (t *timeline) query() string {
	if x := t.searched(); x != nil {
		return x.query
	}
	return t.events.filterExpr().String()
}

func (t *timeline) position() string {
	if t.focus == eventPane {
		return t.detail.place()
	}
	return t.events.position()
}

func (t *timeline) at() ref {
	if t.atlas == nil {
		return ref{}
	}
	return momentRef(t.chart.cursor)
}

func (t *timeline) show(r ref) bool {
	if r.kind != refMoment || t.chart.empty() {
		return false
	}
	t.around, t.chart.chain = t.chain(), t.chain()
	t.moment(evidence.Time(r.number()))
	return true
}

func (t *timeline) crumbs() []string {
	trail := []string{"timeline"}
	if f := t.chart.chain; f != nil && t.atlas != nil {
		trail = append(trail, t.atlas.ids[f])
	}
	return trail
}

func (t *timeline) subject() subject {
	ev := t.events.selected()
	if ev == nil || t.atlas == nil {
		return subject{}
	}
	what, at, stack := ev.says(t.atlas)
	s := subject{cell: seconds(ev.at) + " " + what, title: what, at: at, stack: stack, body: []string{moment(t.atlas.Set, "", ev.at)}}
	s.pos = t.atlas.inputOf(evidence.ExecutionTrace)
	s.pos.Time, s.pos.Timed = ev.at, true
	if f := t.chart.chain; f != nil {
		s.open = f.Fingerprint
	}
	return s
}

// tell tells an event in full, and leads to whom it concerns.
func (t *timeline) tell(f *facts, ev *event) {
	what, at, stack := ev.says(t.atlas)
	f.text(what)
	f.raw("")
	f.add("at", moment(t.atlas.Set, "", ev.at))
	switch {
	case ev.first != nil:
		f.link("chain", t.atlas.ids[ev.first]+" "+ev.first.Title, ref{refChain, ev.first.Fingerprint})
		f.frame("by", at)
	case ev.cancel != nil:
		t.tellCancel(f, ev.cancel)
	case ev.wait != nil:
		f.add("blocked", words.Age(ev.wait.For)+", then it went on")
		f.add("wait", string(ev.wait.Wait))
		t.who(f, "who", ev.wait.Goroutine)
	case ev.stuck != nil:
		t.who(f, "who", ev.stuck.ID)
		f.add("blocked", words.Age(t.atlas.end.Sub(ev.stuck.Since))+" until the end of the evidence")
	case ev.log != nil:
		t.who(f, "by", ev.log.Goroutine)
	case ev.task != nil:
		t.who(f, "by", ev.task.By)
		if ev.task.Done {
			f.add("took", words.Age(ev.task.To.Sub(ev.task.From)))
		} else {
			f.add("took", "it is still open")
		}
	}
	f.stack("Stack", stack, at)
}

func (t *timeline) tellCancel(f *facts, c *evidence.Cancel) {
	t.who(f, "by", c.By)
	if s := t.atlas.site(c); s != nil {
		f.link("place", words.Plural(s.Count, "cancel")+" there in all", cancelsRef(s))
	}
	for i, w := range c.Woke {
		if i == maxLinks {
			f.add("", "and "+words.Count(len(c.Woke)-i)+" more")
			break
		}
		f.link("woke", "goroutine "+goroutineName(&evidence.Goroutine{ID: w.Goroutine})+" after "+words.Age(w.Blocked)+" in "+correlate.Short(home(w.Stack).Func), goroutineRef(w.Goroutine))
	}
	if len(c.Woke) == 0 {
		f.add("woke", "nobody")
	}
}

// who leads to a goroutine when it is alive, and names it when it is not.
func (t *timeline) who(f *facts, name string, id evidence.GoID) {
	switch {
	case !id.Known():
	case t.atlas.Set.Goroutine(id) != nil:
		f.link(name, "goroutine "+goroutineName(&evidence.Goroutine{ID: id}), goroutineRef(id))
	default:
		f.add(name, "goroutine "+goroutineName(&evidence.Goroutine{ID: id})+", which has ended")
	}
}
