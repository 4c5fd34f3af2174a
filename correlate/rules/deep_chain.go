package rules

import (
	"fmt"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var deepChain = &correlate.Rule{
	Name: "deep-chain",
	Doc: correlate.Doc{
		Title: "contexts nested, or shared, until their locks contend",
		What: "Each round derives its context from that of the round before, so that the chain grows without end; or very many goroutines derive from " +
			"and cancel below one parent at the same time. The time goes to package context: goroutines wait for its locks.",
		Why: "A cancel goes down the whole chain, Value and Deadline go up. Each context that can be cancelled has a lock, which deriving from it, cancelling " +
			"it and removing a child take; and what a chain holds stays for as long as its last context.",
		Fix: "Derive each round's context from the one outside the loop, into a variable of the round. Where one parent serves very many, derive once for a batch, " +
			"and do not derive at all where the parent's end is enough.",
		Before: `for msg := range msgs {
	ctx = context.WithValue(ctx, traceID, msg.ID) // on top of all before
	handle(ctx, msg)
}`,
		After: `for msg := range msgs {
	ctx := context.WithValue(ctx, traceID, msg.ID)
	handle(ctx, msg)
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump, evidence.BlockProfile, evidence.MutexProfile},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if takesLock(g) && correlate.ContextLock(g.Stack) && p.AtPlace(g) >= 16 && (p.Stuck(g) || !p.Timed()) {
				p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: deriveOnce(p.Home(g))})
			}
		}
		for _, n := range p.Deepest() {
			if n.Depth >= deep {
				p.Report(nest(n))
			}
		}
		for _, c := range p.Congested() {
			if congested(p, c) {
				p.Report(congestion(c))
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		t := f.Tally
		switch {
		case t == nil:
			return "wait for a lock of package context", fmt.Sprintf("%s %s, and the lock is one of package context's own. It is taken by whoever derives from, cancels or leaves the same parent, or goes down a long chain.",
				f.Who(), f.Doing(f.Direct()))
		case t.What == "wait":
			return "locks of package context contend", fmt.Sprintf("Goroutines waited %s for locks inside package context, called in %s. One lock guards each context, and deriving from it, cancelling it and leaving it all take it.",
				words.Plural(int(t.Count), "time"), correlate.Short(f.Blocked.Func))
		}
		return "contexts nest very deep", fmt.Sprintf("A chain has %s, each derived from the one before. A cancel goes down all of them, and a look-up of a value goes up.", t)
	},
}

// deep is a chain that no layering of handlers, clients and middleware explains.
const deep = 48

func deriveOnce(at evidence.Frame) correlate.Fix {
	return correlate.Fix{At: at, Text: "derive from the context outside the loop, and only where its own end is needed"}
}

// congested reports whether waits inside package context are out of all proportion: in a trace very many a second,
// in a profile a good part of all delay at locks.
func congested(p *correlate.Pass, c *correlate.Congestion) bool {
	if c.Waits < 1000 {
		return false
	}
	if c.Kind == evidence.ExecutionTrace {
		return float64(c.Waits) >= 500*p.Window().Seconds() && c.Longest >= time.Millisecond
	}
	return c.Delay >= time.Second && c.Share >= 0.25
}

func congestion(c *correlate.Congestion) correlate.Leak {
	t := &correlate.Tally{What: "wait", Count: c.Waits, Stack: c.Stack}
	t.Link = correlate.Link{
		Stage: correlate.StageContext, Relation: "contended", Basis: correlate.Exact, At: c.At, Stack: c.Stack,
		Text: fmt.Sprintf("%s for its locks, the longest took %s", t, words.Age(c.Longest)),
	}
	if c.Kind != evidence.ExecutionTrace {
		t.Link.Basis, t.Link.How = correlate.Estimated, "counted by a "+string(c.Kind)
		t.Link.Text = fmt.Sprintf("%s for its locks took %s together, %s of the delay at all locks", t, words.Age(c.Delay), words.Percent(c.Share))
	}
	return correlate.Leak{Certainty: correlate.Suspect, Tally: t, Fix: deriveOnce(c.At)}
}

func nest(n *correlate.Nest) correlate.Leak {
	t := &correlate.Tally{What: "context", Count: int64(n.Depth), Stack: n.Stack}
	t.Link = correlate.Link{
		Stage: correlate.StageContext, Relation: "nested", Basis: correlate.Exact, At: n.At, Stack: n.Stack, Pos: n.Pos, Text: "a chain of " + t.String(),
	}
	if n.AtLeast {
		t.Link.Text = "a chain of at least " + t.String()
	}
	l := correlate.Leak{Certainty: correlate.Suspect, Tally: t, Fix: deriveOnce(n.At)}
	if n.Told && n.Made >= deep && n.Made > n.Depth/2 {
		t.Link.Text += fmt.Sprintf(", %s of them made at this line", words.Count(n.Made))
		l.Certainty = correlate.Strong
	}
	return l
}
