// Tiles draws maps out of layers that are fetched together. A layer that fails ends the others, layers that
// do not listen have a buffer for their answer and end soon after, and each region's cache has a janitor
// that is stopped with it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

type tile struct{ x, y int }

// cache forgets what is old; its janitor lives until Close.
type cache[K comparable, V any] struct {
	mu    sync.Mutex
	items map[K]entry[V]
	quit  chan struct{}
	gone  sync.WaitGroup
}

type entry[V any] struct {
	v       V
	expires time.Time
}

func newCache[K comparable, V any](sweep time.Duration) *cache[K, V] {
	c := &cache[K, V]{items: map[K]entry[V]{}, quit: make(chan struct{})}
	c.gone.Add(1)
	go c.janitor(sweep)
	return c
}

func (c *cache[K, V]) janitor(sweep time.Duration) {
	defer c.gone.Done()
	t := time.NewTicker(sweep)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.mu.Lock()
			for k, e := range c.items {
				if now.After(e.expires) {
					delete(c.items, k)
				}
			}
			c.mu.Unlock()
		case <-c.quit:
			return
		}
	}
}

func (c *cache[K, V]) put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = entry[V]{v, time.Now().Add(time.Second)}
}

func (c *cache[K, V]) close() {
	close(c.quit)
	c.gone.Wait()
}

var errNoData = errors.New("no data here")

// layer is a source of a map's parts; a deaf one cannot be cancelled.
type layer struct {
	name string
	deaf bool
	wait time.Duration
}

func (l layer) fetch(ctx context.Context, t tile) (string, error) {
	wait := l.wait + time.Duration(rand.IntN(5))*time.Millisecond
	if l.deaf {
		time.Sleep(wait)
	} else {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
	if (t.x+t.y)%7 == 0 && l.name == "water" {
		return "", errNoData
	}
	return l.name, nil
}

// draw fetches all layers and fails with the first that does.
func draw(parent context.Context, layers []layer, t tile) (string, error) {
	ctx, cancel := context.WithTimeout(parent, 60*time.Millisecond)
	defer cancel()
	type part struct {
		s   string
		err error
	}
	parts := make(chan part, len(layers))
	for _, l := range layers {
		go func() {
			s, err := l.fetch(ctx, t)
			parts <- part{s, err}
		}()
	}
	picture := ""
	for range layers {
		select {
		case p := <-parts:
			if p.err != nil {
				return "", p.err
			}
			picture += p.s + " "
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return picture, nil
}

// region serves one region until the rotation comes to the next.
func region(ctx context.Context, id int, layers []layer) {
	c := newCache[tile, string](50 * time.Millisecond)
	defer c.close()
	for n := range 25 {
		t := tile{id, n}
		picture, err := draw(ctx, layers, t)
		if err != nil {
			continue
		}
		c.put(t, picture)
		time.Sleep(5 * time.Millisecond)
	}
}

func main() {
	layers := []layer{{"roads", false, 5 * time.Millisecond}, {"water", false, 3 * time.Millisecond}, {"satellite", true, 45 * time.Millisecond}, {"names", false, 100 * time.Millisecond}}
	ctx := context.Background()
	for n := 0; ; n++ {
		var wg sync.WaitGroup
		for id := range 3 {
			wg.Go(func() { region(ctx, id, layers[:3+id%2]) })
		}
		wg.Wait()
		log.Print(fmt.Sprintf("round %d", n))
	}
}
