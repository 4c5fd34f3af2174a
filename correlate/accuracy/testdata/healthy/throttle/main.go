// Throttle is an API gateway with a rate limit for each customer. Requests over
// the limit wait in line; some clients hang up before it is their turn.
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"time"
)

// bucket hands out tokens at a rate, and keeps a few for bursts.
type bucket struct {
	tokens chan struct{}
	stop   chan struct{}
}

func newBucket(perSecond, burst int) *bucket {
	b := &bucket{tokens: make(chan struct{}, burst), stop: make(chan struct{})}
	go b.fill(time.Second / time.Duration(perSecond))
	return b
}

func (b *bucket) fill(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			select {
			case b.tokens <- struct{}{}:
			default:
			}
		case <-b.stop:
			return
		}
	}
}

func (b *bucket) wait(ctx context.Context) error {
	select {
	case <-b.tokens:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// limits has a bucket for each customer who was there of late.
type limits struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func (l *limits) of(customer string) *bucket {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[customer]
	if b == nil {
		b = newBucket(100, 5)
		l.buckets[customer] = b
	}
	return b
}

// forget stops the buckets of customers.
func (l *limits) forget(customers ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range customers {
		if b := l.buckets[c]; b != nil {
			close(b.stop)
			delete(l.buckets, c)
		}
	}
}

// limited is a handler behind the limits.
func (l *limits) limited(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := l.of(r.Header.Get("Customer")).wait(r.Context()); err != nil {
			http.Error(w, "busy", http.StatusTooManyRequests)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// client calls without a break. Impatient clients hang up early.
func client(ctx context.Context, url, customer string, patience time.Duration) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, patience)
		req, err := http.NewRequestWithContext(short, http.MethodGet, url, nil)
		if err != nil {
			log.Fatal(err)
		}
		req.Header.Set("Customer", customer)
		if resp, err := http.DefaultClient.Do(req); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		} else if !errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			log.Print(err)
		}
		cancel()
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	limits := &limits{buckets: make(map[string]*bucket)}
	srv := &http.Server{Handler: limits.limited(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") }))}
	go srv.Serve(l)
	var clients sync.WaitGroup
	for i := range 30 {
		patience := time.Second
		if i%5 == 0 {
			patience = 15 * time.Millisecond
		}
		clients.Go(func() { client(ctx, "http://"+l.Addr().String(), "c"+strconv.Itoa(i%4), patience) })
	}
	clients.Wait()
	limits.forget("c0", "c1", "c2", "c3")
	srv.Shutdown(context.Background())
}
