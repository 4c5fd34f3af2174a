// Package stopper keeps track of the tasks of a server, so that it can drain them.
package stopper

import (
	"context"
	"errors"
	"sync"
)

// ErrDraining is returned for tasks that come too late.
var ErrDraining = errors.New("draining")

// Stopper runs tasks.
type Stopper struct {
	mu       sync.Mutex
	tasks    sync.WaitGroup
	draining bool
	quiesce  chan struct{}
}

// New returns a stopper.
func New() *Stopper { return &Stopper{quiesce: make(chan struct{})} }

// RunAsync runs a task in a goroutine of its own.
func (s *Stopper) RunAsync(ctx context.Context, name string, f func(context.Context)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return ErrDraining
	}
	s.tasks.Add(1)
	go func() { // leak: go
		defer s.tasks.Done()
		f(ctx)
	}()
	return nil
}

// ShouldQuiesce is closed when the server drains.
func (s *Stopper) ShouldQuiesce() <-chan struct{} { return s.quiesce }

// Stop drains the server.
func (s *Stopper) Stop() {
	s.mu.Lock()
	s.draining = true
	close(s.quiesce)
	s.mu.Unlock()
	s.tasks.Wait()
}
