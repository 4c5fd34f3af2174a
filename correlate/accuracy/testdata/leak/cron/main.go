// Cron runs maintenance jobs. A job keeps a heartbeat as long as it runs and hands in its report at the end.
// The printer of the reports gave up at the first one it could not read, so jobs never come to their deferred
// cancel, and their hearts beat on.
//
// rule: stuck-defer-cancel | early-return | no-close-range
// rule 2: stuck-defer-cancel
// expect: 6
// expect 2: 6
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync/atomic"
	"time"
)

type report struct {
	job     string
	took    time.Duration
	cleaned int
}

// job is something to do every now and then.
type job struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) (int, error)
}

type scheduler struct {
	reports chan report
	beats   atomic.Int64
}

func (s *scheduler) run(ctx context.Context, j job) error {
	ctx, cancel := context.WithCancel(ctx) // leak: context, context 2
	defer cancel()
	go s.heartbeat(ctx, j.name) // leak: go 2
	start := time.Now()
	n, err := j.do(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", j.name, err)
	}
	s.reports <- report{j.name, time.Since(start), n} // leak: wait, fix, fix 2
	return nil
}

// heartbeat tells the supervisor that the job is alive.
func (s *scheduler) heartbeat(ctx context.Context, name string) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select { // leak: wait 2
		case <-tick.C:
			s.beats.Add(1)
		case <-ctx.Done():
			return
		}
	}
}

func (s *scheduler) schedule(ctx context.Context, j job) {
	for range time.Tick(j.every) {
		go func() { // leak: go
			if err := s.run(ctx, j); err != nil {
				log.Print(err)
			}
		}()
	}
}

// print writes reports until one is not worth printing.
func (s *scheduler) print() error {
	printed := 0
	for r := range s.reports { // leak: fix, fix 2
		if printed++; printed > 5 && r.cleaned == 0 {
			return errors.New("report without content") // leak: fix, fix 2
		}
		log.Printf("%s: %d in %v", r.job, r.cleaned, r.took)
	}
	return nil
}

func main() {
	s := &scheduler{reports: make(chan report)}
	go func() {
		if err := s.print(); err != nil {
			log.Print(err)
		}
	}()
	ctx := context.Background()
	clean := func(n int) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) {
			select {
			case <-time.After(5 * time.Millisecond):
				return n, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
	}
	go s.schedule(ctx, job{"sessions", 90 * time.Millisecond, clean(3)})
	go s.schedule(ctx, job{"thumbnails", 140 * time.Millisecond, clean(0)})
	s.schedule(ctx, job{"logs", 200 * time.Millisecond, clean(7)})
}
