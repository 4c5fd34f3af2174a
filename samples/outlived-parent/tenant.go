package main

import (
	"hash/fnv"
	"sync"
	"time"
)

// Tenant is one shop's configuration and its recent decisions. Whoever makes a
// tenant must close it.
type Tenant struct {
	id     string
	config Config
	stop   chan struct{}

	mu        sync.Mutex
	decisions map[string]decision // by flag and user
}

// decision is what a user was told, and when.
type decision struct {
	on bool
	at time.Time
}

// memory is how long a user keeps seeing the same flag.
const memory = 900 * time.Millisecond

// NewTenant returns a tenant and starts its janitor.
func NewTenant(id string, config Config) *Tenant {
	t := &Tenant{id: id, config: config, stop: make(chan struct{}), decisions: make(map[string]decision)}
	go t.janitor()
	return t
}

// Close ends the janitor. The tenant still answers afterwards.
func (t *Tenant) Close() { close(t.stop) }

// Enabled reports whether user sees flag, and remembers it for a while.
func (t *Tenant) Enabled(flag, user string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := flag + "/" + user
	if d, ok := t.decisions[key]; ok {
		return d.on
	}
	h := fnv.New32a()
	h.Write([]byte(t.id + key))
	d := decision{on: int(h.Sum32()%100) < t.config[flag], at: time.Now()}
	t.decisions[key] = d
	return d.on
}

// janitor forgets stale decisions, again and again, until Close.
func (t *Tenant) janitor() {
	tick := time.NewTicker(memory)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			t.forget(now.Add(-memory))
		case <-t.stop:
			return
		}
	}
}

// forget drops what was decided before the given time.
func (t *Tenant) forget(before time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, d := range t.decisions {
		if d.at.Before(before) {
			delete(t.decisions, key)
		}
	}
}
