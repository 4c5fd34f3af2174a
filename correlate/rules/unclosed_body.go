package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var unclosedBody = &correlate.Rule{
	Name: "unclosed-body",
	Doc: correlate.Doc{
		Title: "response, rows, transaction or process never closed",
		What: "A library keeps a goroutine for something that the program got from it and has to give back: the body of an HTTP response, the rows of a query, " +
			"a transaction, a process that was started. It waits for that, and whoever should close it has gone on.",
		Why: "The library cannot know that the program is done. It keeps the goroutines, and with them the connection, which is not used again: an HTTP connection " +
			"is pinned with its pair of loops, a database connection is missing in the pool.",
		Fix: "Close it on every path, right after the error check: defer resp.Body.Close(), defer rows.Close(), defer tx.Rollback(), and call cmd.Wait after cmd.Start. Read a body to its end if the connection is to be used again.",
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
		for _, pin := range pins {
			left, used := unclosed(p, pin)
			if len(left)-used < 3 {
				continue
			}
			for _, g := range left {
				l := correlate.Leak{Goroutine: g, Behind: pair(p, g), BehindHow: "the other loop of the same connection", Certainty: correlate.Suspect,
					Fix: correlate.Fix{At: asked(p, g), Text: "close the " + pin.what + " on every path, by defer right after the error check"}}
				if used == 0 && len(left) >= 8 && (p.Balance(g).Growth().Steady() || correlate.Rising(p.Counts(g))) {
					l.Certainty = correlate.Strong
				}
				p.Report(l)
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		what := "thing"
		for _, pin := range pins {
			if strings.HasPrefix(f.Blocked.Func, pin.keeper) {
				what = pin.what
			}
		}
		return what + " never closed", fmt.Sprintf("%s %s, %s. Hardly anybody is seen at work on one, so they were left open.",
			f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "for its "+what+" to be closed", "each for its "+what+" to be closed"))
	},
}

// A pin is a goroutine that a library keeps until the program closes something.
type pin struct {
	keeper string // prefix of the function that waits
	what   string
	user   string // prefix of a function that is on the stack of whoever is using it
}

var pins = []pin{
	{"net/http.(*persistConn).readLoop", "response body", "net/http.(*bodyEOFSignal).Read"},
	{"net/http.(*http2clientStream).", "response body", "net/http.http2transportResponseBody.Read"},
	{"net/http/internal/http2.(*clientStream).", "response body", "net/http/internal/http2.transportResponseBody.Read"},
	{"golang.org/x/net/http2.(*clientStream).", "response body", "golang.org/x/net/http2.transportResponseBody.Read"},
	{"database/sql.(*Rows).awaitDone", "query's rows", "database/sql.(*Rows).Next"},
	{"database/sql.(*Tx).awaitDone", "transaction", "database/sql.(*Tx)."},
	{"os/exec.(*Cmd).watchCtx", "process", "os/exec.(*Cmd).Wait"},
}

// unclosed returns the goroutines that a library keeps because of pin for longer than usual, though whoever
// asked for it has gone on, and how many are seen at work on such a thing.
func unclosed(p *correlate.Pass, pin pin) (left []*evidence.Goroutine, used int) {
	uses := make(map[*evidence.Stack]bool) // few stacks are many goroutines'
	for _, g := range p.Set.Goroutines {
		if g.Wait == evidence.WaitSelect && strings.HasPrefix(p.Home(g).Func, pin.keeper) && p.Stuck(g) && goneOn(p, g) {
			left = append(left, g)
		}
		at, known := uses[g.Stack]
		if !known {
			at = slices.ContainsFunc(g.Stack.All(), func(f evidence.Frame) bool {
				return strings.HasPrefix(f.Func, pin.user) && !strings.HasPrefix(f.Func, pin.keeper)
			})
			uses[g.Stack] = at
		}
		if at {
			used++
		}
	}
	return left, used
}

// pinned reports whether g is one that a library keeps: how many there are follows from the program's use of it.
func pinned(p *correlate.Pass, g *evidence.Goroutine) bool {
	at := p.Home(g).Func
	return slices.ContainsFunc(pins, func(pin pin) bool { return strings.HasPrefix(at, pin.keeper) })
}

// goneOn reports whether the function in which g was started has returned, as far as can be told: in a dump
// its goroutine has ended, or is parked between two requests.
func goneOn(p *correlate.Pass, g *evidence.Goroutine) bool {
	creator := p.Set.Goroutine(g.Created.By)
	return p.Orphan(g) && !g.Created.Undated || g.Created.Ended || !g.Created.Seen || creator != nil && p.ByDesign(creator)
}

// asked returns the program's line that asked for what g is kept for, as far as the evidence leads there: g
// may have been started by a goroutine of the library, which that line started.
func asked(p *correlate.Pass, g *evidence.Goroutine) evidence.Frame {
	for _, c := range []*evidence.Creation{&g.Created, g.Past().Parent} {
		if c == nil {
			continue
		}
		if i := correlate.Home(c.Stack); i >= 0 && correlate.Own(c.Stack.Frames[i]) {
			return c.Stack.Frames[i]
		}
	}
	return p.Home(g)
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
