package correlate

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Census is the live contexts, or timers, that one line of the program made, as a sampled heap profile
// estimates them.
type Census struct {
	Kind    string // the function that made them, without its package: "WithTimeout"; "time.AfterFunc"
	At      evidence.Frame
	Stack   *evidence.Stack // of the most of them
	Objects int64
	Error   float64 // relative standard error of Objects: 0.35 is ±35 %
	Counts  []int64 // Objects in each heap of a series, in time order; nil without one
}

// Timed reports whether each of them has a timer: it goes away by itself, but not before that fires.
func (c *Census) Timed() bool {
	return strings.HasPrefix(c.Kind, "time.") || strings.HasPrefix(c.Kind, "WithTimeout") || strings.HasPrefix(c.Kind, "WithDeadline")
}

// AtLeast is how many there are if the estimate is too high by two standard errors.
func (c *Census) AtLeast() int64 { return int64(float64(c.Objects) * max(0, 1-2*c.Error)) }

// Census counts the live contexts and timers by the line that made them, the most numerous first; empty
// without a heap profile. Contexts that only carry a value are left out: nothing is to end them.
func (ix *Index) Census() []*Census {
	if ix.census == nil {
		ix.census = ix.countAll(counted)
	}
	return ix.census
}

// Values counts the live contexts that carry a value by the line that made them, the most numerous first; empty
// without a heap profile.
func (ix *Index) Values() []*Census {
	return ix.countAll(func(kind string) bool { return kind == "WithValue" })
}

// countAll makes a census of the heap, and of the series that it is the last of.
func (ix *Index) countAll(want func(kind string) bool) []*Census {
	all := count(ix.Set.Allocs, want)
	heaps := 0
	for _, s := range ix.Set.Series {
		if s.Allocs == nil {
			continue
		}
		heaps++
		at := make(map[censusKey]int64)
		for _, c := range count(s.Allocs, want) {
			at[censusKey{c.Kind, c.At}] = c.Objects
		}
		for _, c := range all {
			c.Counts = append(c.Counts, at[censusKey{c.Kind, c.At}])
		}
	}
	if heaps < 2 {
		for _, c := range all {
			c.Counts = nil
		}
	}
	return all
}

type censusKey struct {
	kind string
	at   evidence.Frame
}

// count makes a census of one heap. Making a context allocates several objects, each at its own line of package
// context; the line with the most of them counts contexts.
func count(allocs []*evidence.AllocSite, want func(kind string) bool) []*Census {
	type line struct {
		censusKey
		leaf evidence.Frame
	}
	type tally struct {
		objects int64
		samples float64
		stack   *evidence.Stack
		most    int64
	}
	lines := make(map[line]*tally)
	for _, a := range allocs {
		key, ok := made(a.Stack)
		if !ok || !want(key.kind) || a.InUseObjects == 0 {
			continue
		}
		l := line{key, a.Stack.Leaf()}
		t := lines[l]
		if t == nil {
			t = &tally{}
			lines[l] = t
		}
		t.objects += a.InUseObjects
		t.samples += a.Samples
		if a.InUseObjects > t.most {
			t.most, t.stack = a.InUseObjects, a.Stack
		}
	}
	best := make(map[censusKey]*Census)
	for l, t := range lines {
		if c := best[l.censusKey]; c == nil || t.objects > c.Objects || t.objects == c.Objects && l.leaf.Line < c.Stack.Leaf().Line {
			best[l.censusKey] = &Census{Kind: l.kind, At: l.at, Stack: t.stack, Objects: t.objects, Error: 1 / math.Sqrt(max(t.samples, 1))}
		}
	}
	out := make([]*Census, 0, len(best))
	for _, c := range best {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Census) int {
		return cmp.Or(cmp.Compare(b.Objects, a.Objects), cmp.Compare(a.At.Func, b.At.Func), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// made tells what an allocation is part of: the function of package context or time that the program called, and
// the line that called it, past wrappers such as errgroup.
func made(s *evidence.Stack) (censusKey, bool) {
	kind := ""
	for _, f := range s.All() {
		switch pkg := Package(f.Func); {
		case pkg == "context":
			kind = strings.TrimPrefix(f.Func, "context.")
		case pkg == "time" && (kind == "" || strings.HasPrefix(kind, "time.")):
			kind = f.Func
		case kind == "":
			return censusKey{}, false
		case Wrapper(f):
		default:
			return censusKey{kind, f}, true
		}
	}
	return censusKey{}, false
}

// counted are the functions that make a context or a timer which somebody is to end.
func counted(kind string) bool {
	switch kind {
	case "WithCancel", "WithCancelCause", "WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause", "AfterFunc",
		"time.AfterFunc", "time.NewTimer", "time.NewTicker", "time.After", "time.Tick":
		return true
	}
	return false
}
