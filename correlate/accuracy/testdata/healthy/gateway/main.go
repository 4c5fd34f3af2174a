// Gateway is a reverse proxy with everything that stands still in a healthy one: keep-alive connections, a
// pool of workers without work, long polls, a limiter that holds requests back, retries with a deadline,
// and an upstream that is slower than some of its callers.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// audit takes records to a slow disk, with room for a burst.
type audit struct {
	records chan string
	done    sync.WaitGroup
}

func newAudit(ctx context.Context, writers int) *audit {
	a := &audit{records: make(chan string, 256)}
	for range writers {
		a.done.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-a.records:
					time.Sleep(3 * time.Millisecond)
				}
			}
		})
	}
	return a
}

func (a *audit) put(ctx context.Context, record string) {
	select {
	case a.records <- record:
	case <-ctx.Done():
	}
}

// notices wakes long polls whenever the generation moves on, which is seldom.
type notices struct {
	mu   sync.Mutex
	wake chan struct{}
}

func (n *notices) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.wake
}

func (n *notices) publish() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.wake)
	n.wake = make(chan struct{})
}

// poll answers when there is something new, or after half a minute.
func (n *notices) poll(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 30*time.Second)
	defer cancel()
	select {
	case <-n.wait():
		fmt.Fprintln(w, "changed")
	case <-ctx.Done():
		w.WriteHeader(http.StatusNoContent)
	}
}

// limit lets n requests through at a time; the others wait for as long as their clients do.
func limit(n int, next http.Handler) http.Handler {
	slots := make(chan struct{}, n)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
			http.Error(w, "gone", http.StatusServiceUnavailable)
		}
	})
}

func upstream() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wait := 15 * time.Millisecond
		if r.URL.Path == "/report" {
			wait = 400 * time.Millisecond
		}
		select {
		case <-time.After(wait):
			fmt.Fprintln(w, "ok")
		case <-r.Context().Done():
		}
	}))
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	target, err := url.Parse(upstream().URL)
	if err != nil {
		log.Fatal(err)
	}
	log := newAudit(ctx, 8)
	news := &notices{wake: make(chan struct{})}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(w http.ResponseWriter, r *http.Request, err error) { w.WriteHeader(http.StatusBadGateway) }
	mux := http.NewServeMux()
	mux.Handle("/", limit(6, proxy))
	mux.HandleFunc("GET /poll", news.poll)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		log.put(r.Context(), r.URL.Path)
	}))
	go func() {
		for range time.Tick(1200 * time.Millisecond) {
			news.publish()
		}
	}()
	for range 5 {
		go client(ctx, srv.URL+"/poll", time.Minute)
	}
	for id := range 10 {
		path, patience := "/item", time.Second
		if id%3 == 0 {
			path, patience = "/report", 250*time.Millisecond
		}
		go client(ctx, srv.URL+path, patience)
	}
	<-ctx.Done()
	log.done.Wait()
}

// client asks again and again, and gives up each time its patience is over.
func client(ctx context.Context, url string, patience time.Duration) {
	c := &http.Client{Timeout: patience}
	for ctx.Err() == nil {
		resp, err := c.Get(url)
		if err != nil {
			if !errors.Is(err, context.DeadlineExceeded) && !os.IsTimeout(err) {
				time.Sleep(50 * time.Millisecond)
			}
			continue
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		time.Sleep(5 * time.Millisecond)
	}
}
