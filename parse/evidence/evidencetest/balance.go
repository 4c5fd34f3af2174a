package evidencetest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// siteLine is a place goroutines are created, as written.
type siteLine struct {
	line  int
	site  evidence.Site
	fixed bool    // created was given
	alive []int32 // as written, any number of steps
}

// site reads
//
//	[created N] [ended N] [handed N] [lived DURATION] [alive N…]: STACK
func (tl *timeline) site(line string) (*siteLine, error) {
	head, text, err := cut(line)
	if err != nil {
		return nil, err
	}
	c, err := split(head, "created", "ended", "handed", "lived", "alive")
	if err != nil {
		return nil, err
	}
	s := &siteLine{line: tl.line, fixed: c.has("created")}
	s.site = evidence.Site{
		Created: c.number("created", 0), Ended: c.number("ended", 0),
		Handed: c.number("handed", 0), Lived: c.duration("lived"),
	}
	if err := c.alone(); err != nil {
		return nil, err
	}
	for _, word := range strings.Fields(c.of["alive"]) {
		n, err := strconv.ParseInt(word, 10, 32)
		if err != nil || n < 0 || n > maxCount {
			return nil, fmt.Errorf("alive: want counts, got %q", word)
		}
		s.alive = append(s.alive, int32(n))
	}
	if s.site.Stack, err = tl.stacks.stack(text); err != nil {
		return nil, err
	}
	tl.sites = append(tl.sites, s)
	return s, nil
}

// part reads a line below a site.
func (s *siteLine) part(line string) (err error) {
	rest, ok := strings.CutPrefix(line, "entry ")
	if !ok {
		return fmt.Errorf("not a part of a site, got %q", line)
	}
	s.site.Entry, err = frame(strings.Fields(rest))
	return err
}

type waitKey struct {
	wait  evidence.Wait
	stack *evidence.Stack
}

// waitLine reads
//
//	WAIT [ended N] [cancelled N] [timed N] [longest DURATION]: STACK
func (tl *timeline) waitLine(line string) error {
	head, text, err := cut(line)
	if err != nil {
		return err
	}
	c, err := split(head, "ended", "cancelled", "timed", "longest")
	if err != nil {
		return err
	}
	w := &evidence.WaitSite{Wait: evidence.Wait(c.free), Cancelled: c.number("cancelled", 0), Timed: c.number("timed", 0), Longest: c.duration("longest")}
	w.Ended = c.number("ended", w.Cancelled+w.Timed)
	switch {
	case c.err != nil:
		return c.err
	case c.free == "":
		return fmt.Errorf("want a wait, got %q", line)
	case w.Cancelled+w.Timed > w.Ended:
		return fmt.Errorf("more waits were cancelled and timed than ended, got %q", head)
	}
	if w.Stack, err = tl.stacks.stack(text); err != nil {
		return err
	}
	key := waitKey{w.Wait, w.Stack}
	if tl.waits[key] != nil {
		return fmt.Errorf("the waits at a place stand twice, got %q", line)
	}
	tl.waits[key] = w
	return nil
}

// waitSites are the waits written, and those that follow from cancellers and wake-ups.
func (tl *timeline) waitSites() []*evidence.WaitSite {
	sites := make(map[waitKey]*evidence.WaitSite)
	add := func(w *evidence.WaitSite) {
		key := waitKey{w.Wait, w.Stack}
		if tl.waits[key] != nil {
			return
		}
		s := sites[key]
		if s == nil {
			s = &evidence.WaitSite{Wait: w.Wait, Stack: w.Stack}
			sites[key] = s
		}
		s.Ended += w.Ended
		s.Cancelled += w.Cancelled
		s.Timed += w.Timed
		s.Longest = max(s.Longest, w.Longest)
	}
	stated := make(map[*evidence.Stack]bool)
	for _, c := range tl.cancellers {
		stated[c.site.Stack] = true
		for _, w := range c.waits {
			add(w)
		}
	}
	for _, w := range tl.wakeOrder {
		one := &evidence.WaitSite{Wait: w.Wait, Stack: w.Stack, Ended: 1, Longest: w.Blocked}
		switch {
		case w.Cancel == nil:
			one.Timed = 1
		case stated[w.Cancel.Stack]:
			continue // counted there
		default:
			one.Cancelled = 1
		}
		add(one)
	}
	var out []*evidence.WaitSite
	for _, w := range tl.waits {
		out = append(out, w)
	}
	for _, w := range sites {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b *evidence.WaitSite) int {
		return cmp.Or(b.Ended-a.Ended, cmp.Compare(a.Wait, b.Wait), compareStacks(a.Stack, b.Stack))
	})
	return out
}

