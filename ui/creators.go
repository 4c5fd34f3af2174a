package ui

import (
	"strconv"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// creators is the tree of who started whom. Its first rows are the goroutines that nobody living
// started, those of a group together; below each one stand the living ones that it started. A crowd is
// opened a thousand at a time.
type creators struct {
	*tree
	atlas *atlas
	ready *family // the family the rows were made of
}

const crowdAtOnce = 1000

func newCreators(d *desk) *creators {
	return &creators{tree: newTree(d, "Who started whom", "Looking who started whom.", []order{{name: "count"}, {name: "started"}},
		column{title: "count", w: 8, right: true}, column{title: "started", w: 8, right: true}, column{title: "doing", w: waitCells, spare: true}, column{title: "goroutine, and where it was started"})}
}

// setAtlas shows a result as soon as its family is known.
func (c *creators) setAtlas(a *atlas) {
	if c.atlas == a && c.ready == a.family {
		return
	}
	c.atlas, c.ready = a, a.family
	if a.family == nil {
		c.setRoots(nil)
		return
	}
	var roots []*node
	for _, g := range a.Groups {
		if n := c.group(g); n != nil {
			roots = append(roots, n)
		}
	}
	c.setRoots(roots)
}

// group makes the row of the members of a group that nobody living started; nil when there are none.
func (c *creators) group(g *correlate.Group) *node {
	var without []*evidence.Goroutine
	started := 0
	for _, m := range g.Goroutines {
		if m.Created.By.Known() && c.atlas.Set.Goroutine(m.Created.By) != nil {
			continue
		}
		without = append(without, m)
		_, n := c.atlas.family.children(m.ID)
		started += n
	}
	if len(without) == 0 {
		return nil
	}
	made := "before the evidence"
	if g.Created.Func != "" {
		made = "by " + correlate.Short(g.Created.Func)
	}
	l := c.desk.look
	row := filter.OfGroup(g)
	n := &node{
		ref: groupRef(g), match: &row, values: []int64{int64(len(without)), int64(started)},
		cells: []string{words.Count(len(without)), words.Count(started), l.clean(doing(g.State, g.Wait)), l.clean(correlate.Short(home(g.Stack).Func))}, tail: l.clean(made),
		write: func(f *facts) { c.atlas.tellGroup(f, g, c.desk.keys) },
		say:   sayGroup(g),
	}
	n.more = func() []*node { return c.crowd(without, g) }
	return n
}

// crowd makes the rows of goroutines, the rest of a long list as one more row.
func (c *creators) crowd(gs []*evidence.Goroutine, group *correlate.Group) []*node {
	var out []*node
	for i, g := range gs {
		if i == crowdAtOnce {
			rest := gs[i:]
			more := &node{
				ref: ref{refView, "more/" + goroutineName(g)}, cells: []string{words.Count(len(rest)), "", "", "more"},
				write: func(f *facts) { f.text("More of the same. Open the row to see the next thousand.") },
				say:   subject{title: "more"},
			}
			more.more = func() []*node { return c.crowd(rest, group) }
			return append(out, more)
		}
		out = append(out, c.one(g, group))
	}
	return out
}

// one makes the row of a goroutine; what it started is found when it is opened.
func (c *creators) one(g *evidence.Goroutine, group *correlate.Group) *node {
	if group == nil {
		group, _ = c.atlas.groupOf(g)
	}
	from, kids := c.atlas.family.children(g.ID)
	l := c.desk.look
	n := &node{
		ref: goroutineRef(g.ID), values: []int64{1, int64(kids)},
		cells: []string{"", words.Count(kids), l.clean(doing(g.State, g.Wait)), l.clean("goroutine " + goroutineName(g) + "  " + correlate.Short(home(g.Stack).Func) + labelsOf(g))},
		write: func(f *facts) { c.atlas.tellGoroutine(f, g, group) },
		say:   sayGoroutine(g, group),
	}
	if kids == 0 {
		n.cells[1] = ""
		return n
	}
	n.more = func() []*node {
		var gs []*evidence.Goroutine
		for i := range kids {
			gs = append(gs, c.atlas.family.at(from+i))
		}
		return c.crowd(gs, nil)
	}
	return n
}

func sayGroup(g *correlate.Group) subject {
	s := subject{
		cell: g.Blocked.String(), at: g.Blocked, stack: g.Stack,
		title: words.Plural(len(g.Goroutines), "goroutine") + ", " + doing(g.State, g.Wait),
		body:  []string{"created by " + g.Created.String()},
	}
	if g.Oldest > 0 || !g.AtLeast {
		s.body = append([]string{"oldest " + words.Age(g.Oldest)}, s.body...)
	}
	if g.Finding != nil {
		s.open = g.Finding.Fingerprint
	}
	if len(g.Goroutines) > 0 {
		s.pos, s.who = g.Goroutines[0].Pos, g.Goroutines[0].ID
	}
	return s
}

func sayGoroutine(g *evidence.Goroutine, group *correlate.Group) subject {
	s := subject{
		cell: "goroutine " + goroutineName(g), at: home(g.Stack), stack: g.Stack, pos: g.Pos, who: g.ID,
		title: "Goroutine " + goroutineName(g), body: []string{doing(g.State, g.Wait), "created by " + creatorOf(g)},
	}
	if g.Created.By.Known() {
		s.body[1] = "created by goroutine " + strconv.FormatInt(int64(g.Created.By), 10)
	}
	if group != nil && group.Finding != nil {
		s.open = group.Finding.Fingerprint
	}
	return s
}
