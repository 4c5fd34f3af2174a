package profile

import (
	"cmp"
	"slices"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// group is a number of goroutines with one stack and one set of labels.
type group struct {
	count  int64
	stack  *evidence.Stack
	labels []evidence.Label
	line   int // in a text
	state  evidence.State
	wait   evidence.Wait
	told   *told // what synthetic labels say; nil for a mere count
}

// goroutineSamples reads a goroutine or goroutineleak profile. Waits is true when the values are how long
// each goroutine waited, rather than a count.
func (b *builder) goroutineSamples(p *profile.Profile, value int, waits bool) {
	for _, s := range p.Sample {
		g := &group{count: s.Value[value]}
		g.told, g.labels = synthetic(s, waits)
		locs := s.Location
		if waits {
			g.count = 1
			locs = g.told.creator(b, locs, s.Value[value])
		}
		g.stack = b.stacks.locations(locs)
		g.state, g.wait = doing(g.stack)
		if g.count > 0 {
			b.add(g)
		}
	}
}

// add adds a group, unless there are as many as goroutines may be.
func (b *builder) add(g *group) bool {
	g.count = min(g.count, 1<<40) // no sum of such overflows
	if len(b.groups) >= b.limit.goroutines {
		b.groupless += g.count
		return false
	}
	b.groups = append(b.groups, g)
	return true
}

// expand makes a Goroutine of every one counted, and a Site for each function they run. When there are
// more than the limit, every group keeps at least one, and the sites the right number.
func (b *builder) expand() {
	if b.src.Kind != evidence.Goroutines && b.src.Kind != evidence.GoroutineLeak {
		return
	}
	total, kept := b.share()
	b.set.Goroutines = make([]*evidence.Goroutine, 0, kept)
	known := make(map[evidence.GoID]bool)
	var counted []*evidence.Goroutine // those without an id
	for _, gr := range b.groups {
		for range gr.count {
			g := b.goroutine(gr)
			if t := gr.told; t != nil && t.id.Known() && !known[t.id] {
				known[t.id] = true
				g.ID = t.id
			} else {
				counted = append(counted, g)
			}
			b.set.Goroutines = append(b.set.Goroutines, g)
		}
	}
	for i, g := range counted {
		g.ID = evidence.NoGoID - evidence.GoID(len(counted)-i)
	}
	slices.SortFunc(b.set.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	if n := int64(len(b.set.Goroutines)); n < total {
		b.partial(0, "%d of %d goroutines: a profile is expanded to %d, at least one of each stack", total-n, total, n)
	}
}

// share counts the sites and cuts the groups' counts down to the limit. It returns the number of
// goroutines before that, and after.
func (b *builder) share() (total, kept int64) {
	type function struct{ name, file string }
	sites := make(map[function]*evidence.Site)
	left := int64(b.limit.goroutines)
	for i, g := range b.groups {
		var entry evidence.Frame
		if f := g.entry(); f != nil {
			entry = *f
		}
		key := function{entry.Func, entry.File}
		if sites[key] == nil {
			sites[key] = &evidence.Site{Entry: entry}
			b.set.Sites = append(b.set.Sites, sites[key])
		}
		sites[key].Before += int(g.count)
		total += g.count
		others := int64(len(b.groups) - 1 - i)
		g.count = min(g.count, left-others)
		left -= g.count
		kept += g.count
	}
	slices.SortStableFunc(b.set.Sites, func(a, b *evidence.Site) int { return cmp.Compare(b.Before, a.Before) })
	return total + b.groupless, kept
}

// entry is the function the goroutines of g run, nil when that is not known. Its line is where it is now.
func (g *group) entry() *evidence.Frame {
	frames := g.stack.All()
	if len(frames) == 0 || g.told != nil && g.told.noEntry {
		return nil
	}
	return &frames[len(frames)-1]
}

// goroutine makes one goroutine of a group.
func (b *builder) goroutine(gr *group) *evidence.Goroutine {
	g := &evidence.Goroutine{
		State: gr.state, Wait: gr.wait, Stack: gr.stack, Labels: gr.labels,
		Created: evidence.Creation{By: evidence.NoGoID, Runs: gr.entry()},
		Leaked:  b.src.Kind == evidence.GoroutineLeak,
		Pos:     evidence.AtLine(b.src.Path, gr.line),
	}
	if g.Leaked && g.State == evidence.Unknown {
		g.State = evidence.Waiting // what it waits for the stack does not tell
	}
	if gr.told != nil {
		gr.told.apply(g)
	}
	return g
}
