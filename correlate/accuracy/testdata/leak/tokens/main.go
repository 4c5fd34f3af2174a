// Tokens hands out permissions to call a partner, a few each second. The refill starts with the first
// request that needs a token, and with the context of that request: when its caller is served, the refill
// ends, and everybody who comes later waits.
//
// rule: missing-signal | ignored-cancel
// expect: 8
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"time"
)

// bucket is the tokens of one partner.
type bucket struct {
	start  sync.Once
	tokens chan struct{}
	every  time.Duration
}

// take waits for a token.
func (b *bucket) take(ctx context.Context) {
	b.start.Do(func() { go b.refill(ctx) }) // leak: fix
	<-b.tokens                              // leak: wait, fix
}

// refill adds a token now and then.
func (b *bucket) refill(ctx context.Context) {
	tick := time.NewTicker(b.every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			select {
			case b.tokens <- struct{}{}:
			default:
			}
		case <-ctx.Done():
			return // leak: fix
		}
	}
}

type proxy struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func (p *proxy) bucket(partner string) *bucket {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.buckets[partner]
	if b == nil {
		b = &bucket{tokens: make(chan struct{}, 10), every: 5 * time.Millisecond}
		for range 10 {
			b.tokens <- struct{}{}
		}
		p.buckets[partner] = b
	}
	return b
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	partner := r.PathValue("partner")
	if partner == "" {
		partner = "none"
	}
	p.bucket(partner).take(r.Context()) // leak: context
	fmt.Fprintf(w, "asked %s\n", partner)
}

func main() {
	mux := http.NewServeMux()
	mux.Handle("GET /ask/{partner}", &proxy{buckets: map[string]*bucket{}})
	srv := httptest.NewServer(mux) // leak: go
	client := &http.Client{Timeout: 300 * time.Millisecond}
	for n := 0; ; n++ {
		go ask(client, fmt.Sprintf("%s/ask/partner-%d", srv.URL, n%3))
		time.Sleep(30 * time.Millisecond)
	}
}

func ask(client *http.Client, url string) {
	resp, err := client.Get(url)
	switch {
	case errors.Is(err, context.DeadlineExceeded) || os.IsTimeout(err):
		return
	case err != nil:
		log.Print(err)
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}
