package profile

import (
	"cmp"
	"math"
	"slices"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// heapSamples reads a heap or allocs profile. Its figures are estimates for all allocations already: the
// runtime scales when it writes a protobuf (runtime/pprof/protomem.go, scaleHeapSample).
func (b *builder) heapSamples(p *profile.Profile, col columns) {
	for _, s := range p.Sample {
		site := b.sites.get(b.stacks.locations(s.Location))
		inUse := objects{col.of(s, "inuse_objects", "objects"), col.of(s, "inuse_space", "space")}
		size := inUse.size()
		if n := s.NumLabel["bytes"]; len(n) > 0 && n[0] > 0 {
			size = float64(n[0])
		}
		site.add(inUse, objects{col.of(s, "alloc_objects"), col.of(s, "alloc_space")})
		site.Samples += float64(max(inUse.count, 0)) * chance(size, p.Period)
	}
}

// objects are so many of so many bytes together.
type objects struct{ count, bytes int64 }

// size is that of one.
func (o objects) size() float64 {
	if o.count == 0 {
		return 0
	}
	return float64(o.bytes) / float64(o.count)
}

// chance is the probability that the allocation of an object is sampled. The runtime samples every rate
// bytes on average, as a Poisson process, so an object of s bytes is hit with 1-exp(-s/rate); the sampled
// number divided by that is the estimate (runtime/pprof/protomem.go), hence the estimate times that is how
// many samples it rests on. With a rate of 1 every object is counted, so Samples is the number of objects
// and the error it stands for is too large. A rate of 0 is not known, and no samples are claimed.
func chance(size float64, rate int64) float64 {
	switch {
	case rate <= 0 || size <= 0:
		return 0
	case rate == 1:
		return 1
	}
	return -math.Expm1(-size / float64(rate))
}

// unsampled scales raw figures of a text profile to all allocations, as the runtime does for a protobuf.
func unsampled(raw objects, rate int64) objects {
	p := chance(raw.size(), rate)
	if p == 0 {
		return raw
	}
	return objects{int64(float64(raw.count) / p), int64(float64(raw.bytes) / p)}
}

// siteTable adds up allocations by stack: a profile has a sample for each size of object.
type siteTable struct {
	byStack map[*evidence.Stack]*site
	all     []*site // as read
}

type site struct{ evidence.AllocSite }

func newSiteTable() siteTable { return siteTable{byStack: make(map[*evidence.Stack]*site)} }

func (t *siteTable) get(s *evidence.Stack) *site {
	a := t.byStack[s]
	if a == nil {
		a = &site{evidence.AllocSite{Stack: s}}
		t.byStack[s] = a
		t.all = append(t.all, a)
	}
	return a
}

func (a *site) add(inUse, alloc objects) {
	a.InUseObjects += inUse.count
	a.InUseBytes += inUse.bytes
	a.AllocObjects += alloc.count
	a.AllocBytes += alloc.bytes
}

// facts returns the sites, the most bytes in use first, then the most allocated. Those at which a sample
// was never taken are left out.
func (t *siteTable) facts() []*evidence.AllocSite {
	var out []*evidence.AllocSite
	for _, a := range t.all {
		if a.InUseObjects != 0 || a.InUseBytes != 0 || a.AllocObjects != 0 || a.AllocBytes != 0 {
			out = append(out, &a.AllocSite)
		}
	}
	slices.SortStableFunc(out, func(a, b *evidence.AllocSite) int {
		return cmp.Or(cmp.Compare(b.InUseBytes, a.InUseBytes), cmp.Compare(b.AllocBytes, a.AllocBytes))
	})
	return out
}
