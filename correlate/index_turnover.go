package correlate

import (
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A dump has no times, but the ids of goroutines only rise, so they tell in which order goroutines came. Those
// that stay come one now and one then, all the time: the ids of ten that leak lie spread evenly over all that
// the process has given out, up to the latest. A pool's lie together, those of requests in flight are among the
// last, and those of connections of long standing among the first.

// arrivals is how the ids of goroutines that do the same are spread.
type arrivals struct {
	ids     []evidence.GoID // rising
	left    int             // of them, those whose creator has ended
	spread  bool
	settled bool // whether spread has been worked out
}

// What counts as spread; a process hands out ids in small batches to each processor, so a few are too few to tell.
const (
	fewArrivals  = 8
	evenness     = 0.2 // the farthest the ids stray from an even rise, as a part of their number
	manyArrivals = 64  // no pool of a process that does nothing else
)

// Accumulated reports whether those at g's place that were started where g was came one after the other, from
// early in the life of the process to its latest moments, and others came and ended in between.
func (ix *Index) Accumulated(g *evidence.Goroutine) bool {
	a := ix.arrivalsOf(g)
	if a == nil || len(a.ids) < fewArrivals {
		return false
	}
	if !a.settled {
		a.spread, a.settled = spread(a.ids, ix.lastID()), true
	}
	return a.spread
}

// Left reports whether nearly all who started those at g's place, where g was started, have ended: then the few who
// have not are about to, and theirs are no different.
func (ix *Index) Left(g *evidence.Goroutine) bool {
	a := ix.arrivalsOf(g)
	return a != nil && a.left*5 >= len(a.ids)*4
}

type arrivalKey struct {
	place
	created evidence.Frame
}

func (ix *Index) arrivalsOf(g *evidence.Goroutine) *arrivals {
	if ix.arrived == nil {
		ix.arrived = make(map[arrivalKey]*arrivals)
		for _, o := range ix.Set.Goroutines { // by id
			if !o.ID.Known() || o.State != evidence.Waiting {
				continue
			}
			key := arrivalKey{ix.placeOf(o), ix.homeFrame(o.Created.Stack)}
			a := ix.arrived[key]
			if a == nil {
				a = &arrivals{}
				ix.arrived[key] = a
			}
			a.ids = append(a.ids, o.ID)
			if o.Created.Ended {
				a.left++
			}
		}
	}
	return ix.arrived[arrivalKey{ix.placeOf(g), ix.homeFrame(g.Created.Stack)}]
}

// lastID returns the highest id of all goroutines.
func (ix *Index) lastID() evidence.GoID {
	var last evidence.GoID
	for _, g := range ix.Set.Goroutines {
		last = max(last, g.ID)
	}
	return last
}

// spread reports whether ids, which rise, lie evenly over most of those up to last.
func spread(ids []evidence.GoID, last evidence.GoID) bool {
	slices.Sort(ids)
	n := len(ids)
	from, span := float64(ids[0]), float64(ids[n-1]-ids[0])
	if span < 0.75*float64(last) || float64(last-ids[n-1]) > span/8 || span < 1.3*float64(n) && (n < manyArrivals || breaks(ids) < 2) {
		return false
	}
	for i, id := range ids {
		if off := (float64(id)-from)/span - float64(i)/float64(n-1); off > evenness || off < -evenness {
			return false
		}
	}
	return true
}

// breaks counts where others came in between.
func breaks(ids []evidence.GoID) (n int) {
	for i := 1; i < len(ids); i++ {
		if ids[i] > ids[i-1]+1 {
			n++
		}
	}
	return n
}
