package ui

import (
	"iter"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// An asked list hands out the rows that filters ask, for completing what is typed. Of many rows the
// first ones are enough.
type asked interface{ asks() iter.Seq[*filter.Row] }

// rowsAsked is how many rows completion looks at.
const rowsAsked = 20_000

// A filterTarget is a screen whose filter is typed: it completes fields and the values that rows have.
type filterTarget struct{ screen }

func (f filterTarget) eager() bool { return false }

func (f filterTarget) complete(text []rune, at int) (from int, choices []choice) {
	if f.searched() != nil {
		return at, nil // a search in a text, not a filter
	}
	return completeFilter(f.rows(), text, at)
}

// completes reports whether a field or a value is begun in front of the cursor.
func (f filterTarget) completes(text []rune, at int) bool {
	return f.searched() == nil && filter.Completes(text, at)
}

func (f filterTarget) flips() bool   { return f.searched() == nil && f.rows() != nil }
func (f filterTarget) flipped() bool { return keepsAll(f.screen) }
func (f filterTarget) flip()         { keepAll(f.screen, !f.flipped()) }

func completeFilter(rows lister, text []rune, at int) (from int, choices []choice) {
	var all iter.Seq[*filter.Row] = func(func(*filter.Row) bool) {}
	if r, ok := rows.(asked); ok {
		all = r.asks()
	}
	from, list := filter.Complete(text, at, all)
	for _, c := range list {
		about := ""
		if c.Count > 0 {
			about = words.Count(c.Count)
		}
		choices = append(choices, choice{c.Text, about})
	}
	return from, choices
}

func (c *chainList) asks() iter.Seq[*filter.Row] {
	return func(yield func(*filter.Row) bool) {
		for i := range c.all {
			if !yield(&c.all[i].match) {
				return
			}
		}
	}
}

func (g *groupList) asks() iter.Seq[*filter.Row] {
	return func(yield func(*filter.Row) bool) {
		for i := range g.all[:min(len(g.all), rowsAsked)] {
			if !yield(&g.all[i].match) {
				return
			}
		}
	}
}

func (m *memberList) asks() iter.Seq[*filter.Row] {
	return func(yield func(*filter.Row) bool) {
		if m.atlas == nil {
			return
		}
		census := &filter.Census{End: m.atlas.end, IDs: m.atlas.ids}
		for i := range min(m.atlas.members(), rowsAsked) {
			if !yield(census.Row(m.atlas.member(i))) {
				return
			}
		}
	}
}

func (t *tree) asks() iter.Seq[*filter.Row] {
	return func(yield func(*filter.Row) bool) {
		on := true
		t.each(t.roots, func(n *node) {
			if on && n.match != nil {
				on = yield(n.match)
			}
		})
	}
}
