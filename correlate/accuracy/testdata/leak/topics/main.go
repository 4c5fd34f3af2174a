// Topics delivers configuration to whoever subscribes. A subscription comes with a function to end it, which
// one of the callers has no use for.
//
// rule: lost-cancel
// expect: 10
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

// Update is a new value of a key.
type Update[V any] struct {
	Key   string
	Value V
}

// Topic has the latest values of its keys.
type Topic[V any] struct {
	mu     sync.Mutex
	values map[string]V
	fresh  chan struct{}
}

// NewTopic is empty.
func NewTopic[V any]() *Topic[V] {
	return &Topic[V]{values: map[string]V{}, fresh: make(chan struct{})}
}

// Set changes a value.
func (t *Topic[V]) Set(key string, v V) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.values[key] = v
	close(t.fresh)
	t.fresh = make(chan struct{})
}

func (t *Topic[V]) get(key string) (V, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.values[key], t.fresh
}

// Subscribe delivers the values of a key until the returned function is called.
func (t *Topic[V]) Subscribe(ctx context.Context, key string) (<-chan Update[V], context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx) // leak: context
	updates := make(chan Update[V], 1)
	go t.deliver(ctx, key, updates) // leak: go
	return updates, cancel
}

func (t *Topic[V]) deliver(ctx context.Context, key string, updates chan Update[V]) {
	defer close(updates)
	for {
		v, fresh := t.get(key)
		select {
		case <-updates: // an old one nobody took
		default:
		}
		updates <- Update[V]{key, v}
		select { // leak: wait
		case <-fresh:
		case <-ctx.Done():
			return
		}
	}
}

// flag tells whether a feature is on for a user, from the first value that comes.
func flag(ctx context.Context, t *Topic[int], name string, user int) bool {
	updates, _ := t.Subscribe(ctx, name) // leak: fix
	select {
	case u := <-updates:
		return user%100 < u.Value
	case <-time.After(50 * time.Millisecond):
		return false
	}
}

// audit writes down all changes for a while.
func audit(ctx context.Context, t *Topic[int], name string) {
	updates, stop := t.Subscribe(ctx, name)
	defer stop()
	end := time.After(200 * time.Millisecond)
	for {
		select {
		case u := <-updates:
			log.Printf("%s is at %d %%", u.Key, u.Value)
		case <-end:
			return
		}
	}
}

func main() {
	ctx := context.Background()
	t := NewTopic[int]()
	go func() {
		for {
			t.Set("checkout", rand.IntN(100))
			time.Sleep(400 * time.Millisecond)
		}
	}()
	go func() {
		for range time.Tick(time.Second) {
			audit(ctx, t, "checkout")
		}
	}()
	on := 0
	for user := 0; ; user++ {
		if flag(ctx, t, "checkout", user) {
			on++
		}
		if user%50 == 49 {
			fmt.Println(on, "of", user+1)
		}
		time.Sleep(30 * time.Millisecond)
	}
}
