package ui

import (
	"math"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// heap is screen 5: where the memory in use was allocated, and which leak chains run the same functions.
type heap struct{ grove }

func newHeap(d *desk) *heap {
	t := newTree(d, "Allocation sites", "", []order{{name: "in use"}, {name: "objects"}, {name: "allocated"}, {name: "function", upwards: true}},
		column{title: "in use", w: 9, right: true}, column{title: "objects", w: 9, right: true, spare: true},
		column{title: "share", w: 5, right: true}, column{title: "chains", w: 7}, column{title: "function"})
	return &heap{newGrove(d, "Heap", t)}
}

func (h *heap) setResult(a *atlas, _ bool) {
	h.atlas = a
	h.detail.forget()
	h.tree.nothing = blindTo(a, "heap profile")
	h.tree.setRoots(h.nodes())
	h.tree.name = "Allocation sites"
	if n := h.inUse(); n > 0 {
		h.tree.name += "  " + words.Bytes(n) + " in use"
	}
	h.place()
	h.settle()
}

func (h *heap) inUse() int64 {
	var sum int64
	for _, s := range h.atlas.Set.Allocs {
		sum += s.InUseBytes
	}
	return sum
}

func (h *heap) nodes() []*node {
	sum, l := h.inUse(), h.desk.look
	byFunc := h.functions()
	var out []*node
	for i, s := range h.atlas.Set.Allocs {
		chains := h.chainsAt(s, byFunc)
		var ids []string
		for _, f := range chains {
			ids = append(ids, h.atlas.ids[f])
		}
		at := home(s.Stack)
		row := filter.OfAlloc(s, ids)
		out = append(out, &node{
			ref:    allocRef(s),
			cells:  []string{words.Bytes(s.InUseBytes), words.Count(s.InUseObjects), strings.ReplaceAll(words.Percent(share(s.InUseBytes, sum)), " ", ""), strings.Join(ids, " "), l.clean(correlate.Short(at.Func))},
			tail:   l.clean(shortPlace(at)),
			values: []int64{s.InUseBytes, s.InUseObjects, s.AllocBytes, int64(i)},
			match:  &row,
			write:  func(f *facts) { h.tell(f, s, chains) },
			say: subject{cell: at.String(), at: at, stack: s.Stack, pos: h.atlas.inputOf(evidence.HeapProfile), title: words.Bytes(s.InUseBytes) + " in " + correlate.Short(at.Func),
				body: []string{words.Bytes(s.InUseBytes) + " in " + words.Plural(int(s.InUseObjects), "object") + " in use"}},
		})
	}
	return out
}

// functions returns which findings have a function of the program on their goroutines' stacks.
func (h *heap) functions() map[string][]*correlate.Finding {
	out := map[string][]*correlate.Finding{}
	for _, f := range h.atlas.Findings {
		add := func(fr evidence.Frame) {
			if correlate.Own(fr) && fr.Func != "" && fr.Func != "main.main" && !slices.Contains(out[fr.Func], f) {
				out[fr.Func] = append(out[fr.Func], f)
			}
		}
		add(f.Blocked)
		if len(f.Goroutines) > 0 {
			for _, fr := range f.Goroutines[0].Stack.All() {
				add(fr)
			}
		}
	}
	return out
}

func (h *heap) chainsAt(s *evidence.AllocSite, byFunc map[string][]*correlate.Finding) []*correlate.Finding {
	var out []*correlate.Finding
	for _, fr := range s.Stack.All() {
		for _, f := range byFunc[fr.Func] {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

func (h *heap) tell(f *facts, s *evidence.AllocSite, chains []*correlate.Finding) {
	at := home(s.Stack)
	f.add("in use", words.Bytes(s.InUseBytes)+" in "+words.Plural(int(s.InUseObjects), "object")+", "+words.Percent(share(s.InUseBytes, h.inUse()))+" of the heap")
	if s.Samples > 0 {
		f.add("sampled", "about "+words.Plural(int(math.Ceil(s.Samples)), "sample")+": give or take "+words.Percent(min(1, 1/math.Sqrt(s.Samples))))
	}
	if s.AllocBytes > 0 {
		f.add("since", "the program began: "+words.Bytes(s.AllocBytes)+" in "+words.Plural(int(s.AllocObjects), "object"))
	}
	f.frame("in", at)
	f.raw("")
	for _, c := range chains {
		f.link("chain", h.atlas.ids[c]+" "+c.Title, ref{refChain, c.Fingerprint})
	}
	if len(chains) == 0 {
		f.add("chain", "none: no leak chain runs a function of this stack")
	} else {
		f.add("", "by function: the stack of its goroutines and this one have one in common")
	}
	f.stack("Stack", s.Stack, at)
}

func share(part, whole int64) float64 { return float64(part) / float64(max(1, whole)) }

// home is the program's line of a stack, see correlate.Home.
func home(s *evidence.Stack) evidence.Frame {
	if i := correlate.Home(s); i >= 0 {
		return s.Frames[i]
	}
	return evidence.Frame{}
}

// blindTo says that an input is missing, and how to capture it when the result tells.
func blindTo(a *atlas, input string) string {
	for _, b := range a.Blind {
		if strings.Contains(b.Why, input) {
			return "Nothing to show: " + b.Why + ". It would show " + b.To + ". To capture it:\n\n  " + b.Capture
		}
	}
	return "Nothing to show: the inputs tell nothing of it; " + input + "s would."
}

func lower(s string) string { return strings.ToLower(s) }
