package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// settle leaves each goroutine with one explanation: the first rule of the table that has one. Leaks come
// in the order of the table. A goroutine that waits behind another one's leak belongs to that leak.
func settle(leaks []Leak) []Leak {
	taken := make(map[evidence.GoID]bool)
	out := leaks[:0:0]
	for _, l := range leaks {
		if taken[l.Goroutine.ID] {
			continue
		}
		taken[l.Goroutine.ID] = true
		var behind []*evidence.Goroutine
		for _, b := range l.Behind {
			if !taken[b.ID] {
				taken[b.ID] = true
				behind = append(behind, b)
			}
		}
		l.Behind = behind
		out = append(out, l)
	}
	return out
}
