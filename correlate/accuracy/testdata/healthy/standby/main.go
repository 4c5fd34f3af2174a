// Standby is a scheduler that runs several times, for safety. One of them leads
// and hands out work; the others stand by.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/standby/election"
)

// scheduler hands out work while it leads.
type scheduler struct {
	work chan<- func()
	runs atomic.Int64
}

func (s *scheduler) lead(ctx context.Context) {
	var loops sync.WaitGroup
	for _, every := range []time.Duration{5 * time.Millisecond, 12 * time.Millisecond, time.Hour} {
		loops.Go(func() { s.every(ctx, every) })
	}
	loops.Wait()
}

func (s *scheduler) every(ctx context.Context, d time.Duration) {
	for {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return
		}
		select {
		case s.work <- func() { s.runs.Add(1) }:
		case <-ctx.Done():
			return
		}
	}
}

// workers run what they are handed.
func workers(n int, work <-chan func(), wg *sync.WaitGroup) {
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for f := range work {
				f()
			}
		}()
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	work := make(chan func())
	var pool, candidates sync.WaitGroup
	workers(16, work, &pool)
	lease := new(election.Lease)
	schedulers := make([]scheduler, 5)
	for i := range schedulers {
		s := &schedulers[i]
		s.work = work
		c := &election.Candidate{
			Name: fmt.Sprint("scheduler-", i), Lease: lease,
			Duration: 60 * time.Millisecond, Renew: 15 * time.Millisecond,
			Callbacks: election.Callbacks{Started: s.lead, Stopped: func() { log.Printf("%d stepped down after %d runs", i, s.runs.Load()) }},
		}
		candidates.Go(func() { c.Run(ctx) })
	}
	candidates.Wait()
	close(work)
	pool.Wait()
}
