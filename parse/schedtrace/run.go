package schedtrace

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// run is one process, from its SCHED line of 0 ms on.
type run struct {
	begun int   // line of its first SCHED line
	ms    int64 // of its last SCHED line
	step  int64 // between the last two, in ms
	idle  int   // SCHED lines of others since the last of this one
	wall  time.Time

	open *evidence.LoadSample // of the last SCHED line, to which P lines are still added
	load load

	block  block // the goroutine lines since the last SCHED line
	widest int   // the most goroutine lines a block had
	blocks int   // used
	living map[evidence.GoID]*living
	series series

	cut       bool   // the last block was not used
	fault     string // what was wrong with it, until it is reported
	faultLine int
}

// block is one block of scheddetail.
type block struct {
	at    evidence.Time
	line  int
	gs    []still
	lines int // goroutine lines, those of the dead and the unreadable ones included
	bad   int // unreadable
}

// living is a goroutine that was in the last block.
type living struct {
	still
	since      evidence.Time
	sinceKnown bool
	block      int // number of the last block it was in
}

// next takes in the beginning of the next SCHED line.
func (r *run) next(got *sched) {
	r.finish()
	r.block = block{at: evidence.Time(got.sample.At), line: int(got.sample.Pos.Line), gs: r.block.gs[:0]}
}

// finish takes in that the last SCHED line and its block are over.
func (r *run) finish() {
	if r.open != nil {
		r.load.add(*r.open)
		r.open = nil
	}
	if r.block.lines > 0 {
		r.closeBlock()
		r.block.lines = 0
	}
}

// goroutine takes in a line of the open block. Not ok means that it could not be read.
func (r *run) goroutine(g still, ok bool) {
	r.block.lines++
	switch {
	case !ok:
		r.block.bad++
	case !g.dead:
		if l := r.living[g.id]; l != nil && l.reason == g.reason {
			g.reason = l.reason // so that the line's text is not held
		}
		r.block.gs = append(r.block.gs, g)
	}
}

// closeBlock uses the block, unless some of its goroutine lines are missing. Their number never shrinks.
func (r *run) closeBlock() {
	b := &r.block
	if r.cut = b.lines < r.widest; r.cut {
		r.fault, r.faultLine = "block is not used: it has lost goroutines, the one before it has more", b.line
		return
	}
	r.widest = b.lines
	r.blocks++
	if r.living == nil {
		r.living = make(map[evidence.GoID]*living)
	}
	for _, g := range b.gs {
		l := r.living[g.id]
		if l == nil || l.state != g.state || l.reason != g.reason {
			l = &living{since: b.at, sinceKnown: r.blocks > 1}
			r.living[g.id] = l
		}
		l.still, l.block = g, r.blocks
	}
	if b.bad == 0 { // otherwise one that is not there may be one that could not be read
		for id, l := range r.living {
			if l.block != r.blocks {
				delete(r.living, id)
			}
		}
	}
	r.series.add(r.blocks, b)
}
