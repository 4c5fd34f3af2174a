// Package ttl is a map whose entries go away.
package ttl

import (
	"sync"
	"time"
)

// An Option changes how a Map is kept.
type Option func(*settings)

type settings struct {
	lifetime time.Duration
	sweep    time.Duration
	onEvict  func()
}

// Lifetime is how long an entry stays.
func Lifetime(d time.Duration) Option { return func(s *settings) { s.lifetime = d } }

// SweepEvery is the time between two searches for dead entries.
func SweepEvery(d time.Duration) Option { return func(s *settings) { s.sweep = d } }

// OnEvict is called for every entry that went away.
func OnEvict(f func()) Option { return func(s *settings) { s.onEvict = f } }

// Map is a concurrent map with entries of limited life. Use New; call Stop when
// the map is not needed any longer.
type Map[K comparable, V any] struct {
	settings
	mu      sync.RWMutex
	entries map[K]entry[V]
	halt    chan struct{}
}

type entry[V any] struct {
	value V
	until time.Time
}

// New returns an empty map.
func New[K comparable, V any](opts ...Option) *Map[K, V] {
	m := &Map[K, V]{
		settings: settings{lifetime: time.Second, sweep: 100 * time.Millisecond, onEvict: func() {}},
		entries:  make(map[K]entry[V]),
		halt:     make(chan struct{}),
	}
	for _, o := range opts {
		o(&m.settings)
	}
	go m.sweeper() // leak: go
	return m
}

// Stop ends the sweeping. The map can be read afterwards.
func (m *Map[K, V]) Stop() { close(m.halt) }

// Put stores v under k.
func (m *Map[K, V]) Put(k K, v V) {
	m.mu.Lock()
	m.entries[k] = entry[V]{v, time.Now().Add(m.lifetime)}
	m.mu.Unlock()
}

// Get returns what is stored under k.
func (m *Map[K, V]) Get(k K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	e, ok := m.entries[k]
	return e.value, ok && time.Now().Before(e.until)
}

func (m *Map[K, V]) sweeper() {
	t := time.NewTicker(m.sweep)
	defer t.Stop()
	for {
		select { // leak: wait
		case <-m.halt:
			return
		case now := <-t.C:
			m.drop(now)
		}
	}
}

func (m *Map[K, V]) drop(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, e := range m.entries {
		if now.After(e.until) {
			delete(m.entries, k)
			m.onEvict()
		}
	}
}
