// Catalog loads products once for everybody who asks at the same time. A load that fails is taken out of the
// table, and those who were waiting for it are forgotten.
//
// rule: missing-signal | ignored-cancel
// expect: 6
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type product struct {
	sku   string
	cents int
}

// load is one that is under way; done is closed when it is over.
type load struct {
	done chan struct{}
	p    product
	err  error
}

type group struct {
	mu    sync.Mutex
	loads map[string]*load
}

// do calls fn for the key, or waits for the call that somebody else made.
func (g *group) do(ctx context.Context, key string, fn func(context.Context) (product, error)) (product, error) {
	g.mu.Lock()
	if l, ok := g.loads[key]; ok {
		g.mu.Unlock()
		<-l.done // leak: wait, fix
		return l.p, l.err
	}
	l := &load{done: make(chan struct{})}
	g.loads[key] = l
	g.mu.Unlock()

	l.p, l.err = fn(ctx)
	g.mu.Lock()
	delete(g.loads, key)
	g.mu.Unlock()
	if l.err != nil {
		return product{}, l.err // leak: fix
	}
	close(l.done) // leak: fix
	return l.p, nil
}

var errStore = errors.New("store: too many connections")

type catalog struct {
	loads group
	tries int
	mu    sync.Mutex
}

// fetch reads the product from a store that fails every few times.
func (c *catalog) fetch(sku string) func(context.Context) (product, error) {
	return func(ctx context.Context) (product, error) {
		c.mu.Lock()
		c.tries++
		fails := c.tries%6 == 0
		c.mu.Unlock()
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return product{}, ctx.Err()
		}
		if fails {
			return product{}, errStore
		}
		return product{sku, 1999}, nil
	}
}

func (c *catalog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sku := r.FormValue("sku")
	p, err := c.loads.do(r.Context(), sku, c.fetch(sku)) // leak: context
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	fmt.Fprintf(w, "%s costs %d\n", p.sku, p.cents)
}

func main() {
	srv := httptest.NewServer(&catalog{loads: group{loads: map[string]*load{}}}) // leak: go
	for n := 0; ; n++ {
		url := fmt.Sprintf("%s/?sku=%d", srv.URL, n%5)
		for range 3 { // a page shows the product in three places
			go view(url)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// view loads a part of a page, for a second at most.
func view(url string) {
	client := http.Client{Timeout: time.Second}
	resp, err := client.Get(url)
	if err != nil {
		log.Print(err)
		return
	}
	resp.Body.Close()
}
