package dump

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/process"
)

// Complete adds to torn, a dump that is cut, the goroutines that an older dump of the process shows and that may
// stand behind the cut, as they were then. It returns how many these are.
//
// The runtime prints goroutines in the order of its own table, in which they keep their place: who stood in the
// older dump in front of the last one that the torn dump has, and is not there, has ended. The goroutine that
// writes a dump comes first, wherever it stands in the table.
func Complete(torn, older *evidence.Set) int {
	have := make(map[evidence.GoID]bool, len(torn.Goroutines))
	var last, behind int32 // lines of the last one that both have, in torn and in older
	process.ForCommon(torn.Goroutines, older.Goroutines, func(t, o *evidence.Goroutine) {
		have[t.ID] = true
		if t.Pos.Line > last && t.State != evidence.Running {
			last, behind = t.Pos.Line, o.Pos.Line
		}
	})
	resources := heldBy(torn.Goroutines)
	n := len(torn.Goroutines)
	for _, g := range older.Goroutines {
		if have[g.ID] || g.Pos.Line < behind {
			continue
		}
		for i := range g.Holds {
			h := &g.Holds[i]
			if r := resources[resourceKey{h.Resource.Kind, h.Resource.Addr}]; r != nil {
				h.Resource = r
			}
		}
		torn.Goroutines = append(torn.Goroutines, g)
	}
	slices.SortFunc(torn.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	torn.Resources = slices.SortedFunc(maps.Values(heldBy(torn.Goroutines)), byAddress)
	return len(torn.Goroutines) - n
}

type resourceKey struct {
	kind evidence.ResourceKind
	addr uint64
}

// heldBy returns the resources that goroutines hold.
func heldBy(list []*evidence.Goroutine) map[resourceKey]*evidence.Resource {
	out := make(map[resourceKey]*evidence.Resource)
	for _, g := range list {
		for _, h := range g.Holds {
			out[resourceKey{h.Resource.Kind, h.Resource.Addr}] = h.Resource
		}
	}
	return out
}
