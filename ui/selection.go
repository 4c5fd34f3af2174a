package ui

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// subjects are the marked things of the screen in front, in a fixed order; without marks, what the
// cursor is on.
func (a *app) subjects() []subject {
	var out []subject
	for _, r := range sortedRefs(a.desk.shelf.marks) {
		if screenOf(r) == a.front {
			if s, ok := a.subjectOf(r); ok {
				s.ref = r
				out = append(out, s)
			}
		}
	}
	if len(out) == 0 {
		s := a.screen().subject()
		s.ref = a.screen().at()
		out = append(out, s)
	}
	return out
}

func sortedRefs(m map[ref]bool) []ref {
	var out []ref
	for r := range m {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b ref) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.number(), b.number()), cmp.Compare(a.id, b.id))
	})
	return out
}

// subjectOf tells a thing that the cursor need not be on; false when it is not in the result.
func (a *app) subjectOf(r ref) (subject, bool) {
	switch r.kind {
	case refChain:
		if f := a.atlas.finding(r.id); f != nil {
			return sayFinding(f), true
		}
	case refGoroutine:
		if g := a.atlas.Set.Goroutine(evidence.GoID(r.number())); g != nil {
			group, _ := a.atlas.groupOf(g)
			return sayGoroutine(g, group), true
		}
	case refGroup:
		for _, g := range a.atlas.Groups {
			if groupRef(g) == r {
				return sayGroup(g), true
			}
		}
	}
	var found *node
	for _, s := range a.screens {
		if t, ok := s.rows().(*tree); ok {
			t.each(t.roots, func(n *node) {
				if n.ref == r {
					found = n
				}
			})
		}
	}
	if found == nil {
		return subject{}, false
	}
	return found.say, true
}

// link writes the command that opens this view again: the chain, the thing the cursor is on, and the
// filter.
func (a *app) link() string {
	s := a.screen().subject()
	expr, _ := a.screen().filtered()
	if keepsAll(a.screen()) {
		expr = "" // it leaves nothing out
	}
	open := s.open
	if at := a.screen().at(); a.front != onChains && at != (ref{}) {
		open = at.String()
		if s.open != "" {
			open = s.open + "/" + open
		}
	} else if a.front == onChains && open == "" && a.chosen() != nil {
		open = a.chosen().Fingerprint
	}
	s.open = open
	return s.link(a.opts.Inputs, expr)
}
