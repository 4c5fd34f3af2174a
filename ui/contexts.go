package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// contexts is screen 4: what is known of contexts. A trace tells of their ends: by which code, how
// often, and who was woken where. The findings tell which ended and which never did. Dumps tell their
// addresses, and those of channels and locks, with the goroutines at them. A program that is instrumented
// names each of them, with its parent.
type contexts struct {
	grove
	placeOf map[*evidence.Context]*node // the row of the place that made a context
}

func newContexts(d *desk) *contexts {
	t := newTree(d, "Contexts", "", []order{{name: "times"}, {name: "goroutines"}, {name: "first", upwards: true}},
		column{title: "times", w: 7, right: true}, column{title: "goroutines", w: 10, right: true}, column{title: "first", w: 9, right: true, spare: true}, column{title: "what"})
	return &contexts{grove: newGrove(d, "Contexts", t)}
}

func (c *contexts) setResult(a *atlas, _ bool) {
	c.atlas = a
	c.detail.forget()
	c.tree.nothing = blindTo(a, "execution trace")
	roots := slices.Concat(c.ofChains(), c.instrumented(), c.cancels(), c.resources()) // what leaks comes first
	c.tree.setRoots(roots)
	c.place()
	c.settle()
}

// section makes the row above others of one kind, nothing when there are none.
func (c *contexts) section(id, title, about string, kids []*node) []*node {
	if len(kids) == 0 {
		return nil
	}
	n := &node{
		ref: ref{refView, "contexts/" + id}, kids: kids, open: true, cells: []string{"", "", "", title},
		write: func(f *facts) { f.text(about) }, say: subject{title: title, cell: title, body: []string{about}},
	}
	return []*node{n}
}

// cancels are the places contexts were ended at, those of one kind and function together.
func (c *contexts) cancels() []*node {
	var fired, called []*node
	for _, s := range c.atlas.Set.CancelSites {
		n := c.cancelSite(s)
		if s.Kind == evidence.Deadline {
			fired = append(fired, n)
		} else {
			called = append(called, n)
		}
	}
	return slices.Concat(
		c.section("deadlines", "deadlines that fired", "A context's timer ended it. The trace shows every one, also those that woke nobody.", fired),
		c.section("explicit", "cancels called by code", "A cancel function was called. Only calls that woke somebody leave an event in a trace: one that is not here may still have happened.", called))
}

func (c *contexts) cancelSite(s *evidence.CancelSite) *node {
	l := c.desk.look
	at, ok := s.Caller()
	name := correlate.CancelKind(&evidence.Cancel{Kind: s.Kind, Stack: s.Stack, Site: s.Site})
	if ok {
		name = correlate.Short(at.Func)
	} else if name == "" {
		name = "a context"
	}
	row := filter.OfCancels(s, c.atlas.end)
	n := &node{
		ref: cancelsRef(s), match: &row, cells: []string{words.Count(s.Count), words.Count(s.Woke), c.since(s.First), l.clean(name)},
		tail:   l.clean(shortPlace(at)),
		values: []int64{int64(s.Count), int64(s.Woke), int64(s.First)},
		write:  func(f *facts) { c.tellSite(f, s) },
		say: subject{cell: at.String(), at: at, stack: s.Stack, pos: c.atlas.cancelAt(s), title: s.Kind.String() + " cancels by " + name,
			body: []string{words.Plural(s.Count, "cancel") + ", woke " + words.Plural(s.Woke, "goroutine")}},
	}
	for stack, woken := range s.Waits {
		h := home(stack)
		n.kids = append(n.kids, &node{
			ref: ref{refCancels, hashOf(stack, n.ref.id)}, match: &row, values: []int64{0, int64(woken), 0},
			cells: []string{"", words.Count(woken), "", l.clean("woke " + correlate.Short(h.Func))}, tail: l.clean(shortPlace(h)),
			write: func(f *facts) { c.tellWait(f, s, stack, woken) },
			say:   subject{cell: h.String(), at: h, stack: stack, title: "woken in " + correlate.Short(h.Func)},
		})
	}
	slices.SortFunc(n.kids, func(a, b *node) int {
		return cmp.Or(cmp.Compare(b.values[1], a.values[1]), cmp.Compare(a.ref.id, b.ref.id))
	})
	return n
}

// since writes a moment for a column.
func (c *contexts) since(t evidence.Time) string {
	return c.desk.look.clean(words.Age(time.Duration(t)))
}

