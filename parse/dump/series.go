package dump

import (
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/process"
)

// dumps are the dumps of one file, in its order. Only the one that counts is kept whole, and the one
// after it while it is not known which of them that is.
type dumps struct {
	best    *census // the last complete one, else the last one
	single  *census // the last trace of one goroutine
	singles int     // how many there were
	found   int     // dumps of the last process, apart from those

	taken  []taken
	newest *census // not in taken yet

	others int  // dumps of processes before the last one
	stale  bool // best is one of these
}

// taken is a dump that gave way to a later one.
type taken struct {
	snapshot *evidence.Snapshot
	cut      bool
}

// take takes in a dump that is complete, or cut.
func (d *dumps) take(c *census) {
	switch {
	case c.count == 0:
		return
	case c.count == 1:
		d.singles++
		d.single = c
		return
	}
	if d.newest != nil && (d.newest.final() || process.Compare(d.newest.list(), c.list()).Strangers()) {
		d.others += d.found
		d.found, d.taken, d.newest, d.stale = 0, nil, nil, true
	}
	d.found++
	if d.newest != nil {
		d.keep(d.newest)
	}
	d.newest = c
	if d.best == nil || !c.cut || d.best.cut {
		d.best, d.stale = c, false
	}
}

func (d *dumps) keep(c *census) {
	snap := &evidence.Snapshot{At: c.at, Goroutines: stills(c.list())}
	d.taken = append(d.taken, taken{snap, c.cut})
}

// final reports whether the dump is of all goroutines of a process that ended with it.
func (c *census) final() bool { return c.fatal && c.count > 1 && c.seen.has(1) }

// facts returns the goroutines of a dump and what they name.
func (c *census) facts() *evidence.Set {
	set := &evidence.Set{Goroutines: c.list()}
	set.Resources = c.settle(set.Goroutines)
	c.trace(set)
	return set
}

// fill makes set of the dumps.
func (d *dumps) fill(set *evidence.Set, p *parser) {
	src := set.Sources[0]
	c := d.best
	if c == nil {
		c = d.single
	}
	if c == nil {
		return
	}
	found := c.facts()
	src.Identities = c.words
	src.Go = p.stacks.version()
	src.Wall = c.at
	src.Final = c.final() && !d.stale
	if c.cut && src.Missing == "" {
		src.Partial, src.Missing = true, "goroutines after the first "+strconv.Itoa(c.count)+": the dump is cut"
	}
	if torn := d.newest; torn != nil && torn != c {
		src.Partial = true
		if d.stale {
			src.Missing = "the last dump, of the process after this one: it is cut"
		} else {
			found = d.completed(torn, found, src)
		}
	}
	set.Goroutines, set.Resources = found.Goroutines, found.Resources
	src.Records = int64(len(set.Goroutines))
	for _, g := range set.Goroutines {
		if g.Leaked {
			src.Leaked++
		}
	}
	d.leftOut(src, p)
	if d.found > 1 {
		d.keep(d.newest)
		d.series(set)
	}
}

// completed returns what the last dump of the file shows, which is cut, and behind the cut what the complete one
// before it does.
func (d *dumps) completed(torn *census, whole *evidence.Set, src *evidence.Source) *evidence.Set {
	found := torn.facts()
	n := Complete(found, whole)
	src.Identities = src.Identities || torn.words
	src.Final = torn.final()
	src.Missing = "the end of the last dump: it is cut, and what may stand there is as in the dump before it"
	if n == 0 {
		src.Missing = "the end of the last dump: it is cut"
	}
	return found
}

// leftOut tells which dumps of the file do not count.
func (d *dumps) leftOut(src *evidence.Source, p *parser) {
	if d.found+d.others > 0 && d.singles > 0 {
		p.note(d.single.line, "left out "+strconv.Itoa(d.singles)+" traces of single goroutines: they are no dumps")
	} else if d.singles > 1 {
		p.note(d.single.line, "left out all but the last of "+strconv.Itoa(d.singles)+" traces of single goroutines")
	}
	switch {
	case d.others == 0 || d.stale:
	case d.others == 1:
		src.Note = "left out the first dump: it is of another process"
	default:
		src.Note = "left out the first " + strconv.Itoa(d.others) + " dumps: they are of other processes"
	}
}

// series fills Set.Series with the complete dumps, or all when none is.
func (d *dumps) series(set *evidence.Set) {
	for _, t := range d.taken {
		if t.cut && !d.best.cut {
			continue // a part would look as if goroutines had ended
		}
		t.snapshot.Source = set.Sources[0]
		set.Series = append(set.Series, t.snapshot)
	}
	if len(set.Series) == 1 {
		set.Series = nil
	}
}

func stills(gs []*evidence.Goroutine) []evidence.Still {
	out := make([]evidence.Still, len(gs))
	for i, g := range gs {
		out[i] = evidence.Still{ID: g.ID, Wait: g.Wait, Stack: g.Stack}
	}
	return out
}

// Series makes one series of several sets that Parse returned for dumps of one process, in the order
// given, which is that of time. One that is cut is left out, unless all are. Stacks are those of the last set where it has equal ones, and the same
// pointer wherever they are equal. The sets are not changed.
func Series(sets ...*evidence.Set) []*evidence.Snapshot {
	if len(sets) == 1 {
		return sets[0].Series
	}
	in := interner{made: make(map[uint64][]*evidence.Stack), seed: maphash.MakeSeed(), seen: make(map[*evidence.Stack]*evidence.Stack)}
	for _, set := range slices.Backward(sets) {
		for _, g := range set.Goroutines {
			in.stack(g.Stack)
		}
	}
	cut := func(s *evidence.Set) bool { return s.Partial() && len(s.Series) == 0 }
	if rest := slices.DeleteFunc(slices.Clone(sets), cut); len(rest) > 0 {
		sets = rest
	}
	var out []*evidence.Snapshot
	for _, set := range sets {
		if len(set.Series) == 0 {
			src := set.Sources[0]
			out = append(out, &evidence.Snapshot{Source: src, At: src.Wall, Goroutines: in.stills(stills(set.Goroutines))})
		}
		for _, s := range set.Series {
			out = append(out, &evidence.Snapshot{Source: s.Source, At: s.At, Goroutines: in.stills(slices.Clone(s.Goroutines)), Allocs: s.Allocs})
		}
	}
	return out
}

// interner makes equal stacks of several sets one.
type interner struct {
	made map[uint64][]*evidence.Stack
	seen map[*evidence.Stack]*evidence.Stack
	seed maphash.Seed
}

func (in *interner) stills(ss []evidence.Still) []evidence.Still {
	for i := range ss {
		ss[i].Stack = in.stack(ss[i].Stack)
	}
	return ss
}

func (in *interner) stack(s *evidence.Stack) *evidence.Stack {
	if s == nil {
		return nil
	}
	if one, ok := in.seen[s]; ok {
		return one
	}
	var hash maphash.Hash
	hash.SetSeed(in.seed)
	for _, f := range s.Frames {
		maphash.WriteComparable(&hash, f)
	}
	sum := hash.Sum64()
	for _, one := range in.made[sum] {
		if slices.Equal(one.Frames, s.Frames) {
			in.seen[s] = one
			return one
		}
	}
	in.made[sum] = append(in.made[sum], s)
	in.seen[s] = s
	return s
}
