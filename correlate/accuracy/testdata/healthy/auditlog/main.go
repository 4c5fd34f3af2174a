// Auditlog answers requests and writes about them afterwards. The writing must
// outlive the request, has a deadline of its own, and is waited for at the end.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"
)

// archive takes records one at a time, each takes a moment.
type archive struct {
	turn    chan struct{}
	records []string
}

func (a *archive) store(ctx context.Context, record string) error {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-a.turn }()
	time.Sleep(2 * time.Millisecond)
	if a.records = append(a.records, record); len(a.records) == 1000 {
		a.records = nil
	}
	return nil
}

// background runs what outlives its request.
type background struct {
	sync.WaitGroup
	limit time.Duration
	slots chan struct{}
}

var errTooLate = errors.New("archive too slow")

// after runs f with the values of ctx, but not its end.
func (b *background) after(ctx context.Context, f func(context.Context)) {
	select {
	case b.slots <- struct{}{}:
	case <-ctx.Done():
		return
	}
	b.Go(func() {
		defer func() { <-b.slots }()
		ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), b.limit, errTooLate)
		defer cancel()
		f(ctx)
	})
}

// api answers and writes.
type api struct {
	archive    *archive
	background *background
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	record := fmt.Sprintf("%s %s %s", time.Now().Format(time.RFC3339Nano), r.Method, r.URL)
	a.background.after(r.Context(), func(ctx context.Context) {
		if err := a.archive.store(ctx, record); err != nil && !errors.Is(err, errTooLate) {
			log.Print(err)
		}
	})
	io.WriteString(w, "done\n")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	bg := &background{limit: 150 * time.Millisecond, slots: make(chan struct{}, 100)}
	srv := &http.Server{Handler: &api{&archive{turn: make(chan struct{}, 1)}, bg}}
	go srv.Serve(l)

	var clients sync.WaitGroup
	for range 10 {
		clients.Go(func() {
			for ctx.Err() == nil {
				resp, err := http.Get("http://" + l.Addr().String() + "/account")
				if err != nil {
					return
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
	clients.Wait()
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	srv.Shutdown(last)
	bg.Wait()
}
