// Orders writes an audit entry for every order after its response, detached from the request and with a
// timeout of its own. Each customer has a worker that is started on demand and ends when it is idle.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type entry struct {
	text  string
	saved chan<- error
}

// worker writes the entries of a customer.
type worker struct{ entries chan entry }

type audit struct {
	mu      sync.Mutex
	workers map[string]*worker
}

// write hands e to the customer's worker.
func (a *audit) write(ctx context.Context, customer string, e entry) error {
	a.mu.Lock()
	w, ok := a.workers[customer]
	if !ok {
		w = &worker{make(chan entry, 4)}
		a.workers[customer] = w
		go a.serve(customer, w)
	}
	defer a.mu.Unlock()
	select {
	case w.entries <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *audit) serve(customer string, w *worker) {
	idle := time.NewTimer(200 * time.Millisecond)
	defer idle.Stop()
	for {
		select {
		case e := <-w.entries:
			time.Sleep(time.Millisecond)
			e.saved <- nil
			idle.Reset(200 * time.Millisecond)
		case <-idle.C:
			a.mu.Lock()
			if len(w.entries) == 0 {
				delete(a.workers, customer)
				a.mu.Unlock()
				return
			}
			a.mu.Unlock()
			idle.Reset(200 * time.Millisecond)
		}
	}
}

func (a *audit) order(w http.ResponseWriter, r *http.Request) {
	customer := r.PathValue("customer")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*time.Second)
	go func() {
		defer cancel()
		saved := make(chan error, 1)
		if err := a.write(ctx, customer, entry{r.URL.Path, saved}); err != nil {
			log.Print(err)
			return
		}
		select {
		case err := <-saved:
			if err != nil {
				log.Print(err)
			}
		case <-ctx.Done():
			log.Print(ctx.Err())
		}
	}()
	fmt.Fprintln(w, "accepted")
}

func main() {
	a := &audit{workers: map[string]*worker{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{customer}", a.order)
	srv := httptest.NewServer(mux)
	for n := 0; ; n++ {
		resp, err := http.Post(fmt.Sprintf("%s/customer%d", srv.URL, n/3), "", nil)
		if err != nil {
			log.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		time.Sleep(5 * time.Millisecond)
	}
}
