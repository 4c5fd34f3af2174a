package exectrace

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// report tells the caller how far the reading has come. The last report of a trace that is not whole
// says why.
func report(o Options, st *state, in *input, done bool, err error) {
	if o.Progress == nil {
		return
	}
	o.Progress(evidence.Progress{
		Path: st.src.Path, Kind: st.src.Kind, Read: in.n.Load(), Total: o.Size,
		Events: st.events, Goroutines: len(st.gs), Done: done, Err: err,
	})
}

// pace keeps progress and partial results from costing more than they are worth.
type pace struct {
	lastProgress, lastPartial time.Time
	cost                      time.Duration // of the last partial result
}

func newPace() *pace { now := time.Now(); return &pace{lastProgress: now, lastPartial: now} }

func (p *pace) progress() bool {
	if time.Since(p.lastProgress) < 100*time.Millisecond {
		return false
	}
	p.lastProgress = time.Now()
	return true
}

// partial reports whether the next partial result is due: at most one in half a second, and no more
// than a tenth of the time spent on them.
func (p *pace) partial() bool {
	now := time.Now()
	if now.Sub(p.lastPartial) < max(500*time.Millisecond, 10*p.cost) {
		return false
	}
	p.lastPartial = now
	return true
}

func (p *pace) done() { p.cost = time.Since(p.lastPartial) }
