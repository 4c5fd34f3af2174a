// Package election lets one of several candidates lead, for as long as it renews
// its lease.
package election

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// Lease is the record that candidates compete for.
type Lease struct {
	mu     sync.Mutex
	holder string
	until  time.Time
}

// TryAcquire takes or renews the lease, unless another holds it.
func (l *Lease) TryAcquire(who string, d time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder != who && time.Now().Before(l.until) {
		return false
	}
	l.holder, l.until = who, time.Now().Add(d)
	return true
}

// Callbacks are told about a candidate's fate.
type Callbacks struct {
	Started func(context.Context) // runs as long as the leadership does
	Stopped func()
}

// Candidate takes part.
type Candidate struct {
	Name     string
	Lease    *Lease
	Duration time.Duration
	Renew    time.Duration
	Callbacks
}

var errLost = errors.New("lease lost")

// Run takes part until the context ends: it waits for the lease, leads, and
// waits again.
func (c *Candidate) Run(ctx context.Context) {
	for c.acquire(ctx) {
		leading, stop := context.WithCancelCause(ctx)
		var led sync.WaitGroup
		led.Go(func() { c.Started(leading) })
		c.renew(ctx)
		stop(errLost)
		led.Wait()
		c.Stopped()
	}
}

func (c *Candidate) acquire(ctx context.Context) bool {
	for {
		if c.Lease.TryAcquire(c.Name, c.Duration) {
			return true
		}
		if !pause(ctx, c.Renew) {
			return false
		}
	}
}

// renew returns when the lease was lost. Now and then a renewal comes too late.
func (c *Candidate) renew(ctx context.Context) {
	for pause(ctx, c.Renew) {
		if rand.IntN(20) == 0 {
			pause(ctx, 2*c.Duration)
		}
		if !c.Lease.TryAcquire(c.Name, c.Duration) {
			return
		}
	}
}

// pause waits, and reports whether it could wait as long as it wanted.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d/2 + rand.N(d))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
