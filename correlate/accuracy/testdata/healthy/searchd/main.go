// Searchd serves queries, is told to stop in the middle of them, shuts down gracefully and lets its successor
// take over, as a container does at every deployment. Streams of results that take long end by themselves.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// daemon is one incarnation of the service.
type daemon struct {
	n     int
	srv   *http.Server
	base  context.Context
	stop  context.CancelFunc
	tasks sync.WaitGroup
}

func start(n int, l net.Listener) *daemon {
	d := &daemon{n: n}
	d.base, d.stop = context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /search", d.search)
	mux.HandleFunc("GET /stream", d.stream)
	d.srv = &http.Server{Handler: mux, BaseContext: func(net.Listener) context.Context { return d.base }}
	d.tasks.Go(d.refresh)
	d.tasks.Go(func() {
		if err := d.srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Print(err)
		}
	})
	return d
}

// refresh looks for a newer index every now and then.
func (d *daemon) refresh() {
	t := time.NewTicker(300 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-d.base.Done():
			return
		}
	}
}

func (d *daemon) search(w http.ResponseWriter, r *http.Request) {
	select {
	case <-time.After(20 * time.Millisecond):
		fmt.Fprintln(w, d.n)
	case <-r.Context().Done():
	}
}

// stream sends a line every 30 ms, forty of them.
func (d *daemon) stream(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	for i := range 40 {
		if _, err := fmt.Fprintln(w, i); err != nil {
			return
		}
		rc.Flush()
		select {
		case <-time.After(30 * time.Millisecond):
		case <-r.Context().Done():
			return
		}
	}
}

// shutdown lets requests end, for two seconds; then it ends them.
func (d *daemon) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := d.srv.Shutdown(ctx)
	d.stop()
	if err != nil {
		d.srv.Close()
	}
	d.tasks.Wait()
	return err
}

func main() {
	var current atomic.Pointer[string]
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		url := "http://" + l.Addr().String()
		current.Store(&url)
		return l
	}
	old := start(0, listen())
	for id := range 9 {
		path := "/search"
		if id%3 == 0 {
			path = "/stream"
		}
		go user(&current, path)
	}
	for n := 1; ; n++ {
		time.Sleep(900 * time.Millisecond)
		next := start(n, listen())
		if err := old.shutdown(); err != nil {
			log.Printf("daemon %d: %v", old.n, err)
		}
		old = next
	}
}

func user(url *atomic.Pointer[string], path string) {
	for {
		resp, err := http.Get(*url.Load() + path)
		if err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
}
