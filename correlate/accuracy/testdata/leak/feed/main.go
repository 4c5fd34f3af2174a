// Feed follows a stock exchange over a connection that breaks now and then. Each connection has a watchdog
// of its own. The subscriber remembers one cancel function, that of the last connection.
//
// rule: shadowed-cancel | lost-cancel
// expect: 8
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

var errReset = errors.New("connection reset")

type quote struct {
	symbol string
	cents  int
}

// Subscriber follows some symbols.
type Subscriber struct {
	symbols []string
	stop    context.CancelFunc
	mu      sync.Mutex
	last    map[string]quote
	alarms  int
}

// Follow connects, and connects again, until ctx ends.
func (s *Subscriber) Follow(ctx context.Context) error {
	defer func() { s.stop() }()
	for {
		var live context.Context
		live, s.stop = context.WithCancel(ctx) // leak: context, fix
		quotes := make(chan quote)
		pulse := make(chan struct{}, 1)
		go s.watchdog(live, pulse)               // leak: go
		err := s.connection(live, quotes, pulse) // leak: fix
		if ctx.Err() != nil {
			return ctx.Err()
		}
		log.Printf("feed: %v", err)
		time.Sleep(15 * time.Millisecond)
	}
}

// watchdog complains when the connection has nothing to say for too long.
func (s *Subscriber) watchdog(ctx context.Context, pulse <-chan struct{}) {
	quiet := time.NewTimer(10 * time.Second)
	defer quiet.Stop()
	for {
		select { // leak: wait
		case <-pulse:
			quiet.Reset(10 * time.Second)
		case <-quiet.C:
			s.mu.Lock()
			s.alarms++
			s.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

// connection delivers quotes until it breaks.
func (s *Subscriber) connection(ctx context.Context, quotes chan quote, pulse chan<- struct{}) error {
	for n := 3 + rand.IntN(10); n > 0; n-- {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
		q := quote{s.symbols[n%len(s.symbols)], rand.IntN(10000)}
		s.mu.Lock()
		s.last[q.symbol] = q
		s.mu.Unlock()
		select {
		case pulse <- struct{}{}:
		default:
		}
	}
	return errReset
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	for _, symbols := range [][]string{{"ABC", "DEF"}, {"GHI"}} {
		s := &Subscriber{symbols: symbols, last: map[string]quote{}}
		wg.Go(func() { log.Print(s.Follow(ctx)) })
	}
	wg.Wait()
}
