package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// gathered is the goroutines with one key.
type gathered[K comparable] struct {
	key        K
	goroutines []*evidence.Goroutine
}

// gather puts goroutines together by their key, in the order given; those for which key is false are left
// out. It counts first: growing lists by append allocates several times what the lists of a million take.
func gather[K comparable](all []*evidence.Goroutine, key func(*evidence.Goroutine) (K, bool)) []gathered[K] {
	const none = -1
	of := make([]int32, len(all)) // indexes of out
	index := make(map[K]int32)
	var out []gathered[K]
	var counts []int
	total := 0
	for i, g := range all {
		k, ok := key(g)
		if !ok {
			of[i] = none
			continue
		}
		at, known := index[k]
		if !known {
			at = int32(len(out))
			index[k] = at
			out, counts = append(out, gathered[K]{key: k}), append(counts, 0)
		}
		of[i] = at
		counts[at]++
		total++
	}
	room := make([]*evidence.Goroutine, total)
	for i, n := range counts {
		out[i].goroutines, room = room[:0:n], room[n:]
	}
	for i, g := range all {
		if at := of[i]; at != none {
			out[at].goroutines = append(out[at].goroutines, g)
		}
	}
	return out
}
