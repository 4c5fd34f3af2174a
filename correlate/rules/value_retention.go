package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var valueRetention = &correlate.Rule{
	Name: "value-retention",
	Doc: correlate.Doc{
		Title: "memory kept alive through the values of contexts",
		What: "A line puts something large into a context: a parsed request, a document, a buffer. The contexts stay after the work is done, and with each " +
			"of them its value.",
		Why: "A context refers to its value and to all contexts above it. Whatever holds the last of a chain holds every value in it: a parent whose child " +
			"was not cancelled, a goroutine that waits on, a struct or a cache that stores a context, a callback that closes over one.",
		Fix: "Let go of the context when the work is done: call its cancel, do not store it, and give work that goes on a context without the values. " +
			"Put small things into contexts, such as ids, and hand large ones over as arguments.",
		Before: `ctx := context.WithValue(s.ctx, docKey{}, doc) // megabytes
ctx, _ = context.WithTimeout(ctx, time.Hour)   // s.ctx keeps it, and doc
return s.index(ctx)`,
		After: `ctx, cancel := context.WithTimeout(s.ctx, time.Hour)
defer cancel()
return s.index(ctx, doc)`,
	},
	Needs: []evidence.Kind{evidence.HeapProfile},
	Run: func(p *correlate.Pass) {
		for _, c := range p.Values() {
			beside := p.Beside(c)
			if beside == nil || beside.Bytes < worthwhile || c.AtLeast() < fewest {
				continue
			}
			living := int64(len(p.Set.Goroutines))
			if living > 0 && c.AtLeast() > 4*living || correlate.RisingBy(c.Counts) {
				p.Report(retention(c, beside))
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "values of contexts stay in memory", fmt.Sprintf("The heap holds %s that carry a value, made in %s%s. What was allocated beside them stays as long as they do, if it is their values: %s.",
			f.Tally, correlate.Short(f.Blocked.Func), growing(f.Tally), words.Bytes(f.Heap.Bytes))
	},
}

// worthwhile is how much memory must be at stake: values such as ids and loggers weigh less than their contexts.
const worthwhile = 4 << 20

func retention(c *correlate.Census, beside *correlate.Heap) correlate.Leak {
	t := &correlate.Tally{What: "context", Maker: c.Kind, Count: c.Objects, Error: c.Error, Counts: c.Counts, Stack: c.Stack, Heap: beside}
	t.Link = correlate.Link{
		Stage: correlate.StageHeap, Relation: "holds", Basis: correlate.Estimated, At: c.At, Stack: c.Stack,
		Text: fmt.Sprintf("%s with values%s; %s allocated beside them", t, growing(t), words.Bytes(beside.Bytes)),
		How:  fmt.Sprintf("in-use objects made by WithValue at this line, and of this function with about as many; sampled, ±%.0f %%", 100*c.Error),
	}
	return correlate.Leak{
		Certainty: correlate.Suspect, Tally: t, Context: &correlate.Context{Kind: c.Kind, Made: c.At, How: "from the function that allocated it"},
		Fix: correlate.Fix{At: c.At, Text: "let the context go when the work is done, and hand large things over as arguments"},
	}
}
