package correlate

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// findings makes ranked findings of settled leaks, one per fingerprint, and of what is tallied.
func findings(ix *Index, leaks, tallied []*Leak) []*Finding {
	byPrint := make(map[string][]*Leak)
	var order []string
	prints := newPrints(leaks)
	for _, l := range leaks {
		fp := prints.of(l)
		if byPrint[fp] == nil {
			order = append(order, fp)
		}
		byPrint[fp] = append(byPrint[fp], l)
	}
	kin := newKinship(ix, leaks)
	out := make([]*Finding, 0, len(order))
	for _, fp := range order {
		marked, others := byVerdict(byPrint[fp])
		switch {
		case len(marked) == 0:
			out = append(out, newFinding(ix, fp, others, kin))
		case len(others) == 0:
			out = append(out, newFinding(ix, fp, marked, kin))
		default:
			out = append(out, newFinding(ix, fp, marked, kin), newFinding(ix, unmarked(fp), others, kin))
		}
	}
	for _, l := range tallied {
		f := newTallied(ix, l)
		if !slices.ContainsFunc(out, func(o *Finding) bool { return o.Fingerprint == f.Fingerprint }) {
			out = append(out, f) // rules tally what counts most first
		}
	}
	for _, f := range out {
		if before := ix.Set.Renamed[f.Fingerprint]; before != "" {
			f.Fingerprint = before
		}
	}
	slices.SortStableFunc(out, func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(b.Certainty, a.Certainty),
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(len(b.Goroutines), len(a.Goroutines)),
			cmp.Compare(a.Fingerprint, b.Fingerprint),
		)
	})
	return out
}

// newFinding makes one finding of leaks that are alike.
func newFinding(ix *Index, fp string, leaks []*Leak, kin kinship) *Finding {
	// The longest blocked first: the oldest says most about how it began.
	slices.SortStableFunc(leaks, func(a, b *Leak) int {
		return cmp.Or(cmp.Compare(a.since(), b.since()), cmp.Compare(a.Goroutine.ID, b.Goroutine.ID))
	})
	first := leaks[0]
	f := &Finding{Rule: first.rule, Fingerprint: fp, Certainty: first.Certainty, Roots: len(leaks), Wait: first.Goroutine.Wait}
	f.Goroutines = make([]*evidence.Goroutine, 0, len(leaks))
	for _, l := range leaks {
		f.Goroutines = append(f.Goroutines, l.Goroutine)
		f.Certainty = max(f.Certainty, l.Certainty)
	}
	older := kin.claim(ix, leaks)
	f.Kin = len(older)
	f.Goroutines = append(f.Goroutines, older...)
	for _, l := range leaks {
		f.Goroutines = append(f.Goroutines, l.Behind...)
	}
	age, exact := ix.Age(first.Goroutine)
	if first.ByLife {
		age, exact = ix.Life(first.Goroutine)
	}
	f.Oldest, f.AtLeast = age, !exact
	if len(older) > 0 {
		f.Oldest, f.AtLeast = ix.Window(), true
	}
	if f.Certainty == Strong && thin(ix, f) {
		f.Certainty = Suspect
	}
	f.Share = float64(len(f.Goroutines)) / float64(max(1, len(ix.Set.Goroutines)))
	f.Blocked = mostFrequent(leaks, func(l *Leak) evidence.Frame { return ix.homeFrame(l.Goroutine.Stack) })
	f.Created = mostFrequent(leaks, func(l *Leak) evidence.Frame { return ix.CreatedFrame(l.Goroutine) })
	f.Balance, f.Counts = ix.Balance(first.Goroutine), ix.Counts(first.Goroutine)

	surest := slices.MaxFunc(leaks, func(a, b *Leak) int { return cmp.Compare(a.Certainty, b.Certainty) })
	f.Context, f.Defers, f.Fix = surest.Context, surest.Defers, surest.Fix
	switch {
	case f.Fix.At.Func == "":
		f.Fix.At = f.Blocked // the place the rule meant was not seen; this is the nearest that was
	case !Own(f.Fix.At) && Own(f.Blocked):
		f.Fix.At = f.Blocked // a server's go line starts its handlers; nobody can change that, but what they do
	}
	refine(ix, f, surest)
	f.Fix = nearer(ix, f, surest.Goroutine)
	f.Cancel = cancelOf(leaks)
	told(ix, f, surest, leaks)
	f.Heap = retained(ix.Set, f)
	f.Severity = severity(ix, f)
	f.Chain = chain(ix, f, surest, leaks)
	f.Title, f.Message = f.Rule.Say(f)
	return f
}

// thin reports whether a finding rests on a wait or two that have only begun, beside the evidence. It may be
// what a moment later is no leak.
func thin(ix *Index, f *Finding) bool {
	return ix.Timed() && f.Roots < 3 && f.Oldest < ix.Window()/10
}

// since is when the leak's age begins.
func (l *Leak) since() evidence.Time {
	if l.ByLife {
		return l.Goroutine.Created.At
	}
	return l.Goroutine.Since
}

// cancelOf sums up the members' cancels; nil when nothing is known of any.
func cancelOf(leaks []*Leak) *Cancel {
	var sum *Cancel
	seen := make(map[*evidence.Cancel]bool)
	for _, l := range leaks {
		w := l.Woke
		if w == nil || w.Cancel != nil && seen[w.Cancel] {
			continue
		}
		at := w.At
		if w.Cancel != nil {
			seen[w.Cancel] = true
			at = w.Cancel.At
		}
		if sum == nil {
			sum = &Cancel{Timer: w.Cancel == nil, First: at, Last: at}
		}
		sum.Count++
		if at <= sum.First {
			sum.First = at
			if w.Cancel != nil {
				sum.Kind, sum.By = w.Cancel.Kind, w.Cancel.By
				sum.Caller, _ = w.Cancel.Caller()
			}
		}
		sum.Last = max(sum.Last, at)
	}
	if sum == nil {
		var ends []evidence.ContextEnd
		for _, l := range leaks {
			if l.Ended != nil {
				ends = append(ends, *l.Ended)
			}
		}
		if sum = ended(ends); sum != nil {
			sum.OfCaller = leaks[0].OfCaller
		}
	}
	if sum == nil && leaks[0].Never {
		return &Cancel{Never: true}
	}
	return sum
}

// mostFrequent returns the frame most leaks have, the first of equals.
func mostFrequent(leaks []*Leak, frame func(*Leak) evidence.Frame) evidence.Frame {
	count := make(map[evidence.Frame]int)
	var best evidence.Frame
	for _, l := range leaks {
		f := frame(l)
		count[f]++
		if count[f] > count[best] {
			best = f
		}
	}
	return best
}

// severity weighs how many leak, and whether they still grow.
func severity(ix *Index, f *Finding) Severity {
	n := len(f.Goroutines)
	grows := f.Balance.Growth().Steady()
	switch {
	case n >= 100 || n >= 20 && f.Share >= 0.25:
		return High
	case n >= 10 || grows:
		return Medium
	}
	return Low
}
