package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Feed tells its subscribers the news of the shop. A slow subscriber misses
// news; it never holds up the others.
type Feed struct {
	mu   sync.Mutex
	subs map[chan string]bool
}

// NewFeed returns a feed nobody reads yet.
func NewFeed() *Feed { return &Feed{subs: make(map[chan string]bool)} }

// Subscribe returns a channel of news and the function that ends it.
func (f *Feed) Subscribe() (news <-chan string, leave func()) {
	sub := make(chan string, 4)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subs[sub] = true
	return sub, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, sub)
	}
}

// Publish makes news until ctx ends: much in the beginning, then very little,
// as in any shop at night.
func (f *Feed) Publish(ctx context.Context) {
	interval := 80 * time.Millisecond
	for n := 1; ; n++ {
		select {
		case <-time.After(interval):
		case <-ctx.Done():
			return
		}
		f.tell(fmt.Sprintf("news %d", n))
		interval += interval / 3
	}
}

func (f *Feed) tell(item string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for sub := range f.subs {
		select {
		case sub <- item:
		default:
		}
	}
}
