package main

import (
	"context"
	"log"
	"sync"
	"time"
)

// idle is how long a session lives without its user.
const idle = 600 * time.Millisecond

// Sessions holds one goroutine for each user who is in the shop. There are never
// more than users, and each ends when its user has been away for idle.
type Sessions struct {
	ctx context.Context

	mu   sync.Mutex
	live map[string]chan struct{}
}

// NewSessions returns an empty shop, swept by a janitor until ctx ends.
func NewSessions(ctx context.Context) *Sessions {
	s := &Sessions{ctx: ctx, live: make(map[string]chan struct{})}
	go s.janitor(ctx)
	return s
}

// Touch begins the user's session or keeps it alive.
func (s *Sessions) Touch(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	touched, ok := s.live[user]
	if !ok {
		touched = make(chan struct{}, 1)
		s.live[user] = touched
		go s.attend(user, touched)
	}
	select {
	case touched <- struct{}{}:
	default: // it has been told already
	}
}

// attend keeps one user's session until the user has been idle.
func (s *Sessions) attend(user string, touched <-chan struct{}) {
	away := time.NewTimer(idle)
	defer away.Stop()
	for {
		select {
		case <-touched:
			away.Reset(idle)
		case <-away.C:
			s.mu.Lock()
			delete(s.live, user)
			s.mu.Unlock()
			return
		case <-s.ctx.Done():
			return
		}
	}
}

// janitor reports how many sessions there are, now and then.
func (s *Sessions) janitor(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.mu.Lock()
			n := len(s.live)
			s.mu.Unlock()
			log.Printf("sessions: %d", n)
		case <-ctx.Done():
			return
		}
	}
}
