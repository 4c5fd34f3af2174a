package bundle

import (
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/incident"
)

// A Document is what the bundle's incident.json holds.
type Document = incident.Document

// Slice returns a document of set with those goroutines in detail that keep says, and the others as counts of
// those that are alike: equal in what they wait for, stack and creation, without ids, times and labels. What
// living goroutines said in logs and tasks goes with them. set does not change.
func Slice(set *evidence.Set, keep func(*evidence.Goroutine) bool) *Document {
	out := *set
	out.Goroutines = nil
	type kind struct {
		state    evidence.State
		leaked   bool
		wait     evidence.Wait
		waitText string
		stack    *evidence.Stack
		created  *evidence.Stack
		runs     evidence.Frame
	}
	counted := make(map[kind]int)
	d := &Document{Set: &out}
	gone := make(map[evidence.GoID]bool)
	for _, g := range set.Goroutines {
		if keep(g) {
			out.Goroutines = append(out.Goroutines, g)
			continue
		}
		gone[g.ID] = true
		k := kind{g.State, g.Leaked, g.Wait, g.WaitText, g.Stack, g.Created.Stack, g.Created.Entry()}
		i, ok := counted[k]
		if !ok {
			i = len(d.Counted)
			counted[k] = i
			d.Counted = append(d.Counted, incident.Counted{Goroutine: bare(g)})
		}
		d.Counted[i].Times++
	}
	if len(gone) == 0 {
		return d
	}
	out.Logs = nil
	for _, l := range set.Logs {
		if !gone[l.Goroutine] {
			out.Logs = append(out.Logs, l)
		}
	}
	out.Tasks = nil
	for _, t := range set.Tasks {
		if !gone[t.By] {
			out.Tasks = append(out.Tasks, t)
		}
	}
	return d
}

// bare is what is left of a goroutine that is only counted.
func bare(g *evidence.Goroutine) *evidence.Goroutine {
	return &evidence.Goroutine{
		ID: evidence.NoGoID, State: g.State, Leaked: g.Leaked, Wait: g.Wait, WaitText: g.WaitText, Stack: g.Stack, Pos: g.Pos,
		Created: evidence.Creation{By: evidence.NoGoID, Stack: g.Created.Stack, Runs: g.Created.Runs, Seen: g.Created.Seen, Undated: true},
	}
}
