package main

import (
	"context"
	"errors"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"time"
)

// A service answers requests from a cache or from three backends asked at once.
type service struct {
	requests  atomic.Int64
	leakEvery int
	backends  [3]*backend

	mu    sync.Mutex
	cache map[int]int
}

func newService(ctx context.Context, leakEvery int) *service {
	s := &service{leakEvery: leakEvery, cache: make(map[int]int)}
	for i := range s.backends {
		s.backends[i] = newBackend(ctx, 8)
	}
	return s
}

// request is one client's call: the handler runs on a goroutine of its own, as a server's would.
func (s *service) request(ctx context.Context, n int) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.handle(ctx, n)
	}()
	<-done
}

func (s *service) handle(ctx context.Context, n int) {
	if s.leakEvery > 0 && n%s.leakEvery == 0 {
		s.hedge(ctx)
		return
	}
	if n%64 == 0 {
		var task *trace.Task
		ctx, task = trace.NewTask(ctx, "audited request")
		defer task.End()
		trace.Log(ctx, "route", "/search")
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if s.cached(n % 512) {
		return
	}
	if sum, err := s.fanOut(ctx, n); err == nil {
		s.store(n%512, sum)
	}
}

// fanOut asks all backends; the first error ends the others.
func (s *service) fanOut(ctx context.Context, n int) (sum int, err error) {
	defer trace.StartRegion(ctx, "fan out").End()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	answers := make(chan int, len(s.backends))
	for i, b := range s.backends {
		go func() {
			v, err := b.ask(ctx, n+i)
			if err != nil {
				cancel(err)
			}
			answers <- v
		}()
	}
	for range s.backends {
		sum += <-answers
	}
	return sum, context.Cause(ctx)
}

// hedge leaks: when the deadline comes first nobody receives the slow answer.
func (s *service) hedge(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Millisecond)
	defer cancel()
	answer := make(chan int)
	go func() {
		time.Sleep(5 * time.Millisecond)
		answer <- 1
	}()
	select {
	case <-answer:
	case <-ctx.Done():
	}
}

func (s *service) cached(key int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.cache[key]
	if ok && v%4 != 0 {
		return false // stale
	}
	return ok
}

func (s *service) store(key, v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache[key] = v
}

// A backend is a pool of workers that take jobs from a queue.
type backend struct{ jobs chan job }

type job struct {
	n     int
	reply chan<- int
}

var errBusy = errors.New("every seventeenth question is one too many")

func newBackend(ctx context.Context, workers int) *backend {
	b := &backend{jobs: make(chan job)}
	for range workers {
		go b.work(ctx)
	}
	return b
}

func (b *backend) work(ctx context.Context) {
	for {
		select {
		case j := <-b.jobs:
			j.reply <- answer(j.n)
		case <-ctx.Done():
			return
		}
	}
}

func (b *backend) ask(ctx context.Context, n int) (int, error) {
	if n%17 == 0 {
		return 0, errBusy
	}
	reply := make(chan int, 1)
	select {
	case b.jobs <- job{n, reply}:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case v := <-reply:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// answer takes a few microseconds.
func answer(n int) int {
	for range 2000 {
		n = n*1103515245 + 12345
	}
	return n & 0xff
}
