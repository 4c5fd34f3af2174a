// Package mailbox runs actors: each has its own state, and a goroutine that
// takes messages for it, one at a time.
package mailbox

import (
	"context"
	"errors"
	"sync"
)

// ErrStopped is returned by Tell and Ask when the actor has ended.
var ErrStopped = errors.New("actor stopped")

// Actor takes messages of type M.
type Actor[M any] struct {
	box  chan M
	ctx  context.Context
	stop context.CancelFunc
	done sync.WaitGroup
}

// Start runs an actor until Stop or the end of its parent's context.
func Start[M any](parent context.Context, receive func(context.Context, M)) *Actor[M] {
	a := &Actor[M]{box: make(chan M, 8)}
	a.ctx, a.stop = context.WithCancel(parent)
	a.done.Go(func() { a.loop(receive) })
	return a
}

func (a *Actor[M]) loop(receive func(context.Context, M)) {
	for {
		select {
		case m := <-a.box:
			receive(a.ctx, m)
		case <-a.ctx.Done():
			return
		}
	}
}

// Tell sends a message.
func (a *Actor[M]) Tell(ctx context.Context, m M) error {
	select {
	case a.box <- m:
		return nil
	case <-a.ctx.Done():
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop ends the actor and waits for it.
func (a *Actor[M]) Stop() {
	a.stop()
	a.done.Wait()
}
