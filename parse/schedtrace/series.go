package schedtrace

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxStills is how many goroutines all snapshots together keep, beyond the first and the last one.
const maxStills = 1 << 21

// series keeps snapshots at even steps: when there are more than evidence.MaxSamples, or they hold too
// many goroutines, every other one is dropped and the step doubles. The last one is always kept.
type series struct {
	snapshots []snapshot
	step      int // in blocks; 0 is 1
	stills    int
}

type snapshot struct {
	block  int // counted from 1
	at     evidence.Time
	stills []evidence.Still
}

// add takes in block number n.
func (s *series) add(n int, b *block) {
	s.step = max(s.step, 1)
	if k := len(s.snapshots); k > 0 && (s.snapshots[k-1].block-1)%s.step != 0 {
		s.drop(k - 1) // was only kept for being the last
	}
	shot := snapshot{block: n, at: b.at, stills: make([]evidence.Still, len(b.gs))}
	for i := range b.gs {
		shot.stills[i] = evidence.Still{ID: b.gs[i].id, Wait: b.gs[i].wait()}
	}
	slices.SortFunc(shot.stills, func(a, b evidence.Still) int { return cmp.Compare(a.ID, b.ID) })
	s.snapshots = append(s.snapshots, shot)
	s.stills += len(shot.stills)
	for len(s.snapshots) > evidence.MaxSamples || len(s.snapshots) > 2 && s.stills > maxStills {
		s.step *= 2
		for i := len(s.snapshots) - 2; i > 0; i-- {
			if (s.snapshots[i].block-1)%s.step != 0 {
				s.drop(i)
			}
		}
	}
}

func (s *series) drop(i int) {
	s.stills -= len(s.snapshots[i].stills)
	s.snapshots = slices.Delete(s.snapshots, i, i+1)
}
