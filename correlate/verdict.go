package correlate

import "slices"

// verdicts brings the runtime's own verdict into the leaks. It is exact per goroutine: a marked one is
// proven to leak, whatever rule tells why. One that is not marked, where others are, can still be reached
// by something that runs: it may be in use, or have come after the profile was taken, so it is suspected
// at most.
func verdicts(leaks []Leak) {
	marked := make(map[kind]bool)
	for _, l := range leaks {
		if l.Goroutine.Leaked {
			marked[kindOf(l.Goroutine)] = true
		}
	}
	for i := range leaks {
		l := &leaks[i]
		alike := kindOf(l.Goroutine)
		alike.leaked = true
		switch {
		case l.Goroutine.Leaked:
			l.Certainty = Proven
		case marked[alike]:
			l.Certainty = Suspect
		}
	}
}

// byVerdict parts leaks that are alike into those the runtime marked and those it did not. A finding is
// proven as a whole or not at all.
func byVerdict(leaks []Leak) (marked, others []Leak) {
	for _, l := range leaks {
		if l.Goroutine.Leaked {
			marked = append(marked, l)
		} else {
			others = append(others, l)
		}
	}
	return slices.Clip(marked), others
}
