package filter

import (
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Census asks single goroutines. What those of a group have in common is made once, and conditions on
// it are answered once, so that a million of them can be asked. It is for one goroutine of the program
// at a time.
type Census struct {
	End  evidence.Time                 // of the evidence
	IDs  map[*correlate.Finding]string // the chains' places in the ranking
	Expr Expr

	Shelf func(evidence.GoID) (marked, noted bool) // what the user has put aside; nil: nothing

	shared map[sharedKey]*shared
	same   node // the part of Expr that members of a group answer alike; nil: none
	own    node // the rest
	split  bool
}

// shared is what a Census keeps of the goroutines of a group with one stack: the row, how much of Is
// the group has given, and whether the part of the expression that they share holds.
type shared struct {
	Row
	is    int
	holds bool
}

type sharedKey struct {
	group *correlate.Group
	stack *evidence.Stack
	made  *evidence.Stack
}

// Match reports whether the expression holds for g, a member of group.
func (c *Census) Match(g *evidence.Goroutine, group *correlate.Group) bool {
	if !c.split {
		c.same, c.own = halves(c.Expr.root)
		c.split = true
	}
	s := c.of(g, group)
	if !s.holds || c.own == nil {
		return s.holds
	}
	c.fill(s, g)
	return c.own.match(&s.Row)
}

// Row returns what an expression is asked about g, a member of group; it is good until the next call.
func (c *Census) Row(g *evidence.Goroutine, group *correlate.Group) *Row {
	s := c.of(g, group)
	c.fill(s, g)
	return &s.Row
}

// of returns what g shares with others.
func (c *Census) of(g *evidence.Goroutine, group *correlate.Group) *shared {
	key := sharedKey{group, g.Stack, g.Created.Stack}
	s := c.shared[key]
	if s != nil {
		return s
	}
	s = &shared{Row: row(g.Stack, group.Blocked, group.Created)}
	title := s.ofGroup(group)
	s.Wait, s.State = strings.ToLower(string(g.Wait)), g.State.String()
	s.Count, s.Line = 1, group.Blocked.Line
	if id := c.IDs[group.Finding]; id != "" {
		s.Chain = append(s.Chain, strings.ToLower(id))
	}
	s.Created = append(places(group.Created), "")
	s.text(group.Expected, title)
	s.is = len(s.Is)
	s.holds = c.same == nil || c.same.match(&s.Row)
	if c.shared == nil {
		c.shared = map[sharedKey]*shared{}
	}
	c.shared[key] = s
	return s
}

// fill puts in what is g's alone.
func (c *Census) fill(s *shared, g *evidence.Goroutine) {
	s.ID, s.Age = int64(g.ID), c.End.Sub(g.Since)
	s.From, s.To, s.Dated = g.Since, g.Since, g.SinceKnown
	s.Is = s.Is[:s.is]
	s.ofDump(g)
	by := ""
	if g.Created.By.Known() {
		by = strconv.FormatInt(int64(g.Created.By), 10)
	}
	s.Created[len(s.Created)-1] = by
	if c.Shelf != nil {
		s.Marked, s.Noted = c.Shelf(g.ID)
	}
}

// halves splits an expression into the part that asks for what members of a group share, and the rest.
func halves(n node) (same, own node) {
	all, ok := n.(both)
	if !ok {
		all = both{n}
	}
	var a, b both
	for _, t := range all {
		switch {
		case t == nil:
		case common(t):
			a = append(a, t)
		default:
			b = append(b, t)
		}
	}
	if len(a) > 0 {
		same = a
	}
	if len(b) > 0 {
		own = b
	}
	return same, own
}

// common reports whether n asks for nothing that differs within a group.
func common(n node) bool {
	switch n := n.(type) {
	case term:
		if n.field == nil {
			return true
		}
		switch n.field.name {
		case "gid", "age", "at", "label", "is", "created", "new":
			return false
		}
		return true
	case not:
		return common(n.node)
	case both:
		for _, m := range n {
			if !common(m) {
				return false
			}
		}
		return true
	case either:
		return common(both(n))
	}
	return false
}
