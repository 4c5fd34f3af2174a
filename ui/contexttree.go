package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// A contextTree makes the rows of the contexts that an instrumented program named: those made at one place
// stand together, below the place that their parents were made at. A place opens to the places below it,
// then to its contexts one by one.
type contextTree struct {
	*contexts
	children map[*evidence.Context][]*evidence.Context
	users    map[evidence.GoID]bool // the living
}

// deepestTree is how many levels of places are shown: files can claim any number.
const deepestTree = 64

func (c *contexts) instrumented() []*node {
	t := &contextTree{c, map[*evidence.Context][]*evidence.Context{}, map[evidence.GoID]bool{}}
	c.placeOf = map[*evidence.Context]*node{}
	var roots []*evidence.Context
	for _, x := range c.atlas.Set.Contexts {
		if x.Parent == nil {
			roots = append(roots, x)
		} else {
			t.children[x.Parent] = append(t.children[x.Parent], x)
		}
	}
	return c.section("instrumented", "contexts by parent and by the place that made them",
		"The program names its contexts in the trace: who made each of them from which parent, and when it ended.", t.places(roots, "", 0))
}

// places makes a row for each place that some of these contexts were made at, the most frequent first.
func (t *contextTree) places(list []*evidence.Context, under string, depth int) []*node {
	type key struct {
		kind evidence.ContextKind
		at   evidence.Frame
		from string
	}
	var order []key
	by := map[key][]*evidence.Context{}
	for _, x := range list {
		k := key{x.Kind, home(x.Stack), x.Root}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], x)
	}
	slices.SortStableFunc(order, func(a, b key) int { return cmp.Compare(len(by[b]), len(by[a])) })
	var out []*node
	for _, k := range order {
		out = append(out, t.place(by[k], under+"/"+string(k.kind)+k.at.Func+k.from, depth))
	}
	return out
}

func (t *contextTree) place(all []*evidence.Context, path string, depth int) *node {
	x := all[0]
	at, l := home(x.Stack), t.desk.look
	name := contextName(x)
	fates := t.fates(all)
	row := filter.OfContexts(all, at, t.atlas.end)
	n := &node{
		ref: ref{refView, "contexts/" + hashOf(x.Stack, path)}, match: &row,
		cells:  []string{words.Count(len(all)), words.Count(t.living(all)), t.since(x.At), l.clean(name)},
		tail:   l.clean(fates),
		values: []int64{int64(len(all)), int64(t.living(all)), int64(x.At)},
		say:    subject{cell: name, title: words.Plural(len(all), "context") + ": " + name, at: at, stack: x.Stack, pos: x.Pos, body: []string{fates}},
	}
	n.write = func(f *facts) {
		f.add("contexts", words.Count(len(all))+", "+fates)
		f.add("first", moment(t.atlas.Set, "", x.At))
		f.frame("made in", at)
		f.stack("Stack", x.Stack, at)
	}
	var below []*evidence.Context
	for _, x := range all {
		below = append(below, t.children[x]...)
	}
	each := n
	if len(below) > 0 && depth < deepestTree {
		n.kids, n.open = t.places(below, path, depth+1), depth < 3
		each = &node{ref: ref{refView, "contexts/each/" + hashOf(x.Stack, path)}, cells: []string{"", "", "", "each of them"}, write: n.write, say: n.say, match: &row}
		n.kids = append(n.kids, each)
	}
	each.more = func() []*node { return t.crowd(all) }
	for _, x := range all {
		t.placeOf[x] = each
	}
	return n
}

// crowd makes the rows of contexts, the rest of a long list as one more row.
func (t *contextTree) crowd(list []*evidence.Context) []*node {
	var out []*node
	for i, x := range list {
		if i == crowdAtOnce {
			rest := list[i:]
			return append(out, &node{
				ref: ref{refView, "contexts/more/" + contextID(x)}, cells: []string{words.Count(len(rest)), "", "", "more"},
				write: func(f *facts) { f.text("More of the same. Open the row to see the next thousand.") },
				say:   subject{title: "more"}, more: func() []*node { return t.crowd(rest) },
			})
		}
		out = append(out, t.one(x))
	}
	return out
}

