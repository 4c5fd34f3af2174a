package dump

import (
	"slices"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// sameDump makes sure that a goroutine with header h is added to the dump it belongs to, the current
// one or a new one. It is false for a goroutine that the dump has already.
func (p *parser) sameDump(h header) bool {
	c := p.dump
	again := c.seen.has(h.id)
	switch {
	case again && (h.id == 0 || p.relayed):
		return p.banner && p.newDump() // goroutine 0 stands for any thread
	case p.banner:
		return p.newDump()
	case again:
		if c.restart > 0 {
			p.splitAt(c.restart)
			if !p.dump.seen.has(h.id) {
				return true
			}
		}
		return p.newDump()
	case p.between && h.state == evidence.Running && !h.crash:
		return p.newDump()
	}
	return true
}

func (p *parser) newDump() bool {
	p.dumps.take(p.dump)
	p.dump = newCensus()
	return true
}

// splitAt begins a new dump with the goroutines from index at on. The first goroutine of a debug=2 dump
// is the running one, which may have an id that the dump before it had not.
func (p *parser) splitAt(at int) {
	old := p.dump
	p.dump = newCensus()
	c := p.dump
	c.crash, c.words = old.crash, old.words
	for i := at; i < old.count; i++ {
		g := c.next()
		*g = *old.nth(i)
		c.seen.add(g.ID)
		if g.Created.Seen {
			c.made++
		}
		if old.partial[g.ID] {
			c.partial = map[evidence.GoID]bool{g.ID: true}
		}
		g.Holds = slices.Clone(g.Holds)
		for j := range g.Holds {
			h := &g.Holds[j]
			if h.Resource.Kind == evidence.ContextRes {
				h.Resource = c.res.candidate(h.Resource.Type, h.Resource.Addr, g.ID)
			} else {
				h.Resource = c.res.get(h.Resource.Kind, h.Resource.Addr)
			}
		}
	}
	c.line, c.start, c.at = int(c.nth(0).Pos.Line), p.from, old.at
	old.shorten(at)
	p.dumps.take(old)
}

// shorten forgets the goroutines from index n on.
func (c *census) shorten(n int) {
	c.count = n
	for i := range c.slabs {
		keep := min(n, len(c.slabs[i]))
		c.slabs[i] = c.slabs[i][:keep]
		n -= keep
	}
}

// debug2Limit is where runtime/pprof stops writing a debug=2 dump.
const debug2Limit = 64 << 20

// end takes in the end of the file, which may be in the middle of a stack.
func (p *parser) end() {
	id, stage, no := p.open.id, p.stage, p.no
	torn := p.torn != nil
	why := ""
	switch size := p.bytes - p.dump.start; {
	case p.found == 0:
		return
	case size >= debug2Limit-1 && size <= debug2Limit+2 && stage != outside:
		why = "at 64 MiB, where runtime/pprof stops"
	case stage == skipping && p.headless == no:
		why = "in a header"
	case stage == outside && p.tornEnd:
		why = "in a header"
	case stage == outside || stage == skipping:
	case torn, p.tornEnd, stage == atPlace, stage == atCreator:
		why = "in the middle of a frame"
	case stage == atCall && (p.stacks.nodes[p.open.node].depth == 0 && !p.open.hidden):
		why = "after a header"
	case stage == atCall && p.last && len(p.open.strangers)+len(p.open.maybeCgo) > 0:
		why = "in the middle of a line"
	case stage == atCall && p.orphan():
		why = "in the middle of a stack"
	}
	if why != "" && stage == atPlace {
		p.enter(0)
	}
	p.close()
	p.dump.cut = why != ""
	if why != "" {
		p.note(no, "the dump is cut "+why+": goroutine "+itoa(int64(id))+" is the last one")
	}
	p.dumps.take(p.dump)
}

// orphan reports whether the goroutine that the file ends in ought to have a creator: the others of the
// dump have.
func (p *parser) orphan() bool {
	o := &p.open
	if o.id <= 1 || o.locked && !o.crash || len(o.strangers) > 0 {
		return false
	}
	return p.dump.made >= 2 && p.dump.count-p.dump.made <= 2
}

// set returns what was read. The error is why reading ended before the file did.
func (p *parser) set(err error) *evidence.Set {
	set := &evidence.Set{Sources: []*evidence.Source{p.src}}
	if err != nil && p.found > 0 {
		p.src.Partial, p.src.Missing = true, "everything after line "+strconv.Itoa(p.no)
		p.note(p.no, err.Error())
	}
	p.dumps.fill(set, p)
	set.Problems = p.allProblems()
	return set
}
