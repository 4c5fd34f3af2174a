// Provider keeps the routes of a reverse proxy in step with its backends. A reload of the configuration ends
// the watch of the old one; a watch that has lost its backend tries again and again and does not look.
//
// rule: ignored-cancel | outlived-parent | spawn-growth
// expect: 5
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

var errRefused = errors.New("connection refused")

type configuration struct {
	endpoint string
	routes   int
}

// backend lists routes; some endpoints never answer.
type backend struct{}

func (backend) list(endpoint string) (int, error) {
	if rand.IntN(3) == 0 || endpoint == "consul-2" {
		return 0, errRefused
	}
	return rand.IntN(100), nil
}

type provider struct {
	backend  backend
	endpoint string
	interval time.Duration
}

// provide sends the configuration whenever it changes, until ctx ends.
func (p *provider) provide(ctx context.Context, out chan<- configuration) {
	for {
		n := p.listWithRetry()
		select {
		case out <- configuration{p.endpoint, n}:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(p.interval):
		case <-ctx.Done():
			return
		}
	}
}

func (p *provider) listWithRetry() int {
	wait := time.Millisecond
	for {
		n, err := p.backend.list(p.endpoint)
		if err == nil {
			return n
		}
		select {
		case <-time.After(wait): // leak: wait, fix
			wait = min(2*wait, 250*time.Millisecond)
		}
	}
}

type proxy struct {
	mu     sync.Mutex
	routes map[string]int
}

func (p *proxy) apply(in <-chan configuration) {
	for c := range in {
		p.mu.Lock()
		p.routes[c.endpoint] = c.routes
		p.mu.Unlock()
	}
}

func main() {
	updates := make(chan configuration)
	px := &proxy{routes: map[string]int{}}
	go px.apply(updates)
	for n := 0; ; n++ {
		ctx, cancel := context.WithCancel(context.Background()) // leak: context
		for _, endpoint := range []string{"consul-1", "consul-2", "consul-3"} {
			p := &provider{endpoint: endpoint, interval: 20 * time.Millisecond}
			go p.provide(ctx, updates) // leak: go
		}
		time.Sleep(150 * time.Millisecond)
		cancel()
		log.Printf("reload %d", n)
	}
}
