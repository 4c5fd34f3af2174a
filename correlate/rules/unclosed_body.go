package rules

import (
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var unclosedBody = &correlate.Rule{
	Name: "unclosed-body",
	Doc: correlate.Doc{
		Title: "response, rows, transaction, process or stream never closed",
		What: "A library keeps a goroutine for something that the program got from it and has to give back: the body of an HTTP response, the rows of a query, " +
			"a transaction, a process that was started, a gRPC stream. It waits for that, and whoever should close it has gone on.",
		Why: "The library cannot know that the program is done. It keeps the goroutines, and with them the connection, which is not used again: an HTTP connection " +
			"is pinned with its pair of loops, a database connection is missing in the pool.",
		Fix: "Close it on every path, right after the error check: defer resp.Body.Close(), defer rows.Close(), defer tx.Rollback(), call cmd.Wait after cmd.Start, and cancel the context of a stream that is not received from to its end. Read a body to its end if the connection is to be used again.",
		Before: `resp, err := client.Do(req)
if err != nil {
	return err
}
if resp.StatusCode != http.StatusOK {
	return errStatus // the body stays open
}
defer resp.Body.Close()`,
		After: `resp, err := client.Do(req)
if err != nil {
	return err
}
defer resp.Body.Close()
if resp.StatusCode != http.StatusOK {
	return errStatus
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		for _, pin := range correlate.Pins() {
			left, used := unclosed(p, pin)
			if len(left)-used < 3 {
				continue
			}
			for _, g := range left {
				l := correlate.Leak{Goroutine: g, Behind: pair(p, g), BehindHow: "the other loop of the same connection", Certainty: correlate.Suspect,
					Fix: correlate.Fix{At: p.AskedFor(g), Text: pin.Fix}}
				if used == 0 && len(left) >= 8 && (p.Balance(g).Growth().Steady() || correlate.Rising(p.Counts(g))) {
					l.Certainty = correlate.Strong
				}
				p.Report(l)
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		what, ended := "thing", "closed"
		for _, pin := range correlate.Pins() {
			if pin.Keeps(f.Blocked.Func) {
				what, ended = pin.What, pin.Ended
			}
		}
		return what + " never " + ended, fmt.Sprintf("%s %s, %s. Hardly anybody is seen at work on one, so they were left open.",
			f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "for its "+what+" to be "+ended, "each for its "+what+" to be "+ended))
	},
}

// unclosed returns the goroutines that a library keeps because of pin for longer than usual, though whoever
// asked for it has gone on, and how many are seen at work on such a thing.
func unclosed(p *correlate.Pass, pin correlate.Pin) (left []*evidence.Goroutine, used int) {
	uses := make(map[*evidence.Stack]bool) // few stacks are many goroutines'
	for _, g := range p.Set.Goroutines {
		if pin.Keeps(p.Home(g).Func) {
			if p.Kept(g) {
				left = append(left, g)
			}
			continue
		}
		at, known := uses[g.Stack]
		if !known {
			at = slices.ContainsFunc(g.Stack.All(), func(f evidence.Frame) bool { return pin.Uses(f.Func) })
			uses[g.Stack] = at
		}
		if at {
			used++
		}
	}
	return left, used
}

// pair returns the goroutines that wait beside g in a loop of the same connection.
func pair(p *correlate.Pass, g *evidence.Goroutine) []*evidence.Goroutine {
	var out []*evidence.Goroutine
	for _, s := range p.Siblings(g) {
		if p.Home(s).Func == "net/http.(*persistConn).writeLoop" {
			out = append(out, s)
		}
	}
	return out
}
