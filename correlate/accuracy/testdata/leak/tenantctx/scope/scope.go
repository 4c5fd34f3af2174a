// Package scope has the context of one tenant: it ends with the service, and
// with the tenant.
package scope

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrEvicted is why a tenant's work ended.
var ErrEvicted = errors.New("tenant evicted")

// Tenant is a context that Evict ends.
type Tenant struct {
	base    context.Context
	Name    string
	mu      sync.Mutex
	done    chan struct{}
	evicted error
}

// For returns the context of a tenant. It carries base's values.
func For(base context.Context, name string) *Tenant {
	return &Tenant{base: base, Name: name, done: make(chan struct{})}
}

func (t *Tenant) Deadline() (time.Time, bool) { return time.Time{}, false }
func (t *Tenant) Done() <-chan struct{}       { return t.done }

func (t *Tenant) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.evicted
}

// Value hides what base knows about its own cancellation: a tenant ends alone.
func (t *Tenant) Value(key any) any {
	if _, ok := key.(string); !ok {
		return nil
	}
	return t.base.Value(key)
}

// Evict ends all the tenant's work.
func (t *Tenant) Evict() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.evicted == nil {
		t.evicted = ErrEvicted
		close(t.done)
	}
}
