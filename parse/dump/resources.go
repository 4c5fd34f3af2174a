package dump

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// resources are what the goroutines of one dump name by address.
type resources struct {
	plain    map[uint64]*evidence.Resource // channels and locks
	contexts map[uint64]*candidate         // by the address of their data
	room     []candidate                   // for the next ones
	itabs    map[uint64]*itab
}

// candidate may be a context.
type candidate struct {
	evidence.Resource
	by evidence.GoID // the goroutine that holds it, or several
}

// several stands for more than one goroutine.
const several = evidence.NoGoID

func newResources() *resources {
	return &resources{
		plain:    make(map[uint64]*evidence.Resource),
		contexts: make(map[uint64]*candidate),
		itabs:    make(map[uint64]*itab),
	}
}

// get returns the channel or lock at addr. An RWMutex begins with a Mutex, so the address of one may
// have been taken for the other's; whatever is more than that is right.
func (r *resources) get(kind evidence.ResourceKind, addr uint64) *evidence.Resource {
	res := r.plain[addr]
	if res == nil {
		res = &evidence.Resource{Kind: kind, Addr: addr}
		r.plain[addr] = res
	}
	if res.Kind == evidence.Semaphore || res.Kind == evidence.Mutex && kind == evidence.RWMutex {
		res.Kind = kind
	}
	return res
}

// context returns the candidate at addr, held by goroutine id.
func (r *resources) candidate(itab, addr uint64, id evidence.GoID) *evidence.Resource {
	c := r.contexts[addr]
	if c == nil {
		if len(r.room) == cap(r.room) {
			r.room = make([]candidate, 0, min(firstSlab+len(r.contexts), mostSlab))
		}
		r.room = append(r.room, candidate{Resource: evidence.Resource{Kind: evidence.ContextRes, Addr: addr, Type: itab}, by: id})
		c = &r.room[len(r.room)-1]
		r.contexts[addr] = c
	}
	if c.Type == 0 {
		c.Type = itab
	}
	if c.by != id {
		c.by = several
	}
	return &c.Resource
}

// identify gives g its Holds, candidates included.
func (c *census) identify(g *evidence.Goroutine, o *goroutine) {
	n := len(o.holds) + len(o.pairs)
	if n == 0 {
		return
	}
	if cap(c.holds)-len(c.holds) < n {
		c.holds = make([]evidence.Hold, 0, min(max(firstSlab, c.count, n), max(mostSlab, n)))
	}
	from := len(c.holds)
	for _, h := range o.holds {
		hold := evidence.Hold{Role: h.role, Frame: h.frame, Stale: h.stale}
		if h.kind == evidence.ContextRes {
			hold.Resource = c.res.candidate(0, h.addr, g.ID)
		} else {
			hold.Resource = c.res.get(h.kind, h.addr)
		}
		c.holds = append(c.holds, hold)
	}
	c.res.weigh(o.pairs, o.receivers)
	for _, h := range o.pairs {
		res := c.res.candidate(h.itab, h.data, g.ID)
		c.holds = append(c.holds, evidence.Hold{Resource: res, Role: evidence.Carries, Frame: h.frame, Stale: h.stale})
	}
	g.Holds = c.holds[from:len(c.holds):len(c.holds)]
	if n > 1 {
		slices.SortStableFunc(g.Holds, func(a, b evidence.Hold) int { return cmp.Compare(a.Frame, b.Frame) })
	}
}

// denied is the kind of a candidate that is no context.
const denied evidence.ResourceKind = ""

// settle takes the candidates that are no contexts out of the goroutines' Holds and returns the
// resources by address.
func (c *census) settle(all []*evidence.Goroutine) []*evidence.Resource {
	c.reach()
	out := make([]*evidence.Resource, 0, len(c.res.plain)+len(c.res.contexts))
	for _, r := range c.res.plain {
		out = append(out, r)
	}
	for _, r := range c.res.contexts {
		if c.res.context(&r.Resource, r.by == several) {
			out = append(out, &r.Resource)
		} else {
			r.Kind = denied
		}
	}
	c.res = nil // what was gathered to tell them apart is of no use any more
	for _, g := range all {
		if g.Holds = slices.DeleteFunc(g.Holds, func(h evidence.Hold) bool { return h.Resource.Kind == denied }); len(g.Holds) == 0 {
			g.Holds = nil
		}
	}
	slices.SortFunc(out, byAddress)
	return out
}

func byAddress(a, b *evidence.Resource) int {
	return cmp.Or(cmp.Compare(a.Addr, b.Addr), cmp.Compare(a.Kind, b.Kind))
}
