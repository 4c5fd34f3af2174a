// Outbox delivers events to other services, with growing pauses between tries.
// One of the services is down for good, and its sender keeps trying.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"
)

// policy says how long to pause before the n-th try.
type policy func(try int) time.Duration

// exponential doubles the pause up to a limit.
func exponential(first, limit time.Duration) policy {
	return func(try int) time.Duration {
		d := min(first<<min(try, 20), limit)
		return d/2 + rand.N(d/2)
	}
}

// permanent marks an error that no other try would heal.
type permanent struct{ error }

// retry calls f until it succeeds, fails for good, or the context ends.
func retry(ctx context.Context, pause policy, f func(context.Context) error) error {
	for try := 0; ; try++ {
		err := f(ctx)
		if err == nil || errors.As(err, new(permanent)) {
			return err
		}
		select {
		case <-time.After(pause(try)):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// sender delivers to one service, one event after the other.
type sender struct {
	url    string
	events chan string
	http   *http.Client
	pause  policy
}

func (s *sender) run(ctx context.Context) {
	for {
		select {
		case e := <-s.events:
			if err := retry(ctx, s.pause, func(ctx context.Context) error { return s.send(ctx, e) }); err != nil && ctx.Err() == nil {
				log.Printf("dropped: %v", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (s *sender) send(ctx context.Context, e string) error {
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, strings.NewReader(e))
	if err != nil {
		return permanent{err}
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	if resp.StatusCode >= 500 {
		return fmt.Errorf("%s: %s", s.url, resp.Status)
	}
	return nil
}

// moody is a service that fails often and is slow at times.
func moody(w http.ResponseWriter, r *http.Request) {
	time.Sleep(rand.N(6 * time.Millisecond))
	if rand.IntN(3) == 0 {
		http.Error(w, "later", http.StatusServiceUnavailable)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	gone.Close()
	srv := &http.Server{Handler: http.HandlerFunc(moody)}
	go srv.Serve(l)
	defer srv.Close()

	var running sync.WaitGroup
	var senders []*sender
	for i := range 12 {
		s := &sender{url: "http://" + l.Addr().String(), events: make(chan string, 64), http: http.DefaultClient, pause: exponential(5*time.Millisecond, time.Second)}
		if i%6 == 5 {
			s.url, s.pause = "http://"+gone.Addr().String(), exponential(20*time.Millisecond, time.Minute)
		}
		senders = append(senders, s)
		running.Go(func() { s.run(ctx) })
	}
	for n := 0; ctx.Err() == nil; n++ {
		for _, s := range senders {
			select {
			case s.events <- fmt.Sprint("event ", n):
			default: // the disk keeps it for later
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	running.Wait()
}