type siteKey struct {
	stack *evidence.Stack
	entry string
}

// balance adds the creation sites and the samples over time.
func (tl *timeline) balance(set *evidence.Set) error {
	shown := make(map[siteKey][]*evidence.Goroutine)
	var order []siteKey
	for _, g := range set.Goroutines {
		key := siteKey{g.Created.Stack, g.Created.Entry().Func}
		if g.Created.Undated {
			key.stack = nil // the trace did not see it
		}
		if shown[key] == nil {
			order = append(order, key)
		}
		shown[key] = append(shown[key], g)
	}
	for i := range samples + 1 {
		set.Sched = append(set.Sched, evidence.SchedSample{At: tl.src.To / samples * evidence.Time(i)})
	}
	stated := make(map[siteKey]bool)
	for _, s := range tl.sites {
		if s.site.Entry.Func == "" {
			s.site.Entry = entryAt(order, shown, s.site.Stack)
		}
		key := siteKey{s.site.Stack, s.site.Entry.Func}
		if stated[key] {
			return fmt.Errorf("line %d: the site stands twice", s.line)
		}
		stated[key] = true
		if err := s.complete(set, shown[key]); err != nil {
			return fmt.Errorf("line %d: %w", s.line, err)
		}
		set.Sites = append(set.Sites, &s.site)
	}
	for _, key := range order {
		if gs := shown[key]; !stated[key] {
			s := &evidence.Site{Stack: key.stack, Entry: gs[0].Created.Entry(), Created: len(gs), Alive: aliveOf(set, gs)}
			if key.stack == nil {
				s.Before, s.Created = len(gs), 0
			}
			set.Sites = append(set.Sites, s)
		}
	}
	slices.SortStableFunc(set.Sites, func(a, b *evidence.Site) int { return cmp.Or(b.Now()-a.Now(), b.Created-a.Created) })
	for i := range set.Sched {
		for _, s := range set.Sites {
			set.Sched[i].Goroutines += int(s.Alive[i])
		}
		set.Sched[i].Waiting = set.Sched[i].Goroutines
	}
	return nil
}

// entryAt is what the goroutines created at stack run, the zero Frame when none is shown.
func entryAt(order []siteKey, shown map[siteKey][]*evidence.Goroutine, stack *evidence.Stack) evidence.Frame {
	for _, key := range order {
		if key.stack == stack {
			return shown[key][0].Created.Entry()
		}
	}
	return evidence.Frame{}
}

// complete fills in what the line left out, so that the goroutines shown are those alive.
func (s *siteLine) complete(set *evidence.Set, shown []*evidence.Goroutine) error {
	site := &s.site
	if !s.fixed {
		now := len(shown)
		if n := len(s.alive); n > 0 {
			now = max(now, int(s.alive[n-1]))
		}
		site.Created = now + site.Ended
	}
	if site.Created < 0 || site.Now() < len(shown) {
		return fmt.Errorf("%d alive, but %d are shown", site.Now(), len(shown))
	}
	if s.alive == nil {
		site.Alive = aliveOf(set, shown)
		for i := range site.Alive {
			site.Alive[i] += int32(site.Now() - len(shown)) // those not shown have been there throughout
		}
		return nil
	}
	if last := int(s.alive[len(s.alive)-1]); last != site.Now() {
		return fmt.Errorf("%d alive at the end, but created and ended leave %d", last, site.Now())
	}
	site.Alive = stretch(s.alive)
	return nil
}

// aliveOf counts the goroutines at each sample.
func aliveOf(set *evidence.Set, gs []*evidence.Goroutine) []int32 {
	alive := make([]int32, len(set.Sched))
	for _, g := range gs {
		for i, s := range set.Sched {
			if g.Created.At <= s.At {
				alive[i]++
			}
		}
	}
	return alive
}

// stretch draws a line through the steps and reads it at every sample.
func stretch(steps []int32) []int32 {
	out := make([]int32, samples+1)
	last := len(steps) - 1
	for i := range out {
		at := i * last // in samples-ths of a step
		k := at / samples
		from, to := int(steps[k]), int(steps[min(k+1, last)])
		out[i] = int32(from + (to-from)*(at%samples)/samples)
	}
	return out
}
