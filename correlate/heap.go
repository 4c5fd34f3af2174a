package correlate

import (
	"fmt"
	"math"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Heap is the memory allocated on the path of a finding, as a sampled heap profile estimates it. A heap
// profile knows no goroutines: the two are joined by function.
type Heap struct {
	Objects, Bytes int64
	Error          float64             // relative standard error: 0.35 is ±35 %
	Largest        *evidence.AllocSite // the one site with the most bytes
}

// retained sums up what is in use of the memory that was allocated below the function a finding's
// goroutines began in, or by the function that started them; nil when the profile has no sample of it.
func retained(set *evidence.Set, f *Finding) *Heap {
	roots := []string{f.Blocked.Func, f.Created.Func}
	return inUse(set, func(a *evidence.AllocSite) bool { return a.InUseBytes > 0 && through(a.Stack, roots) })
}

// inUse sums up the sites that are such; nil when none is.
func inUse(set *evidence.Set, such func(*evidence.AllocSite) bool) *Heap {
	var h Heap
	var samples float64
	for _, a := range set.Allocs {
		if !such(a) {
			continue
		}
		h.Objects += a.InUseObjects
		h.Bytes += a.InUseBytes
		samples += a.Samples
		if h.Largest == nil || a.InUseBytes > h.Largest.InUseBytes {
			h.Largest = a
		}
	}
	if h.Largest == nil {
		return nil
	}
	h.Error = 1 / math.Sqrt(max(samples, 1))
	return &h
}

// Beside returns the memory that may be the values of the contexts which c counts: what the function that made them,
// or one it called, allocated once or a few times for each. It is nil when the profile has none.
func (ix *Index) Beside(c *Census) *Heap {
	maker := []string{c.At.Func}
	return inUse(ix.Set, func(a *evidence.AllocSite) bool {
		n := a.InUseObjects
		return c.Objects/2 <= n && n <= 4*c.Objects && !fromContext(a.Stack) && through(a.Stack, maker)
	})
}

// fromContext reports whether package context allocated for itself.
func fromContext(s *evidence.Stack) bool {
	_, ok := made(s)
	return ok
}

// through reports whether s passes one of the functions that are the program's own.
func through(s *evidence.Stack, functions []string) bool {
	for _, f := range s.All() {
		for _, want := range functions {
			if want != "" && f.Func == want && Own(f) {
				return true
			}
		}
	}
	return false
}

func heapLink(ix *Index, f *Finding) Link {
	link := Link{Stage: StageHeap, Relation: "holds", Basis: Unseen, Text: "not known: needs a heap profile"}
	h := f.Heap
	switch {
	case h != nil:
		at := h.Largest
		link.Basis, link.Stack, link.At = Estimated, at.Stack, homeFrame(at.Stack)
		link.Text = fmt.Sprintf("%s in %s allocated on this path", words.Bytes(h.Bytes), words.Plural(int(h.Objects), "object"))
		link.How = fmt.Sprintf("joined by function; sampled, ±%.0f %%", 100*h.Error)
		link.Pos = evidence.Pos{File: heapFile(ix.Set)}
	case len(ix.Set.Allocs) > 0:
		link.Text = "no sample on this path: little, or allocated elsewhere"
	}
	return link
}

func heapFile(set *evidence.Set) string {
	for i := len(set.Sources) - 1; i >= 0; i-- {
		if set.Sources[i].Kind == evidence.HeapProfile {
			return set.Sources[i].Path
		}
	}
	return ""
}
