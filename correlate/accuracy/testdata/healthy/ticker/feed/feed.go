// Package feed sends values to subscribers, each at its own pace.
package feed

import (
	"context"
	"sync"
)

// Feed keeps the newest values for each subscriber.
type Feed[T any] struct {
	mu   sync.RWMutex
	subs map[*Subscription[T]]struct{}
	keep int
}

// Option changes a Feed.
type Option interface{ apply(*options) }

type options struct{ keep int }

// Keep is how many values wait for a slow subscriber before the oldest is lost.
type Keep int

func (k Keep) apply(o *options) { o.keep = int(k) }

// New returns a feed without subscribers.
func New[T any](opts ...Option) *Feed[T] {
	o := options{keep: 16}
	for _, opt := range opts {
		opt.apply(&o)
	}
	return &Feed[T]{subs: make(map[*Subscription[T]]struct{}), keep: o.keep}
}

// Subscription is one subscriber's end.
type Subscription[T any] struct {
	feed   *Feed[T]
	queue  chan T
	ended  chan struct{}
	Lost   int
	detach func() bool
}

// Subscribe adds a subscriber until the context ends or Close is called.
func (f *Feed[T]) Subscribe(ctx context.Context) *Subscription[T] {
	s := &Subscription[T]{feed: f, queue: make(chan T, f.keep), ended: make(chan struct{})}
	f.mu.Lock()
	f.subs[s] = struct{}{}
	f.mu.Unlock()
	s.detach = context.AfterFunc(ctx, s.remove)
	return s
}

func (s *Subscription[T]) remove() {
	s.feed.mu.Lock()
	delete(s.feed.subs, s)
	s.feed.mu.Unlock()
	close(s.ended)
}

// Close ends the subscription.
func (s *Subscription[T]) Close() {
	if s.detach() {
		s.remove()
	}
}

// Next waits for a value; false means the subscription has ended.
func (s *Subscription[T]) Next() (v T, ok bool) {
	select {
	case v = <-s.queue:
		return v, true
	case <-s.ended:
		return v, false
	}
}

// Publish never waits for subscribers.
func (f *Feed[T]) Publish(v T) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for s := range f.subs {
		select {
		case s.queue <- v:
			continue
		default:
		}
		select {
		case <-s.queue:
			s.Lost++
		default:
		}
		select {
		case s.queue <- v:
		default:
		}
	}
}
