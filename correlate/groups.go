package correlate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Group is living goroutines that do the same: equal wait and equal functions on the stack.
type Group struct {
	Wait       evidence.Wait
	State      evidence.State
	Blocked    evidence.Frame        // the program's line where they are, see Home; zero without a stack
	Created    evidence.Frame        // the program's line that started them; zero when not seen
	Stack      *evidence.Stack       // of the first member
	Goroutines []*evidence.Goroutine // the longest in this state first
	Oldest     time.Duration
	AtLeast    bool     // Oldest is a lower bound
	Expected   string   // why they are parked by design; empty when they are not known to be
	ExpectedBy string   // the function by which that was recognised
	Finding    *Finding // the finding that the first member belongs to, nil when none
	Like       *Finding // without either: the finding whose goroutines were started and block at the same lines as all of these, nil when none
}

type groupKey struct {
	state    evidence.State
	wait     evidence.Wait
	funcs    string
	expected string
	finding  *Finding
}

// groups puts every living goroutine into a group, the most numerous first.
func groups(ix *Index, findings []*Finding) []*Group {
	leaked := make(map[evidence.GoID]*Finding)
	for _, f := range findings {
		for _, g := range f.Goroutines {
			leaked[g.ID] = f
		}
	}
	funcs := make(map[*evidence.Stack]string)
	out := []*Group{}
	for _, alike := range gather(ix.Set.Goroutines, func(g *evidence.Goroutine) (groupKey, bool) {
		key := groupKey{state: g.State, wait: g.Wait, funcs: functions(funcs, g.Stack), finding: leaked[g.ID]}
		if key.finding == nil {
			_, key.expected = ix.Parked(g)
		}
		return key, true
	}) {
		key := alike.key
		gr := &Group{State: key.state, Wait: key.wait, Goroutines: alike.goroutines, Expected: key.expected, Finding: key.finding}
		if gr.Expected != "" {
			gr.ExpectedBy, _ = ix.Parked(gr.Goroutines[0])
		}
		out = append(out, gr)
		slices.SortStableFunc(gr.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.Since, b.Since) })
		first := gr.Goroutines[0]
		gr.Stack, gr.Blocked, gr.Created = first.Stack, ix.homeFrame(first.Stack), ix.CreatedFrame(first)
		age, exact := ix.Age(first)
		gr.Oldest, gr.AtLeast = age, !exact
		if gr.Finding == nil && gr.Expected == "" {
			gr.Like = like(ix, gr, findings)
		}
	}
	slices.SortStableFunc(out, func(a, b *Group) int {
		return cmp.Or(cmp.Compare(len(b.Goroutines), len(a.Goroutines)), cmp.Compare(a.Blocked.Func, b.Blocked.Func))
	})
	return out
}

// like finds what a group without a verdict resembles. A rule takes what the evidence shows to leak, and so
// leaves the youngest of a leak: those whose starter still runs, or that only a later dump has. Without a
// word of that they look like another thing.
func like(ix *Index, gr *Group, findings []*Finding) *Finding {
	if gr.Blocked.Func == "" || gr.Created.Func == "" {
		return nil
	}
	i := slices.IndexFunc(findings, func(f *Finding) bool {
		return f.Direct() > 0 && f.Blocked == gr.Blocked && f.Created == gr.Created
	})
	if i < 0 || slices.ContainsFunc(gr.Goroutines, func(g *evidence.Goroutine) bool {
		return ix.homeFrame(g.Stack) != gr.Blocked || ix.CreatedFrame(g) != gr.Created
	}) {
		return nil
	}
	return findings[i]
}

// functions returns the names on a stack as one string, remembered per stack.
func functions(memo map[*evidence.Stack]string, s *evidence.Stack) string {
	if names, ok := memo[s]; ok {
		return names
	}
	var b strings.Builder
	for _, f := range s.All() {
		b.WriteString(f.Func)
		b.WriteByte('\n')
	}
	memo[s] = b.String()
	return memo[s]
}

// expectedOf sums up the groups that are parked by design, the most numerous first.
func expectedOf(groups []*Group) []Expected {
	byWhy := make(map[string]*Expected)
	var order []*Expected
	for _, gr := range groups {
		if gr.Expected == "" {
			continue
		}
		e := byWhy[gr.Expected]
		if e == nil {
			e = &Expected{Function: gr.ExpectedBy, Wait: gr.Wait, Why: gr.Expected}
			byWhy[gr.Expected] = e
			order = append(order, e)
		}
		e.Count += len(gr.Goroutines)
	}
	slices.SortStableFunc(order, func(a, b *Expected) int { return cmp.Compare(b.Count, a.Count) })
	out := make([]Expected, 0, len(order))
	for _, e := range order {
		out = append(out, *e)
	}
	return out
}
