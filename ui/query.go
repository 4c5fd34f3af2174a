package ui

import (
	"slices"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// A query is what is looked for in a list. It filters: rows that do not match are left out. Or, when it
// keeps all, it highlights: they stay, those that match are marked, and n and N walk them.
type query struct {
	filter.Expr
	keepAll bool
}

// parseFilter reads an expression, and refuses one that asks for what there is not: a comparison without
// a baseline.
func parseFilter(s string, compares bool) (filter.Expr, error) {
	e, err := filter.Parse(s)
	if err == nil && e.Compares() && !compares {
		return filter.Expr{}, filter.ErrNoBaseline
	}
	return e, err
}

// says tells how many of all rows were found.
func (q query) says(found, all int) string {
	s := words.Count(found) + " of " + words.Count(all)
	if q.keepAll {
		s += " match"
	}
	return s
}

// hits are the places of a list whose rows match, in ascending order, where all rows are shown; nil where
// every row that is shown matches.
type hits []int32

func (h hits) has(place int) bool {
	_, ok := slices.BinarySearch(h, int32(place))
	return ok
}

// beside returns the first match behind a place of n, with step -1 the last one before it, around the
// ends; -1 when there is none.
func (h hits) beside(place, step, n int) int {
	switch {
	case n == 0 || h != nil && len(h) == 0:
		return -1
	case h == nil:
		return ((place+step)%n + n) % n
	}
	i, on := slices.BinarySearch(h, int32(place))
	if step < 0 {
		i--
	} else if on {
		i++
	}
	return int(h[(i+len(h))%len(h)])
}

// matchSign stands before a row that matches where all rows are shown.
const matchSign = "/"

// sign returns the cell before a row: what the user has put on it, else whether it is a match.
func (d *desk) sign(r ref, match bool) string {
	if s := d.shelf.sign(r); s != " " || !match {
		return s
	}
	return matchSign
}

// aside is what of the shelf an expression asks for: a copy, for siftings beside the UI. nil: it asks for
// nothing of it.
func (s *shelf) aside(e filter.Expr) *shelf {
	if !e.AsksShelf() {
		return nil
	}
	c := newShelf()
	for r := range s.marks {
		c.marks[r] = true
	}
	for r, note := range s.notes {
		c.notes[r] = note
	}
	return c
}

// match reports whether an expression holds for a row that is about the thing named by of. A nil shelf
// has nothing on it.
func (s *shelf) match(e filter.Expr, row *filter.Row, of func() ref) bool {
	if s == nil {
		return e.Match(row)
	}
	r := of()
	asked := *row // rows are shared
	asked.Marked, asked.Noted = s.marks[r], s.notes[r] != ""
	return e.Match(&asked)
}

// goroutines returns what is on a goroutine, for a census; nil when the shelf is.
func (s *shelf) goroutines() func(evidence.GoID) (marked, noted bool) {
	if s == nil {
		return nil
	}
	return func(id evidence.GoID) (bool, bool) {
		r := goroutineRef(id)
		return s.marks[r], s.notes[r] != ""
	}
}

// keepsAll reports whether a screen's list highlights instead of filtering.
func keepsAll(s screen) bool { return s.rows() != nil && s.rows().filterExpr().keepAll }

// keepAll makes a screen's list highlight, or filter.
func keepAll(s screen, on bool) {
	if keepsAll(s) == on || s.rows() == nil {
		return
	}
	q := s.rows().filterExpr()
	q.keepAll = on
	s.rows().setExpr(q)
}

// nextMatch goes to the next row that matches, with step -1 to the one before.
func (a *app) nextMatch(step int) {
	switch rows := a.screen().rows(); {
	case rows.filterExpr().Empty():
		a.toast = "nothing is looked for; " + a.keys.Filter.Keys()[0] + " asks for it"
	case !rows.nextMatch(step):
		a.toast = "no match"
	}
}

// shelved brings lists up to date that ask for marks and notes, after these have changed.
func (a *app) shelved() {
	for _, s := range a.screens {
		if rows := s.rows(); rows != nil && rows.filterExpr().AsksShelf() {
			rows.setExpr(rows.filterExpr())
		}
	}
}
