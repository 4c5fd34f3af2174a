package dump

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// checkSet checks what holds of every Set, whatever it was read from.
func checkSet(t testing.TB, set *evidence.Set) {
	t.Helper()
	if len(set.Sources) != 1 || set.Sources[0].Kind != evidence.GoroutineDump {
		t.Fatal("not one source of a dump")
	}
	if set.Sources[0].Partial != (set.Sources[0].Missing != "") {
		t.Errorf("partial is %v, missing is %q", set.Sources[0].Partial, set.Sources[0].Missing)
	}
	if n := set.Sources[0].Records; n != int64(len(set.Goroutines)) {
		t.Errorf("%d records, %d goroutines", n, len(set.Goroutines))
	}
	if len(set.Problems) > mostProblems+8 {
		t.Errorf("%d problems", len(set.Problems))
	}
	resources := make(map[*evidence.Resource]bool)
	for i, r := range set.Resources {
		resources[r] = true
		if i > 0 && r.Addr < set.Resources[i-1].Addr {
			t.Errorf("resource %d is out of order", i)
		}
	}
	stacks := make(map[string]*evidence.Stack)
	for i, g := range set.Goroutines {
		if i > 0 && g.ID <= set.Goroutines[i-1].ID {
			t.Errorf("goroutine %d comes after %d", g.ID, set.Goroutines[i-1].ID)
		}
		checkGoroutine(t, g, resources)
		if g.Stack == nil {
			continue
		}
		var b strings.Builder
		for _, f := range g.Stack.Frames {
			b.WriteString(f.String() + "\n")
		}
		key := b.String()
		if s := stacks[key]; s != nil && s != g.Stack {
			t.Errorf("goroutine %d: an equal stack is another pointer", g.ID)
		}
		stacks[key] = g.Stack
	}
	for _, s := range set.Series {
		if !slices.IsSortedFunc(s.Goroutines, func(a, b evidence.Still) int { return int(a.ID - b.ID) }) {
			t.Error("a snapshot is out of order")
		}
	}
}

func checkGoroutine(t testing.TB, g *evidence.Goroutine, resources map[*evidence.Resource]bool) {
	t.Helper()
	if !g.ID.Known() || g.Pos.Line < 1 || g.Since > 0 || g.Since < 0 && !g.SinceKnown {
		t.Errorf("goroutine %d at line %d since %d", g.ID, g.Pos.Line, g.Since)
	}
	for _, h := range g.Holds {
		if h.Frame < 0 || h.Frame >= len(g.Stack.All()) {
			t.Errorf("goroutine %d: hold in frame %d of %d", g.ID, h.Frame, len(g.Stack.All()))
		}
		if !resources[h.Resource] {
			t.Errorf("goroutine %d holds what is no resource: %+v", g.ID, h.Resource)
		}
	}
	c := &g.Created
	if c.Seen != (c.Stack != nil) || c.Seen != c.Undated || c.FramesLeft < 0 || int(c.FramesLeft) > len(c.Stack.All()) {
		t.Errorf("goroutine %d: creation %+v", g.ID, c)
	}
}
