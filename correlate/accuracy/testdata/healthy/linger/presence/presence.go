// Package presence knows who is here. Who leaves is forgotten a little later, lest a short break in the
// connection look like a departure to the others.
package presence

import (
	"context"
	"sync"
	"time"
)

// Tracker keeps track.
type Tracker struct {
	ctx   context.Context
	grace time.Duration
	mu    sync.Mutex
	here  map[string]context.CancelFunc // of those who left: takes the departure back
	left  func(user string)
}

// New returns a tracker that lives as long as ctx and calls left when somebody is gone for good.
func New(ctx context.Context, grace time.Duration, left func(string)) *Tracker {
	return &Tracker{ctx: ctx, grace: grace, here: map[string]context.CancelFunc{}, left: left}
}

// Join says that the user is here, or here again.
func (t *Tracker) Join(user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if cancel := t.here[user]; cancel != nil {
		cancel()
	}
	t.here[user] = nil
}

// Leave says that the user is away; after the grace the user is gone.
func (t *Tracker) Leave(user string) {
	ctx, cancel := context.WithTimeout(t.ctx, t.grace)
	t.mu.Lock()
	t.here[user] = cancel
	t.mu.Unlock()
	go func() {
		defer cancel()
		<-ctx.Done()
		if ctx.Err() != context.DeadlineExceeded {
			return
		}
		t.mu.Lock()
		delete(t.here, user)
		t.mu.Unlock()
		t.left(user)
	}()
}
