package process

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// ByAge compares the times at which two files saw the goroutines of one process: below 0 when a is earlier. Ids
// only rise, so who knows the youngest goroutine is later; when both do, more of the earlier one's are gone in
// the later. Counting those that are gone comes second, for it errs: the runtime hands out ids in small batches
// to each processor, so that a younger goroutine may have a lower id.
func ByAge(a, b []*evidence.Goroutine) int {
	return cmp.Or(cmp.Compare(youngest(a), youngest(b)), gone(b, a)-gone(a, b))
}

// youngest returns the highest id of a goroutine that any kind of file would list.
func youngest(list []*evidence.Goroutine) evidence.GoID {
	for _, g := range slices.Backward(list) {
		if !Hidden(g) {
			return g.ID
		}
	}
	return evidence.NoGoID
}

// gone counts the goroutines of a that are missing from b.
func gone(a, b []*evidence.Goroutine) (n int) {
	for _, g := range a {
		for len(b) > 0 && b[0].ID < g.ID {
			b = b[1:]
		}
		missing := len(b) == 0 || b[0].ID != g.ID
		if missing && g.ID.Known() && !Hidden(g) {
			n++
		}
	}
	return n
}

// Hidden reports whether g is the runtime's own: debug=2 does not list those, so that one is
// missing there says nothing.
func Hidden(g *evidence.Goroutine) bool {
	return strings.HasPrefix(g.Created.Entry().Func, "runtime.") || strings.HasPrefix(g.Created.Entry().Func, "runtime/")
}
