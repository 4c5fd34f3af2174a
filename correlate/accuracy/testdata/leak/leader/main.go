// Leader runs one campaign for each partition of a work queue: who holds the partition's lease works on it.
// The lease is renewed by a goroutine of its own. When another node takes the partition over, the campaign
// starts again; the renewal of the lost lease goes on, because only a resignation stops it.
//
// rule: lost-cancel
// expect: 8
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"
)

var errLost = errors.New("lease was taken over")

// store is the coordination service: the holder of each key.
type store struct {
	mu     sync.Mutex
	holder map[string]string
}

func (s *store) acquire(key, node string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holder[key] != "" && rand.IntN(3) > 0 {
		return false
	}
	s.holder[key] = node
	return true
}

func (s *store) held(key, node string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holder[key] == node
}

// session is one term of a leader.
type session struct {
	key, term string
	ctx       context.Context
	cancel    context.CancelFunc
	renewals  chan time.Time
}

func (s *store) session(ctx context.Context, key, term string) *session {
	sess := &session{key: key, term: term, renewals: make(chan time.Time, 1)}
	sess.ctx, sess.cancel = context.WithCancel(ctx) // leak: context
	go sess.keepAlive()                             // leak: go
	return sess
}

// keepAlive renews the lease whenever somebody says that work was done.
func (sess *session) keepAlive() {
	for {
		select { // leak: wait
		case <-sess.ctx.Done():
			return
		case at := <-sess.renewals:
			_ = at
		}
	}
}

// resign gives the lease back.
func (sess *session) resign() { sess.cancel() }

// campaign leads one partition as often as it gets the lease.
func campaign(ctx context.Context, s *store, partition int) error {
	key := fmt.Sprintf("partition/%d", partition)
	for term := 0; ctx.Err() == nil; term++ {
		node := fmt.Sprintf("node-%d-%d", partition, term)
		if !s.acquire(key, node) {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		sess := s.session(ctx, key, node)
		if err := lead(sess, s); err != nil { // leak: fix
			log.Printf("%s: %v, back to the queue", key, err)
			continue // leak: fix
		}
		sess.resign()
	}
	return ctx.Err()
}

// lead works until the term is over; now and then somebody else takes the partition first.
func lead(sess *session, s *store) error {
	for range 4 {
		time.Sleep(time.Duration(5+rand.IntN(15)) * time.Millisecond)
		select {
		case sess.renewals <- time.Now():
		default:
		}
		if rand.IntN(10) == 0 {
			s.acquire(sess.key, "other")
			if !s.held(sess.key, sess.term) {
				return errLost
			}
		}
	}
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &store{holder: map[string]string{}}
	var wg sync.WaitGroup
	for partition := range 6 {
		wg.Go(func() {
			if err := campaign(ctx, s, partition); err != nil {
				log.Printf("partition %d: %v", partition, err)
			}
		})
	}
	wg.Wait()
}
