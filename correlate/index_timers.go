package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// Stoppable returns the timer that g receives from, if the source shows that somebody stops it and nobody sets it
// going again.
func (ix *Index) Stoppable(g *evidence.Goroutine) *evidence.TimerCode {
	op := ix.Op(g)
	if op == nil || op.Timer == nil || len(op.Timer.Stops) == 0 || op.Timer.Resets {
		return nil
	}
	return op.Timer
}

// Stopped reports whether t was stopped for certain: by the function that started g, which has returned, or by the
// Close of an object that whoever had it made calls before it returns.
func (ix *Index) Stopped(g *evidence.Goroutine, t *evidence.TimerCode) bool {
	in := ix.CreatedFrame(g).Func
	if g.Created.Ended || ix.Orphan(g) {
		for _, at := range t.Stops {
			if at.Func == in {
				return true
			}
		}
	}
	o := ix.Object(g)
	return o != nil && o.Closed() && !o.Once() && ix.LetGo(g, o)
}

// Ceased reports whether the trace shows that a timer used to end g's wait, and has not for much longer than it
// took: in a range over a channel, that its own ticks ceased; else that others of its kind were woken, and it stays.
func (ix *Index) Ceased(g *evidence.Goroutine) (Certainty, bool) {
	ended, _, timed, _ := ix.WaitsAt(g)
	if !ix.Timed() || timed == 0 || timed < ended || !ix.Stuck(g) {
		return 0, false
	}
	if w := g.Past().Woken; ix.Ranges(g) && w != nil && w.Cancel == nil && ix.AtPlace(g) >= 3 {
		return Strong, true
	}
	return Suspect, ix.Orphan(g) && (ix.Ranges(g) || ix.AtPlace(g) >= 3 && ix.Balance(g).Ended > 0)
}
