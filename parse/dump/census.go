package dump

import (
	"cmp"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// census is the goroutines of one dump.
type census struct {
	slabs [][]evidence.Goroutine // in the order read; never moved
	holds []evidence.Hold        // room for Goroutine.Holds
	count int
	seen  idSet

	line  int   // of the first header
	start int64 // its offset
	at    time.Time
	crash bool
	words bool // arguments were printed
	cut   bool // goroutines are missing at the end
	fatal bool // printed as the process ended

	restart int                    // the last running goroutine, where another dump may have begun; 0: none
	made    int                    // goroutines with a creator
	partial map[evidence.GoID]bool // those whose stack was not printed whole

	res    *resources
	handed []handed
}

func newCensus() *census {
	return &census{seen: make(idSet), res: newResources()}
}

// The sizes of a slab, in goroutines.
const (
	firstSlab = 16
	mostSlab  = 512
)

func (c *census) next() *evidence.Goroutine {
	n := len(c.slabs)
	if n == 0 || len(c.slabs[n-1]) == cap(c.slabs[n-1]) {
		c.slabs = append(c.slabs, make([]evidence.Goroutine, 0, min(firstSlab<<min(n, 5), mostSlab)))
		n++
	}
	slab := &c.slabs[n-1]
	*slab = append(*slab, evidence.Goroutine{})
	c.count++
	return &(*slab)[len(*slab)-1]
}

// add takes in the goroutine that was read.
func (c *census) add(p *parser) {
	o := &p.open
	stack := p.stacks.stack(o.node)
	g := c.next()
	g.ID, g.State, g.Wait, g.WaitText = o.id, o.state, o.wait, o.text
	g.Since, g.SinceKnown = o.since, o.aged
	g.Leaked, g.Locked, g.Labels = o.leaked, o.locked, o.labels
	g.Stack = stack.facts()
	g.Pos = evidence.AtLine(p.src.Path, o.line)
	g.Created.By = evidence.NoGoID
	if stack != nil {
		if g.Wait == evidence.WaitSemaphore && stack.lock != "" {
			g.Wait = stack.lock
		}
		if !o.oldest {
			g.Created.Runs = stack.entry
		}
		c.words = c.words || len(o.holds) > 0 || len(o.pairs) > 0 || len(o.receivers) > 0
	}
	if creator := p.stacks.stack(o.creator); creator != nil {
		g.Created.By = evidence.GoID(o.by)
		g.Created.Stack = creator.Stack
		g.Created.Seen, g.Created.Undated = true, true
		c.made++
	}
	if o.elided || o.hidden {
		if c.partial == nil {
			c.partial = make(map[evidence.GoID]bool)
		}
		c.partial[o.id] = true
	}
	if o.state == evidence.Running && !o.hidden && !o.crash {
		c.restart = c.count - 1
	}
	c.crash = c.crash || o.crash
	c.seen.add(o.id)
	c.identify(g, o)
	c.note(g, o)
}

// at returns goroutine i in the order read.
func (c *census) nth(i int) *evidence.Goroutine {
	for _, slab := range c.slabs {
		if i < len(slab) {
			return &slab[i]
		}
		i -= len(slab)
	}
	return nil
}

// list returns the goroutines by id, and settles what needs all of them.
func (c *census) list() []*evidence.Goroutine {
	all := make([]*evidence.Goroutine, 0, c.count)
	sorted := true
	last := evidence.NoGoID
	for _, slab := range c.slabs {
		for i := range slab {
			g := &slab[i]
			sorted = sorted && g.ID > last
			last = g.ID
			all = append(all, g)
		}
	}
	if !sorted {
		slices.SortFunc(all, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	}
	return all
}

// idSet is a set of goroutine ids. They are dense, more or less, and come in any order.
type idSet map[evidence.GoID]*[8]uint64

func (s idSet) has(id evidence.GoID) bool {
	page := s[id>>9]
	return page != nil && page[id>>6&7]&(1<<(id&63)) != 0
}

func (s idSet) add(id evidence.GoID) {
	page := s[id>>9]
	if page == nil {
		page = new([8]uint64)
		s[id>>9] = page
	}
	page[id>>6&7] |= 1 << (id & 63)
}
