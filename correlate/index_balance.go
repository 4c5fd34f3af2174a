package correlate

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A SiteBalance is the creation balance of one line of the program: every site that starts goroutines
// there, whoever called it.
type SiteBalance struct {
	Before         int // alive where a trace was cut
	Created, Ended int
	Handed         int           // see evidence.Site
	Lived          time.Duration // the longest life of those that ended
	Alive          []int32       // at each sample of Set.Sched
}

// Now returns how many are alive.
func (b *SiteBalance) Now() int { return b.Before + b.Created - b.Ended }

// Balance returns the balance of the line that started g; all zero when no creation was seen there.
func (ix *Index) Balance(g *evidence.Goroutine) *SiteBalance {
	if ix.balances == nil {
		ix.balances = make(map[evidence.Frame]*SiteBalance)
		for _, s := range ix.Set.Sites {
			if s.Stack == nil {
				continue
			}
			at := ix.homeFrame(s.Stack)
			b := ix.balances[at]
			if b == nil {
				b = &SiteBalance{Alive: make([]int32, len(s.Alive))}
				ix.balances[at] = b
			}
			b.Before += s.Before
			b.Created += s.Created
			b.Ended += s.Ended
			b.Handed += s.Handed
			b.Lived = max(b.Lived, s.Lived)
			for i := range min(len(s.Alive), len(b.Alive)) {
				b.Alive[i] += s.Alive[i]
			}
		}
	}
	if g.Created.Stack != nil {
		if b := ix.balances[ix.homeFrame(g.Created.Stack)]; b != nil {
			return b
		}
	}
	return &SiteBalance{}
}

// Transient reports whether goroutines such as g are meant to end: some that were started at its line have,
// or else their number rose throughout. The workers of a pool that was made once do neither.
func (ix *Index) Transient(g *evidence.Goroutine) bool {
	b := ix.Balance(g)
	return b.Ended > 0 || b.Growth().Steady()
}

// Growth is the shape of a balance over the evidence.
type Growth struct {
	From, To int
	Rose     [4]bool // in each quarter of the evidence: more at its end than at its start
	Fell     bool    // in some quarter fewer by a tenth or more
}

// Growth returns the shape of b, the zero Growth when there are too few samples to tell.
func (b *SiteBalance) Growth() Growth {
	var g Growth
	n := len(b.Alive) - 1
	if n < 8 {
		return g
	}
	g.From, g.To = int(b.Alive[0]), b.Now()
	for q := range g.Rose {
		from, to := b.Alive[q*n/4], b.Alive[(q+1)*n/4]
		g.Rose[q] = to > from
		if to < from-max(1, from/10) {
			g.Fell = true
		}
	}
	return g
}

// Steady reports whether the number rose throughout: in at least three quarters, and never fell back. A
// warm-up rises in the first quarter only, a burst of load in the last.
func (g Growth) Steady() bool {
	rose := 0
	for _, r := range g.Rose {
		if r {
			rose++
		}
	}
	return rose >= 3 && !g.Fell && g.To-g.From >= 4
}
