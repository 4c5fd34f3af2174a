package correlate

import (
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Drift is work that was handed over under one context and goes on under another, which the end of the first does
// not reach.
type Drift struct {
	From *evidence.Context
	Now  Carried
	End  evidence.ContextEnd // of From
	Had  time.Duration       // how long From was meant to last
	By   time.Duration       // how much later Now's deadline is; 0: it has none
}

// Drifted returns how the deadline of the instrumented context that g was started with, or took over, was lost: it has
// passed, and g goes on under a context that is not below it and ends later. False when nothing tells of that.
func (ix *Index) Drifted(g *evidence.Goroutine) (d Drift, ok bool) {
	now, ok := ix.WorksFor(g)
	if !ok || now.Use.Kind == evidence.Inherits || now.Use.Kind == evidence.Crosses {
		return d, false
	}
	if _, over := now.End(ix.End); over {
		return d, false
	}
	for _, from := range ix.handed(g, now) {
		end, ended := from.End(ix.End)
		if !from.Timed || now.Under(from) || !ended || ix.End.Sub(end.At) < settled {
			continue
		}
		d = Drift{From: from, Now: now, End: end, Had: from.Deadline.Sub(from.At)}
		if now.Timed {
			d.By = now.Deadline.Sub(from.Deadline)
		}
		if d.By > 0 || !now.Timed {
			return d, true
		}
	}
	return d, false
}

// handed returns the contexts from which g's present one may have drifted: those that it was started with or took over
// before, the last first, and those above a WithoutCancel.
func (ix *Index) handed(g *evidence.Goroutine, now Carried) []*evidence.Context {
	var out []*evidence.Context
	for _, c := range slices.Backward(ix.Carries(g)) {
		if (c.Use.Kind == evidence.Inherits || c.Use.Kind == evidence.Crosses) && c.Use.At <= now.Use.At {
			out = append(out, c.Context)
		}
	}
	for c, depth := now.Context, 0; c != nil && depth < 32; c, depth = c.Parent, depth+1 {
		if c.Kind == evidence.WithoutCancel && c.Parent != nil {
			out = append(out, c.Parent)
		}
	}
	return out
}

// CallersTimeout returns the nearest constant timeout of the contexts that the function which started g has at hand, as
// the source says; 0 when it shows none.
func (ix *Index) CallersTimeout(g *evidence.Goroutine) time.Duration {
	nearest := time.Duration(0)
	for _, o := range ix.scopeOrigins(g.Created.Stack, nil) {
		for depth := 0; o != nil && depth < 32; depth++ {
			if o.For > 0 && (nearest == 0 || o.For < nearest) {
				nearest = o.For
			}
			if o.Kind == evidence.WithoutCancel || len(o.Parents) == 0 {
				break
			}
			o = o.Parents[0]
		}
	}
	return nearest
}