func (c *contexts) tellSite(f *facts, s *evidence.CancelSite) {
	at, _ := s.Caller()
	how := "a deadline fired"
	if s.Kind == evidence.Explicit {
		how = "a cancel function was called"
		if s.Deferred {
			how += " by a deferred call"
		}
	}
	f.add("how", how)
	f.add("made by", correlate.CancelKind(&evidence.Cancel{Kind: s.Kind, Stack: s.Stack, Site: s.Site}))
	f.add("times", words.Count(s.Count))
	f.add("woke", words.Plural(s.Woke, "goroutine"))
	f.link("first", moment(c.atlas.Set, "", s.First), momentRef(s.First))
	f.link("last", moment(c.atlas.Set, "", s.Last), momentRef(s.Last))
	f.frame("by", at)
	for _, x := range c.atlas.Findings {
		if x.Cancel != nil && !x.Cancel.Never && x.Cancel.Kind == s.Kind && (x.Cancel.Caller == at || s.Kind == evidence.Deadline && c.wakes(s, x)) {
			f.link("chain", c.atlas.ids[x]+" "+x.Title, ref{refChain, x.Fingerprint})
		}
	}
	woken := 0
	for _, ev := range c.atlas.Set.Cancels {
		for _, w := range ev.Woke {
			if woken < 8 && ev.Kind == s.Kind && ev.Stack == s.Stack {
				f.link("woke", "goroutine "+strconv.FormatInt(int64(w.Goroutine), 10)+", after "+words.Age(w.Blocked), goroutineRef(w.Goroutine))
				woken++
			}
		}
	}
	f.stack("Stack of the canceller", s.Stack, at)
}

// wakes reports whether a site's cancels are those of a finding, as far as its chain says.
func (c *contexts) wakes(s *evidence.CancelSite, x *correlate.Finding) bool {
	return slices.ContainsFunc(x.Chain, func(l correlate.Link) bool { return l.Stage == correlate.StageCancel && l.Stack == s.Stack })
}

func (c *contexts) tellWait(f *facts, s *evidence.CancelSite, stack *evidence.Stack, woken int) {
	f.text(words.Plural(woken, "goroutine") + " waited here and went on when the context ended: there is a Done case.")
	f.raw("")
	f.link("by", "the cancels that woke them", cancelsRef(s))
	f.frame("waited in", home(stack))
	for _, ws := range c.atlas.Set.WaitSites {
		if ws.Stack == stack {
			f.add("waits", words.Count(ws.Ended)+" ended, "+words.Count(ws.Cancelled)+" by a cancel, the longest took "+words.Age(ws.Longest))
		}
	}
	f.stack("Stack of the wait", stack, home(stack))
}

// ofChains are the contexts that the findings tell of: ended, never ended, or not known.
func (c *contexts) ofChains() []*node {
	var ended, never, unknown []*node
	for _, x := range c.atlas.Findings {
		fate, name := "not known how it ended", "a context that is not known"
		if x.Context != nil {
			name = strings.TrimSpace(x.Context.Kind + suffix(" in ", correlate.Short(x.Context.Made.Func)))
		}
		row := filter.OfFinding(x)
		n := &node{
			ref: ref{refView, "contexts/" + x.Fingerprint}, match: &row, values: []int64{0, int64(len(x.Goroutines)), 0},
			cells: []string{"", words.Count(len(x.Goroutines)), "", c.desk.look.clean(name + "  for " + c.atlas.ids[x])},
		}
		to := &unknown
		switch k := x.Cancel; {
		case k == nil:
		case k.Never:
			fate, to = "never ended, as far as was seen", &never
		case k.OfCaller:
			fate, to = "not seen to end; "+k.Counted()+", from "+moment(c.atlas.Set, "", k.First), &never
		default:
			fate, to = k.Counted()+", from "+moment(c.atlas.Set, "", k.First), &ended
			n.cells[0], n.cells[2] = words.Count(k.Count), c.since(k.First)
			n.values[0], n.values[2] = int64(k.Count), int64(k.First)
		}
		n.write = func(f *facts) { c.tellChain(f, x, fate) }
		n.say = subject{title: name, cell: name + ": " + fate, open: x.Fingerprint, body: []string{fate}}
		if x.Context != nil {
			n.say.at = x.Context.Made
		}
		if len(x.Goroutines) > 0 {
			n.say.pos, n.say.who = x.Goroutines[0].Pos, x.Goroutines[0].ID
		}
		*to = append(*to, n)
	}
	return slices.Concat(
		c.section("ended", "ended, and goroutines of a chain did not", "The contexts of leak chains that were cancelled or timed out while their goroutines stayed.", ended),
		c.section("never", "never ended, goroutines of a chain wait for it", "The contexts of leak chains that nobody was seen to cancel.", never),
		c.section("unknown", "of chains, not known how they ended", "The evidence does not tell what became of the contexts of these leak chains.", unknown))
}

func (c *contexts) tellChain(f *facts, x *correlate.Finding, fate string) {
	if x.Context != nil {
		f.add("kind", x.Context.Kind)
		f.frame("made in", x.Context.Made)
	}
	f.add("fate", fate)
	if k := x.Cancel; k != nil && !k.Never {
		f.frame("by", k.Caller)
		f.link("first", moment(c.atlas.Set, "", k.First), momentRef(k.First))
	}
	f.raw("")
	f.link("chain", c.atlas.ids[x]+" "+x.Title, ref{refChain, x.Fingerprint})
	for i, g := range x.Goroutines {
		if i == maxLinks {
			f.add("", "and "+words.Count(len(x.Goroutines)-i)+" more in its group")
			break
		}
		f.link("carried", "by goroutine "+goroutineName(g), goroutineRef(g.ID))
	}
}

// maxLinks is how many things of one kind a detail lists.
const maxLinks = 12
