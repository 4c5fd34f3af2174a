package parse

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/process"
)

// joinTrace joins a dump to the trace that set holds. A dump that is later than the trace tells who is
// still there; one that is earlier, or at an unknown distance from where the trace was cut, only adds what it
// knows of those that are in both.
func joinTrace(set, dump *evidence.Set) {
	end := set.Sources[0].To
	cut := set.Sources[0].CutTo
	later := !cut && isLater(set, dump) && isWhole(dump) && !dump.Partial()
	inDump := make(map[evidence.GoID]*evidence.Goroutine, len(dump.Goroutines))
	for _, d := range dump.Goroutines {
		inDump[d.ID] = d
	}
	kept := set.Goroutines[:0:0]
	ended := 0
	for _, g := range set.Goroutines {
		d := inDump[g.ID]
		delete(inDump, g.ID)
		if d == nil && later && g.ID.Known() && !process.Hidden(g) {
			ended++
			continue
		}
		if d != nil {
			if cut {
				d.SinceKnown = false // counted back from the dump, wherever that is
			}
			merge(g, d, end, later)
		}
		kept = append(kept, g)
	}
	set.Goroutines = kept
	if later {
		for _, d := range dump.Goroutines {
			if inDump[d.ID] != nil {
				shift(d, end)
				set.Goroutines = append(set.Goroutines, d)
			}
		}
		slices.SortFunc(set.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	}
	if ended > 0 {
		who := "1 goroutine"
		if ended > 1 {
			who = fmt.Sprintf("%d goroutines", ended)
		}
		dump.Sources[0].Note = who + " of the trace had ended by the time of this dump"
	}
}

// isLater reports whether the dump was taken after the trace had ended, as far as that can be told.
func isLater(set, dump *evidence.Set) bool {
	return len(set.Goroutines) > 0 && len(dump.Goroutines) > 0 && process.ByAge(set.Goroutines, dump.Goroutines) <= 0
}

// merge adds to g, of the trace, what the dump says of it. If the dump is later and g has moved on since,
// the dump's word on where it is counts.
func merge(g, d *evidence.Goroutine, end evidence.Time, later bool) {
	g.Leaked, g.Locked, g.Labels = d.Leaked, d.Locked, d.Labels
	stayed := sameLeaf(g.Stack, d.Stack)
	switch {
	case stayed:
		g.Holds = rebase(d.Holds, d.Stack, g.Stack)
		// Minutes, rounded down, counted back from about the trace's end: of a goroutine that had waited
		// before the trace they may say less than that.
		if since := end + d.Since; !g.SinceKnown && d.SinceKnown && since < g.Since {
			g.Since, g.SinceKnown = since, true
		}
	case later && d.Stack != nil:
		shift(d, end)
		// Traces before Go 1.21 have no stack of one that waited all along: the dump tells where that was.
		if asleep := g.Stack == nil && g.State == evidence.Waiting && !g.SinceKnown; !asleep || d.State != evidence.Waiting || d.SinceKnown && d.Since < g.Since {
			g.Since, g.SinceKnown = d.Since, d.SinceKnown
		}
		g.State, g.Wait, g.WaitText, g.Stack, g.Holds = d.State, d.Wait, d.WaitText, d.Stack, d.Holds
		g.Pos = d.Pos
	}
	if g.Created.Stack == nil && d.Created.Stack != nil {
		runs := g.Created.Runs
		g.Created = d.Created
		if runs != nil && runs.Func != "" {
			g.Created.Runs = runs // a dump names the compiler's wrapper of a go statement
		}
	}
}

// shift puts a dump's goroutine on the trace's clock, as if the dump was taken at the trace's end.
func shift(d *evidence.Goroutine, end evidence.Time) { d.Since += end }

// sameLeaf reports whether two stacks of different files are at the same line of the same function, the
// frames of the runtime and of package sync left out: a trace and a dump show different ones of them.
func sameLeaf(a, b *evidence.Stack) bool {
	x, okX := leaf(a)
	y, okY := leaf(b)
	return okX && okY && x == y
}

func leaf(s *evidence.Stack) (evidence.Frame, bool) {
	for _, f := range s.All() {
		if !blocking(f.Func) {
			return f, true
		}
	}
	return evidence.Frame{}, false
}

// blocking reports whether function only carries out a wait.
func blocking(function string) bool {
	for _, p := range []string{"runtime.", "sync.", "internal/sync.", "internal/poll.", "internal/runtime/", "time.Sleep"} {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}

// rebase makes holds of frames of one stack holds of another one of the same goroutine: the frame with
// the same function, -1 when it is not there.
func rebase(holds []evidence.Hold, from, to *evidence.Stack) []evidence.Hold {
	for i := range holds {
		h := &holds[i]
		if h.Frame < 0 {
			continue
		}
		function := from.Frames[h.Frame].Func
		h.Frame = -1
		for j, f := range to.Frames {
			if f.Func == function {
				h.Frame = j
				break
			}
		}
	}
	return holds
}

// identity names a stack by its functions and lines, those of the runtime and of package sync left out.
func identity(s *evidence.Stack) string {
	var b strings.Builder
	for _, f := range s.All() {
		if !blocking(f.Func) {
			b.WriteString(f.String())
			b.WriteByte('\n')
		}
	}
	return b.String()
}