func (t *contextTree) one(x *evidence.Context) *node {
	fate := t.atlas.fateOf(x)
	row := filter.OfContexts([]*evidence.Context{x}, home(x.Stack), t.atlas.end)
	name := "context " + contextID(x)
	return &node{
		ref: contextRef(x), match: &row, values: []int64{1, int64(len(x.Uses)), int64(x.At)},
		cells: []string{"", words.Count(t.living([]*evidence.Context{x})), t.since(x.At), t.desk.look.clean(name + "  " + fate)},
		write: func(f *facts) { t.tellContext(f, x) },
		say:   subject{cell: name, title: name + ", " + contextName(x), at: home(x.Stack), stack: x.Stack, pos: x.Pos, body: []string{fate}},
	}
}

// tellContext tells one context: its parent, its end, and whom it concerns.
func (t *contextTree) tellContext(f *facts, x *evidence.Context) {
	f.add("kind", string(x.Kind))
	f.add("made", moment(t.atlas.Set, x.Pos.File, x.At))
	f.add("fate", t.atlas.fateOf(x))
	if x.Timed {
		f.add("deadline", moment(t.atlas.Set, x.Pos.File, x.Deadline))
	}
	if x.Parent != nil {
		f.link("parent", "context "+contextID(x.Parent)+", "+contextName(x.Parent), contextRef(x.Parent))
	} else {
		f.add("parent", x.Root)
	}
	for i, kid := range t.children[x] {
		if i == maxLinks {
			f.add("", "and "+words.Count(len(t.children[x])-i)+" more")
			break
		}
		f.link("child", "context "+contextID(kid)+", "+contextName(kid), contextRef(kid))
	}
	for _, call := range x.Calls {
		late := ""
		if call.Late {
			late = ", after its end"
		}
		f.link("cancel", "called at "+seconds(call.At)+" by goroutine "+strconv.FormatInt(int64(call.By), 10)+late, momentRef(call.At))
	}
	for _, u := range x.Uses {
		f.link("used by", "goroutine "+strconv.FormatInt(int64(u.Goroutine), 10)+", which "+string(u.Kind)+suffix(" ", u.Boundary)+", at "+seconds(u.At), goroutineRef(u.Goroutine))
	}
	f.frame("made in", home(x.Stack))
	f.stack("Stack", x.Stack, home(x.Stack))
}

// living is how many living goroutines have to do with some of these contexts.
func (t *contextTree) living(list []*evidence.Context) int {
	clear(t.users)
	for _, x := range list {
		for _, u := range x.Uses {
			t.users[u.Goroutine] = true
		}
	}
	return len(t.users)
}

// fates counts how contexts ended.
func (t *contextTree) fates(list []*evidence.Context) string {
	ended, alive := 0, 0
	for _, x := range list {
		if _, ok := x.End(t.atlas.end); ok {
			ended++
		} else {
			alive++
		}
	}
	var parts []string
	if ended > 0 {
		parts = append(parts, words.Count(ended)+" ended")
	}
	if alive > 0 {
		parts = append(parts, words.Count(alive)+" alive")
	}
	return strings.Join(parts, ", ")
}

// fateOf says how a context ended, or that it did not.
func (a *atlas) fateOf(x *evidence.Context) string {
	end, ended := x.End(a.end)
	switch {
	case !ended && len(x.Calls) == 0 && (x.Kind == evidence.WithCancel || x.Kind == evidence.WithTimeout || x.Kind == evidence.WithDeadline):
		return "alive, its cancel was not called"
	case !ended:
		return "alive"
	}
	s := "cancelled at " + seconds(end.At)
	if end.Kind == evidence.Deadline {
		s = "its deadline passed at " + seconds(end.At)
	}
	if end.Of != x {
		s = "ended with context " + contextID(end.Of) + " at " + seconds(end.At)
	}
	return s
}

func contextID(x *evidence.Context) string { return strconv.FormatInt(int64(x.ID), 10) }

func contextRef(x *evidence.Context) ref { return ref{refContext, contextID(x)} }

// contextName is how a context is called: what made it, and where.
func contextName(x *evidence.Context) string {
	s := string(x.Kind)
	if s == "" {
		s = "context"
	}
	if at := home(x.Stack); at.Func != "" {
		return s + " in " + correlate.Short(at.Func)
	}
	return s + ", made before the trace"
}

// show goes to a context, whose place it opens for that, or to anything else on the screen.
func (c *contexts) show(r ref) bool {
	if r.kind == refContext {
		for x, n := range c.placeOf {
			if contextRef(x) == r {
				c.tree.grow(n)
			}
		}
	}
	return c.browse.show(r)
}
