package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// nearer returns the line to change that the source shows, where a rule could only name the line at which f's
// goroutines started or the one at which they wait: first the way on which somebody leaves out what would end g's
// wait; then, where no rule knows the cause, the context that each of them has for itself; at last the wait without a
// way out. It is f.Fix if the source shows none of these. A go statement is the last thing to change: something is
// to run, what is missing is its end.
func nearer(ix *Index, f *Finding, g *evidence.Goroutine) Fix {
	op := ix.Op(g)
	if op == nil {
		return f.Fix
	}
	named := f.Fix.At != f.Created && f.Fix.At != f.Blocked && Own(f.Fix.At)
	if len(op.Skips) > 0 && (!named || op.Kind == evidence.OpCond) { // whoever has a queue closed is not to blame for its Close
		return Fix{At: op.Skips[0].At, Text: "see to " + op.Skips[0].Call + " on this way as well"}
	}
	if named || !f.Rule.General {
		return f.Fix
	}
	if o := ownContext(ix, g); o != nil {
		at := o.Made
		for _, ways := range [][]evidence.Place{o.Cancel.Dropped, o.Cancel.Missed} {
			if len(ways) > 0 {
				at = ways[0]
			}
		}
		return Fix{At: at, Text: "see that this context ends: call its cancel when the work is no longer wanted, and let its deadline be near"}
	}
	switch {
	case op.Done || op.Ends != evidence.EndsUnknown || op.Channel == nil && op.Kind != evidence.OpSleep:
	case op.Kind == evidence.OpSend, op.Kind == evidence.OpReceive, op.Kind == evidence.OpSleep:
		return Fix{At: f.Blocked, Text: "give this wait a way out, such as ctx.Done() in a select, and find out why the other side does not come"}
	}
	return f.Fix
}

// ownContext returns the context that g waits for if it was made for g: in a function that g runs, or in the one that
// started it. One that is made further out is others' as well.
func ownContext(ix *Index, g *evidence.Goroutine) *evidence.ContextOrigin {
	o := first(ix.WaitsFor(g), isKnownKind)
	if o == nil || o.Cancel == nil {
		return nil
	}
	if FindFrame(g.Stack, o.Made.Func) < 0 && ix.CreatedFrame(g).Func != o.Made.Func {
		return nil
	}
	return o
}
