package ui

import (
	"slices"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"
)

// A sieve finds out which rows of a list are shown, and in what order. Long lists are sifted beside the
// UI: each sifting has a generation, a newer one makes an older one stop where it is, and the rows on
// screen stay as they were until the newest is through.
type sieve struct {
	jobs  *jobs
	shown []int32 // the rows, in the order they are shown
	hits  hits    // those that match, where all are shown
	busy  bool    // a sifting is under way
	done  func()  // what the list does with new rows

	generation atomic.Uint64
}

// siftedMsg is the end of a sifting. From its command to the sieve, by way of app.
type siftedMsg struct {
	sieve      *sieve
	generation uint64
	shown      []int32
	hits       hits
}

// Lists up to siftNow rows are sifted on the spot: that takes less than the wait for another frame.
const siftNow = 5000

// sift sorts out which of n rows match, and shows those, or all of them; match nil matches all. order nil
// leaves them as they are. Both run beside the UI and must only read what does not change.
func (s *sieve) sift(n int, keepAll bool, match func(i int32) bool, order func(a, b int32) int) {
	generation := s.generation.Add(1)
	if n <= siftNow {
		m, _ := s.pick(generation, n, keepAll, match, order)
		s.take(m)
		return
	}
	s.busy = true
	s.jobs.add(func() tea.Msg {
		if m, ok := s.pick(generation, n, keepAll, match, order); ok {
			return m
		}
		return nil
	})
}

// pick returns the rows, false when a newer sifting has begun.
func (s *sieve) pick(generation uint64, n int, keepAll bool, match func(int32) bool, order func(a, b int32) int) (siftedMsg, bool) {
	m := siftedMsg{sieve: s, generation: generation, shown: make([]int32, 0, n)}
	for i := range int32(n) {
		if i%1024 == 0 && s.generation.Load() != generation {
			return m, false
		}
		if keepAll || match == nil || match(i) {
			m.shown = append(m.shown, i)
		}
	}
	if order != nil {
		slices.SortStableFunc(m.shown, order)
	}
	if keepAll && match != nil {
		m.hits = hits{}
		for place, i := range m.shown {
			if place%1024 == 0 && s.generation.Load() != generation {
				return m, false
			}
			if match(i) {
				m.hits = append(m.hits, int32(place))
			}
		}
	}
	return m, s.generation.Load() == generation
}

// take shows the rows of a sifting, unless it was overtaken.
func (s *sieve) take(m siftedMsg) {
	if m.generation != s.generation.Load() {
		return
	}
	s.shown, s.hits, s.busy = m.shown, m.hits, false
	s.done()
}

// found returns how many rows match.
func (s *sieve) found() int {
	if s.hits != nil {
		return len(s.hits)
	}
	return len(s.shown)
}
