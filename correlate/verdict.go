package correlate

import "slices"

// verdicts brings the runtime's own verdict into the leaks. It is exact per goroutine: a marked one is
// proven to leak, whatever rule tells why. One that is not marked, where others are, can still be reached
// by something that runs: it may be in use, or have come after the profile was taken, so it is suspected
// at most.
func verdicts(ix *Index, leaks []*Leak) {
	marked := make(map[kind]bool)
	for _, l := range leaks {
		if l.Goroutine.Leaked {
			marked[ix.kindOf(l.Goroutine)] = true
		}
	}
	for _, l := range leaks {
		alike := ix.kindOf(l.Goroutine)
		alike.leaked = true
		switch {
		case l.Goroutine.Leaked:
			l.Certainty = Proven
		case marked[alike]:
			l.Certainty = Suspect
		}
	}
}

// prove makes proven of what is strong where the program itself says that the goroutine's context ended, and
// the goroutine did not see it: what a rule had to infer is then read.
func prove(ix *Index, leaks []*Leak) {
	if len(ix.Set.Contexts) == 0 {
		return
	}
	for _, l := range leaks {
		if _, _, ok := ix.Outlived(l.Goroutine); ok && l.Certainty == Strong {
			l.Certainty = Proven
		}
	}
}

// byVerdict parts leaks that are alike into those that are proven, by the runtime's mark as a rule, and the
// others. A finding is proven as a whole or not at all.
func byVerdict(leaks []*Leak) (marked, others []*Leak) {
	for _, l := range leaks {
		if l.Certainty == Proven {
			marked = append(marked, l)
		} else {
			others = append(others, l)
		}
	}
	return slices.Clip(marked), others
}
