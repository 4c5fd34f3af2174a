package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// Lingers reports whether g looks like one that stays: not on the network's time, and of a kind that
// hardly ever ends, or older than twice the longest life of those that did.
func (ix *Index) Lingers(g *evidence.Goroutine, b *SiteBalance) bool {
	if g.Wait == evidence.WaitIO || g.Wait == evidence.WaitSyscall {
		return false
	}
	life, _ := ix.Life(g)
	return b.Ended <= b.Created/5 || life > 2*b.Lived
}

// LeftBehind reports whether g waits for what nearly all of its kind were given at once: most of those started at
// its line have ended soon, and its own wait, which has no way out, has lasted many times as long as their lives.
// Who ranges over a channel, or is in a select, may be a session with nothing to do.
func (ix *Index) LeftBehind(g *evidence.Goroutine, b *SiteBalance) bool {
	age, _ := ix.Age(g)
	return g.Wait != evidence.WaitSelect && !ix.Ranges(g) && ix.Stuck(g) && age > 10*b.Lived
}

// Retries reports whether g waits for a timer again and again, as in a retry that never succeeds: no cancel ends
// its waits, while many of its kind have ended and none of them had lived half as long. Who sleeps once, and is at it,
// is slow.
func (ix *Index) Retries(g *evidence.Goroutine, b *SiteBalance) bool {
	ended, cancelled, timed, _ := ix.WaitsAt(g)
	life, _ := ix.Life(g)
	age, _ := ix.Age(g)
	if ended <= 2*b.Created || 2*age > life {
		return false
	}
	byTimer := g.Wait == evidence.WaitSleep || timed > 0 && timed >= ended-ended/10
	return byTimer && cancelled == 0 && 2*b.Ended >= b.Now() && life > 2*b.Lived
}

// InUse reports whether somebody talks to g: waits at its place end more often than by timers, cancels and
// the ends of its kind, and its own has not lasted for long. A session waits so, and a forgotten one does not.
// A sleep ends by itself: who sleeps again and again, as in a retry without end, is used by nobody; who
// sleeps once, before a late clean-up, has simply not come to its end.
func (ix *Index) InUse(g *evidence.Goroutine, b *SiteBalance) bool {
	ended, cancelled, timed, _ := ix.WaitsAt(g)
	if g.Wait == evidence.WaitSleep {
		return ended <= 2*b.Created
	}
	return ended-cancelled-timed > b.Ended && !ix.Stuck(g)
}

// OrphanCrowd reports whether a dump shows so many goroutines at g's place, whose creators have gone on, that they are
// no pool. A few in a select may be sessions of any kind; it takes many of them to be remarkable, or that they come
// one after the other, be it from one goroutine that calls the same function again and again.
func (ix *Index) OrphanCrowd(g *evidence.Goroutine) bool {
	switch {
	case !g.Wait.Channel() && !g.Wait.Lock():
		return false
	case ix.Accumulated(g):
		return g.Created.Ended || ix.Orphan(g) || ix.Left(g)
	}
	enough := 8
	if g.Wait == evidence.WaitSelect && !ix.Stuck(g) {
		enough = 100
	}
	return g.Created.Ended && ix.AtPlace(g) >= enough && !ix.OnePool(g)
}

// Piles reports whether a single dump shows that such as g come one after the other and stay. In a select, or as
// workers do, they may be sessions that clients keep open.
func (ix *Index) Piles(g *evidence.Goroutine) bool {
	switch g.Wait {
	case evidence.WaitSend, evidence.WaitReceive, evidence.WaitCond, evidence.WaitMutex, evidence.WaitRLock, evidence.WaitWLock, evidence.WaitGroup:
		return Own(ix.Home(g)) && !ix.ByDesign(g) && ix.Accumulated(g)
	}
	return false
}

// Crowded reports whether a dump shows so many goroutines at g's place that they cannot all be on their way:
// a dump does not tell ages below a minute.
func (ix *Index) Crowded(g *evidence.Goroutine) bool { return ix.AtPlace(g) >= 8 }

// Ranges reports whether g's receive asks if the channel is closed, as range does: the runtime has a function of
// its own for that, which traces and crash dumps show; of other dumps the source tells.
func (ix *Index) Ranges(g *evidence.Goroutine) bool {
	if g.Wait != evidence.WaitReceive {
		return false
	}
	op := ix.Op(g)
	return FindFrame(g.Stack, "runtime.chanrecv2") >= 0 || op != nil && op.Kind == evidence.OpRange
}
