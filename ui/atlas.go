package ui

import (
	"cmp"
	"slices"
	"sort"
	"strconv"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// An atlas is a result with the ways from one thing to another: who started whom, who touches a
// channel, which group a goroutine is in. It is made once for a result, before panes draw from it.
type atlas struct {
	*correlate.Result
	end evidence.Time // of the evidence
	ids map[*correlate.Finding]string

	waits    []evidence.Span // the longest that came to an end, by start
	touching map[*evidence.Resource][]touch
	carried  map[evidence.GoID][]*evidence.Context // by who has to do with them
	starts   []int                                 // of each group: how many goroutines there are in the groups before
	family   *family
}

// A touch is one goroutine's relation to a resource.
type touch struct {
	goroutine *evidence.Goroutine
	hold      evidence.Hold
}

func newAtlas(r *correlate.Result) *atlas {
	a := &atlas{Result: r, end: endOf(r.Set), ids: make(map[*correlate.Finding]string, len(r.Findings)), touching: map[*evidence.Resource][]touch{}}
	for i, f := range r.Findings {
		a.ids[f] = "L" + strconv.Itoa(i+1)
	}
	a.waits = longest(r.Set.Spans, waitsTold)
	n := 0
	for _, g := range r.Groups {
		a.starts = append(a.starts, n)
		n += len(g.Goroutines)
	}
	if len(r.Set.Resources) > 0 {
		for _, g := range r.Set.Goroutines {
			for _, h := range g.Holds {
				a.touching[h.Resource] = append(a.touching[h.Resource], touch{g, h})
			}
		}
	}
	a.carried = map[evidence.GoID][]*evidence.Context{}
	for _, c := range r.Set.Contexts {
		for _, u := range c.Uses {
			if have := a.carried[u.Goroutine]; !slices.Contains(have, c) {
				a.carried[u.Goroutine] = append(have, c)
			}
		}
	}
	return a
}

// waitsTold is how many of the longest waits are events: a trace has thousands.
const waitsTold = 100

// longest returns the n longest spans of the program's own code, by start.
func longest(all []evidence.Span, n int) []evidence.Span {
	out := slices.DeleteFunc(slices.Clone(all), func(s evidence.Span) bool { return !correlate.Own(home(s.Stack)) })
	slices.SortStableFunc(out, func(a, b evidence.Span) int { return cmp.Compare(b.For, a.For) })
	out = out[:min(n, len(out))]
	slices.SortStableFunc(out, func(a, b evidence.Span) int { return cmp.Compare(a.From, b.From) })
	return out
}

// members returns how many goroutines the groups hold.
func (a *atlas) members() int {
	if len(a.starts) == 0 {
		return 0
	}
	last := len(a.starts) - 1
	return a.starts[last] + len(a.Groups[last].Goroutines)
}

// member returns the i-th goroutine, counted through all groups, and its group.
func (a *atlas) member(i int) (*evidence.Goroutine, *correlate.Group) {
	k := sort.SearchInts(a.starts, i+1) - 1
	return a.Groups[k].Goroutines[i-a.starts[k]], a.Groups[k]
}

// groupOf returns the group of a living goroutine, nil when it is in none, and its place there.
func (a *atlas) groupOf(g *evidence.Goroutine) (*correlate.Group, int) {
	for _, gr := range a.Groups {
		if gr.State != g.State || gr.Wait != g.Wait {
			continue
		}
		if i := slices.Index(gr.Goroutines, g); i >= 0 {
			return gr, i
		}
	}
	return nil, -1
}

// place is where member finds the living goroutine with an id, -1 when there is none.
func (a *atlas) place(id evidence.GoID) int {
	g := a.Set.Goroutine(id)
	if g == nil {
		return -1
	}
	group, i := a.groupOf(g)
	if k := slices.Index(a.Groups, group); k >= 0 && i >= 0 {
		return a.starts[k] + i
	}
	return -1
}

// finding returns the finding with a fingerprint that begins so, nil when there is none.
func (a *atlas) finding(fingerprint string) *correlate.Finding {
	for _, f := range a.Findings {
		if fingerprint != "" && len(f.Fingerprint) >= len(fingerprint) && f.Fingerprint[:len(fingerprint)] == fingerprint {
			return f
		}
	}
	return nil
}

// site returns the cancel site a cancel was counted at, nil when there is none.
func (a *atlas) site(c *evidence.Cancel) *evidence.CancelSite {
	for _, s := range a.Set.CancelSites {
		if s.Kind == c.Kind && s.Stack == c.Stack {
			return s
		}
	}
	return nil
}

// hasTimes reports whether anything tells what happened moment by moment, for a timeline.
func (a *atlas) hasTimes() bool { return len(a.Set.Sched)+len(a.Set.Cancels) > 0 }

// cancelAt returns where the first cancel of a site was read that is told of one by one.
func (a *atlas) cancelAt(s *evidence.CancelSite) evidence.Pos {
	for _, c := range a.Set.Cancels {
		if s.Kind == c.Kind && s.Stack == c.Stack {
			return c.Pos
		}
	}
	return evidence.Pos{}
}

// inputOf returns the first input of a kind that the evidence comes from, as a place in it.
func (a *atlas) inputOf(k evidence.Kind) evidence.Pos {
	for _, s := range a.Set.Sources {
		if s.Kind == k && s.Apart == "" {
			return evidence.Pos{File: s.Path}
		}
	}
	return evidence.Pos{}
}

func cancelsRef(c *evidence.CancelSite) ref { return ref{refCancels, hashOf(c.Stack, c.Kind, c.Site)} }

func allocRef(a *evidence.AllocSite) ref { return ref{refAlloc, hashOf(a.Stack)} }

func groupRef(g *correlate.Group) ref {
	leak := ""
	if g.Finding != nil {
		leak = g.Finding.Fingerprint
	}
	return ref{refGroup, hashOf(g.Stack, g.State, string(g.Wait), g.Expected, leak)}
}

// A family tells who started whom among the living: for each creator its children in one run of order.
type family struct {
	set   *evidence.Set
	order []int32 // of set.Goroutines with a known creator, by creator, then by id
}

// newFamily takes a while for a million goroutines: it is made beside the UI.
func newFamily(set *evidence.Set) *family {
	f := &family{set: set, order: make([]int32, 0, len(set.Goroutines))}
	for i, g := range set.Goroutines {
		if g.Created.By.Known() {
			f.order = append(f.order, int32(i))
		}
	}
	slices.SortStableFunc(f.order, func(a, b int32) int {
		return cmp.Compare(set.Goroutines[a].Created.By, set.Goroutines[b].Created.By)
	})
	return f
}

// children returns the living goroutines that id started, by id. The answer is a view: n of them from
// place from on in order.
func (f *family) children(id evidence.GoID) (from, n int) {
	if f == nil {
		return 0, 0
	}
	by := func(i int32) evidence.GoID { return f.set.Goroutines[i].Created.By }
	from = sort.Search(len(f.order), func(i int) bool { return by(f.order[i]) >= id })
	end := sort.Search(len(f.order), func(i int) bool { return by(f.order[i]) > id })
	return from, end - from
}

func (f *family) at(i int) *evidence.Goroutine { return f.set.Goroutines[f.order[i]] }

// familyMsg is a family that is ready. From its command to app.
type familyMsg struct {
	atlas  *atlas
	family *family
}
