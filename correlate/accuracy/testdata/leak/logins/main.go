// Logins keeps the token of every session fresh until the session is a day old. Logging out removes the
// session; its refresher stays until tomorrow.
//
// rule: far-deadline | lost-cancel
// expect: 10
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log"
	"sync"
	"time"
)

const sessionLife = 24 * time.Hour

// Session is one login.
type Session struct {
	User  string
	mu    sync.Mutex
	token string
	end   context.CancelFunc
}

func (s *Session) rotate() {
	var b [16]byte
	rand.Read(b[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = hex.EncodeToString(b[:])
}

// Store is all sessions.
type Store struct {
	base     context.Context
	refresh  time.Duration
	sessions sync.Map // by user
}

// Login opens a session.
func (st *Store) Login(user string) *Session {
	s := &Session{User: user}
	s.rotate()
	var ctx context.Context
	ctx, s.end = context.WithTimeout(st.base, sessionLife) // leak: context
	go st.keepFresh(ctx, s)                                // leak: go
	st.sessions.Store(user, s)
	return s
}

func (st *Store) keepFresh(ctx context.Context, s *Session) {
	timer := time.NewTimer(st.refresh)
	defer timer.Stop()
	for {
		select { // leak: wait
		case <-timer.C:
			s.rotate()
			timer.Reset(st.refresh)
		case <-ctx.Done():
			return
		}
	}
}

// Logout closes the user's session.
func (st *Store) Logout(user string) {
	st.sessions.Delete(user) // leak: fix
}

// Shutdown closes all sessions that are left.
func (st *Store) Shutdown() {
	st.sessions.Range(func(user, s any) bool {
		s.(*Session).end()
		st.sessions.Delete(user)
		return true
	})
}

func main() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	st := &Store{base: ctx, refresh: 20 * time.Minute}
	defer st.Shutdown()
	users := []string{"ada", "barbara", "grace", "hedy", "mary", "radia"}
	for day := 0; ; day++ {
		for _, user := range users {
			st.Login(user)
			time.Sleep(5 * time.Millisecond)
		}
		time.Sleep(40 * time.Millisecond)
		for _, user := range users {
			st.Logout(user)
		}
		if day%10 == 0 {
			log.Printf("day %d", day)
		}
	}
}
