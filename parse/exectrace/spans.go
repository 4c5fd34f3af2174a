package exectrace

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxSpans is how many of the longest blocked intervals are kept.
const maxSpans = 1024

// spanHeap holds the longest blocked intervals, the shortest of them on top.
type spanHeap []evidence.Span

func (h spanHeap) Len() int           { return len(h) }
func (h spanHeap) Less(i, j int) bool { return h[i].For < h[j].For }
func (h spanHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *spanHeap) Push(x any)        { *h = append(*h, x.(evidence.Span)) }
func (h *spanHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// span notes that g's wait ends now.
func (st *state) span(g *goroutine) {
	d := st.now.Sub(g.since)
	if d < time.Millisecond || len(st.spans) == maxSpans && d <= st.spans[0].For {
		return
	}
	s := st.resolve(g)
	sp := evidence.Span{Goroutine: evidence.GoID(g.id), Wait: wait(g.reason, s.facts()), Stack: s.facts(), From: g.since, For: d}
	if len(st.spans) < maxSpans {
		heap.Push(&st.spans, sp)
		return
	}
	st.spans[0] = sp
	heap.Fix(&st.spans, 0)
}

// facts returns the spans by start.
func (h spanHeap) facts() []evidence.Span {
	out := slices.Clone(h)
	slices.SortFunc(out, func(a, b evidence.Span) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Goroutine, b.Goroutine))
	})
	return out
}
