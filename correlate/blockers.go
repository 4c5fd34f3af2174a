package correlate

import (
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// lineUp puts leaks behind the ones that keep them: who waits for a lock behind its holder, and who waits
// for the goroutines it started behind the first of these that leaks. So each finding is something to
// mend, and tells how many that frees. It also takes in goroutines that no rule explained, if they wait in
// a WaitGroup for one that leaks.
//
// A leak never goes behind one that is less sure. Where leaks wait for each other in a circle none is the
// first, so all of them stay where they are.
func lineUp(ix *Index, leaks []*Leak) []*Leak {
	w := &waitGraph{ix: ix, leaks: make(map[*evidence.Goroutine]*Leak, len(leaks)), behind: make(map[*evidence.Goroutine]bool), known: make(map[*evidence.Goroutine]*Leak)}
	for _, l := range leaks {
		w.leaks[l.Goroutine] = l
		for _, b := range l.Behind {
			w.behind[b] = true
		}
	}
	moved := make(map[*evidence.Goroutine]bool)
	for _, g := range ix.Set.Goroutines {
		l := w.leaks[g]
		if w.behind[g] || l == nil && (g.Wait != evidence.WaitGroup || ix.ByDesign(g)) {
			continue
		}
		root := w.root(g)
		if root == nil {
			continue
		}
		if len(root.Behind) == 0 {
			root.BehindHow = "they wait for it to end, or for a lock it holds"
		}
		root.Behind = append(root.Behind, g)
		if l != nil {
			moved[g] = true
			root.Behind = append(root.Behind, l.Behind...)
		}
	}
	return slices.DeleteFunc(leaks, func(l *Leak) bool { return moved[l.Goroutine] })
}

type waitGraph struct {
	ix     *Index
	leaks  map[*evidence.Goroutine]*Leak
	behind map[*evidence.Goroutine]bool  // of a rule's own knowledge
	known  map[*evidence.Goroutine]*Leak // what blocker said
}

// root follows g's waits to the leak at their end, or to the first of a circle; nil when g waits for none, or
// is in a circle itself.
func (w *waitGraph) root(g *evidence.Goroutine) *Leak {
	seen := map[*evidence.Goroutine]bool{g: true}
	var last *Leak
	for at := g; ; {
		next := w.blocker(at)
		if next == nil {
			return last
		}
		switch {
		case next.Goroutine == g:
			return nil
		case seen[next.Goroutine]:
			return next
		}
		seen[next.Goroutine] = true
		last, at = next, next.Goroutine
	}
}

// blocker returns the leak that keeps g, nil when none does.
func (w *waitGraph) blocker(g *evidence.Goroutine) *Leak {
	b, ok := w.known[g]
	if !ok {
		b = w.find(g)
		w.known[g] = b
	}
	return b
}

func (w *waitGraph) find(g *evidence.Goroutine) *Leak {
	l := w.leaks[g]
	surely := func(b *Leak) *Leak {
		if b == nil || b.Goroutine == g || l != nil && b.Certainty < l.Certainty {
			return nil
		}
		return b
	}
	if l != nil && l.For != nil {
		if l.For.Leaked && !g.Leaked {
			return nil // something that runs can still reach g's lock, so it is one of another object of the type
		}
		return surely(w.leaks[l.For])
	}
	switch {
	case g.Wait == evidence.WaitGroup:
	case l != nil && (g.Wait == evidence.WaitReceive || g.Wait == evidence.WaitSelect):
	default:
		return nil
	}
	var first *Leak
	for _, child := range w.ix.Awaited(g) {
		c := w.leaks[child]
		switch {
		case c == nil && !w.behind[child] && g.Wait != evidence.WaitGroup:
			return nil // it may be the one that comes
		case surely(c) == nil:
		case first == nil || c.since() < first.since():
			first = c
		}
	}
	return first
}

// Awaited returns the living goroutines that a function which is still on g's stack has started, by id: g
// may be waiting for them.
func (ix *Index) Awaited(g *evidence.Goroutine) []*evidence.Goroutine {
	var out []*evidence.Goroutine
	for _, c := range ix.Children(g) {
		if at := ix.CreatedFrame(c); at.Func != "" && !ix.Orphan(c) && FindFrame(g.Stack, at.Func) >= 0 {
			out = append(out, c)
		}
	}
	return out
}
