package rules

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var customParent = &correlate.Rule{
	Name: "custom-parent",
	Doc: correlate.Doc{
		Title: "watchers for children of a context of one's own kind",
		What: "A type of the program implements context.Context with a Done channel of its own, and contexts are derived from it. Package context cannot " +
			"enter a child in such a parent, so it starts a goroutine for each child, which waits for either of the two to end. These goroutines pile up.",
		Why: "The watcher stays until the parent ends or the child's cancel is called. When the parent lives as long as the service and the cancel is " +
			"forgotten, one goroutine stays for each call; with a parent of the standard library it would have been a map entry.",
		Fix: "Call cancel on every path: defer cancel(). And let the type embed a context of the standard library without a Done of its own, or hand on " +
			"its Done and Value: then package context finds the parent inside and starts nobody.",
		Before: `type Session struct {
	context.Context
	closed chan struct{}
}

func (s *Session) Done() <-chan struct{} {
	return s.closed
}

ctx, _ := context.WithTimeout(session, time.Hour) // starts a goroutine
return s.query(ctx)`,
		After: `type Session struct {
	context.Context // made by context.WithCancel; Close calls its cancel
}

ctx, cancel := context.WithTimeout(session, time.Hour)
defer cancel()
return s.query(ctx)`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		var ws []*evidence.Goroutine
		for _, g := range p.Set.Goroutines {
			if watcher(g) {
				ws = append(ws, g)
			}
		}
		others := make(map[evidence.GoID]int) // that a creator of watchers has started, less its watchers
		for _, g := range p.Set.Goroutines {
			others[g.Created.By]++
		}
		for _, w := range ws {
			others[w.Created.By] -= 2
		}
		for _, w := range ws {
			if !forgotten(p, w, len(ws), -others[w.Created.By]) {
				continue
			}
			made, how := watched(p, w)
			l := correlate.Leak{
				Goroutine: w, ByLife: true, Certainty: correlate.Suspect, Never: true,
				NeverHow: "its watcher ends with the context or with the parent, and is still there",
				Fix:      correlate.Fix{At: p.CreatedFrame(w), Text: "call the context's cancel on every path, and derive it from a context that embeds one of the standard library"},
			}
			if at := correlate.Home(made); at >= 0 {
				l.Fix.At = made.Frames[at]
				l.Context = &correlate.Context{Kind: maker(made), Made: l.Fix.At, How: how}
				readSource(p, &l)
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "watchers of a custom context pile up", fmt.Sprintf("%s %s for the end of a context, or of its parent, which is of the program's own kind. Neither has ended, and until then %s.",
			f.Who(), verb(f.Direct(), "watches", "each watch"), verb(f.Direct(), "it stays", "they stay"))
	},
}

// watcher reports whether g is what package context starts for the child of a parent that it does not know:
// context.(*cancelCtx).propagateCancel.func2, propagateCancel.func1 before Go 1.21.
func watcher(g *evidence.Goroutine) bool {
	entry := cmp.Or(g.Stack.Root().Func, g.Created.Entry().Func)
	if strings.HasPrefix(entry, "runtime.") {
		entry = g.Created.Entry().Func // a crash dump ends with runtime.goexit
	}
	return g.Wait == evidence.WaitSelect &&
		(strings.HasPrefix(entry, "context.(*cancelCtx).propagateCancel.") || strings.HasPrefix(entry, "context.propagateCancel."))
}

// forgotten reports whether w is one of a number of watchers that stay: in a trace, of a line from which ever more
// come; in dumps, of a crowd whose creators have ended, or one of more watchers than its creator can be
// using, which has started by so many fewer of anything else. A session in use has one watcher, or a few.
func forgotten(p *correlate.Pass, w *evidence.Goroutine, all, surplus int) bool {
	if p.Timed() && w.Created.Seen && !w.Created.Undated {
		b := p.Balance(w)
		return p.Orphan(w) && b.Growth().Steady() && p.Lingers(w, b)
	}
	switch {
	case w.Created.Ended:
		return all >= 100 || all >= 16 && p.Stuck(w)
	case w.Created.By.Known():
		return surplus >= 16
	}
	return false
}

// watched returns the stack that made the context which w watches, and how it is known: it started w; failing that, a
// heap profile has most of such contexts there. Nil when neither tells.
func watched(p *correlate.Pass, w *evidence.Goroutine) (made *evidence.Stack, how string) {
	if maker(w.Created.Stack) != "" {
		return w.Created.Stack, "its making started the watcher"
	}
	most := int64(0)
	for _, a := range p.Set.Allocs {
		if strings.HasSuffix(a.Stack.Leaf().Func, "propagateCancel") && maker(a.Stack) != "" && a.AllocObjects > most {
			made, most = a.Stack, a.AllocObjects
		}
	}
	return made, "most of such contexts in the heap profile were made there"
}

// readSource adds what the source says of the context: how it is made, of what parent, and whether its cancel is lost.
func readSource(p *correlate.Pass, l *correlate.Leak) {
	o := p.MadeAt(l.Context.Made)
	if o == nil {
		if c := p.Code(l.Context.Made); c != nil && c.Op != nil && strings.HasPrefix(c.Op.Call, "context.With") {
			l.Context.Text = c.Op.Text
		}
		return
	}
	l.Context.Text = o.Text
	if len(o.Parents) == 1 && o.Parents[0].Kind == evidence.DerivedCtx {
		l.Context.How += "; its parent is " + o.Parents[0].Text
	}
	if o.Cancel != nil && o.Cancel.Lost() && p.Timed() && p.Stuck(l.Goroutine) {
		l.Certainty = correlate.Strong
	}
}

// maker returns the function of package context that the program called: "WithTimeout"; empty when s has none.
func maker(s *evidence.Stack) (kind string) {
	for _, f := range s.All() {
		if rest, ok := strings.CutPrefix(f.Func, "context."); ok && strings.HasPrefix(rest, "With") {
			kind = rest
		}
	}
	return kind
}
