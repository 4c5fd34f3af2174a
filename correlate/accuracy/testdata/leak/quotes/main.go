// Quotes streams prices. A client may watch any number of symbols; when it
// watches one again, the newest watch counts.
//
// rule: context-pileup | lost-cancel
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"
)

// symbol is what is traded.
type symbol string

// price is what for.
type price struct {
	symbol
	cents int
}

// watchlist holds the watches of one client.
type watchlist struct {
	ctx     context.Context
	mu      sync.Mutex
	watches map[symbol]context.CancelFunc
	feed    *feed
}

// feed sends prices to whoever watches.
type feed struct {
	mu       sync.Mutex
	watchers map[symbol]map[chan price]bool
}

// subscribe adds a channel until the context ends.
func (f *feed) subscribe(ctx context.Context, s symbol) <-chan price {
	ch := make(chan price, 1)
	f.mu.Lock()
	if f.watchers[s] == nil {
		f.watchers[s] = make(map[chan price]bool)
	}
	f.watchers[s][ch] = true
	f.mu.Unlock()
	go func() { // leak: go
		<-ctx.Done() // leak: wait
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers[s], ch)
	}()
	return ch
}

// publish sends a price, and drops it for those who are slow.
func (f *feed) publish(p price) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch := range f.watchers[p.symbol] {
		select {
		case ch <- p:
		default:
		}
	}
}

// watch starts a watch, or starts it again.
func (w *watchlist) watch(s symbol) <-chan price {
	ctx, cancel := context.WithCancel(w.ctx) // leak: context
	w.mu.Lock()
	w.watches[s] = cancel // leak: fix
	w.mu.Unlock()
	return w.feed.subscribe(ctx, s)
}

// unwatch ends a watch.
func (w *watchlist) unwatch(s symbol) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if cancel := w.watches[s]; cancel != nil {
		cancel()
		delete(w.watches, s)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	symbols := []symbol{"ACME", "HOOL", "INIT", "UMBR"}
	f := &feed{watchers: make(map[symbol]map[chan price]bool)}
	go func() {
		for ctx.Err() == nil {
			f.publish(price{symbols[rand.IntN(len(symbols))], 100 + rand.IntN(50)})
			time.Sleep(time.Millisecond)
		}
	}()
	desk := &watchlist{ctx: ctx, watches: make(map[symbol]context.CancelFunc), feed: f}
	for i := 0; ctx.Err() == nil; i++ {
		s := symbols[rand.IntN(len(symbols))]
		select {
		case p := <-desk.watch(s):
			if i%200 == 0 {
				fmt.Printf("%s %d.%02d\n", p.symbol, p.cents/100, p.cents%100)
			}
		case <-time.After(20 * time.Millisecond):
		}
		if i%10 == 0 {
			desk.unwatch(s)
		}
	}
}
