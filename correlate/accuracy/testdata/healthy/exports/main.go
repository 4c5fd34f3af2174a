// Exports works off jobs with more workers than it needs most of the time, and replaces the whole pool
// whenever its configuration changes: the old one is drained and waited for while the new one takes over.
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
	"sync/atomic"
	"time"
)

type job struct {
	id   int
	cost time.Duration
}

// pool is one generation of workers.
type pool struct {
	generation int
	jobs       chan job
	workers    sync.WaitGroup
}

func newPool(generation, workers int, done *atomic.Int64) *pool {
	p := &pool{generation: generation, jobs: make(chan job, 32)}
	for range workers {
		p.workers.Go(func() {
			for j := range p.jobs {
				time.Sleep(j.cost)
				done.Add(1)
			}
		})
	}
	return p
}

// drain refuses nothing that was taken on, and gives up waiting with ctx.
func (p *pool) drain(ctx context.Context) error {
	close(p.jobs)
	idle := make(chan struct{})
	go func() {
		p.workers.Wait()
		close(idle)
	}()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("generation %d: %w", p.generation, ctx.Err())
	}
}

type service struct {
	mu   sync.RWMutex
	pool *pool
	done atomic.Int64
}

func (s *service) submit(ctx context.Context, j job) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	select {
	case s.pool.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *service) reload(ctx context.Context, workers int) error {
	s.mu.Lock()
	old := s.pool
	s.pool = newPool(old.generation+1, workers, &s.done)
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return old.drain(ctx)
}

func (s *service) load(ctx context.Context, clients int) {
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				wait, cancel := context.WithTimeout(ctx, time.Second)
				err := s.submit(wait, job{n, time.Duration(rand.IntN(12)) * time.Millisecond})
				cancel()
				if err != nil && !errors.Is(err, context.Canceled) {
					log.Print(err)
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	wg.Wait()
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &service{}
	s.pool = newPool(0, 24, &s.done)
	go func() {
		for range time.Tick(700 * time.Millisecond) {
			if err := s.reload(ctx, 16+rand.IntN(16)); err != nil {
				log.Print(err)
			}
			log.Printf("%d done", s.done.Load())
		}
	}()
	s.load(ctx, 12)
}
