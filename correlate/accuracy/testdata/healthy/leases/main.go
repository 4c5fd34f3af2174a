// Leases gives out leases of an hour and more. All of them are given back much earlier; until then each has a
// goroutine that waits for the end, and the long ones wait for longer than anybody watches.
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

var errExpired = errors.New("lease expired")

type lease struct {
	id     int
	cancel context.CancelCauseFunc
	ended  chan struct{}
}

// table is all leases that live.
type table struct {
	mu   sync.Mutex
	next int
	live map[int]*lease
}

func (t *table) grant(ctx context.Context, life time.Duration) *lease {
	ctx, cancel := context.WithCancelCause(ctx)
	ctx, stop := context.WithTimeoutCause(ctx, life, errExpired)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next++
	l := &lease{t.next, cancel, make(chan struct{})}
	t.live[l.id] = l
	go func() {
		defer close(l.ended)
		defer stop()
		<-ctx.Done()
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.live, l.id)
		if errors.Is(context.Cause(ctx), errExpired) {
			log.Printf("lease %d expired", l.id)
		}
	}()
	return l
}

var errRevoked = errors.New("revoked")

func (l *lease) revoke() {
	l.cancel(errRevoked)
	<-l.ended
}

// tenant works under one lease after the other.
func tenant(ctx context.Context, t *table) {
	for {
		l := t.grant(ctx, time.Hour)
		time.Sleep(time.Duration(20+rand.IntN(80)) * time.Millisecond)
		l.revoke()
	}
}

func main() {
	ctx := context.Background()
	t := &table{live: map[int]*lease{}}
	for range 8 { // masters: one lease each, for as long as the process runs
		t.grant(ctx, 24*time.Hour)
	}
	for range 10 {
		go tenant(ctx, t)
	}
	stop := context.AfterFunc(ctx, func() { log.Print("never") })
	defer stop()
	deadline := time.AfterFunc(12*time.Hour, func() { log.Print("time for a new binary") })
	defer deadline.Stop()
	for range time.Tick(time.Second) {
		t.mu.Lock()
		log.Printf("%d leases", len(t.live))
		t.mu.Unlock()
	}
}
