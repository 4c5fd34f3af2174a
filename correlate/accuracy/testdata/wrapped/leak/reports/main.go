// Reports renders documents, a few at a time. The rendering goes on after the
// request, and its result is looked up later.
//
// rule: detached-context | missing-signal
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// renderer renders, within the limits of its memory.
type renderer struct {
	memory *semaphore.Weighted
	ready  sync.Map
}

var errTemplate = errors.New("bad template")

// render takes memory for as long as it needs it.
func (r *renderer) render(ctx context.Context, id int) error {
	if err := r.memory.Acquire(ctx, 2); err != nil { // leak: wait
		return err
	}
	time.Sleep(3 * time.Millisecond)
	if id%8 == 7 {
		return fmt.Errorf("report %d: %w", id, errTemplate) // leak: fix
	}
	r.memory.Release(2)
	r.ready.Store(id, true)
	return nil
}

// queue starts a rendering.
func (r *renderer) queue(w http.ResponseWriter, req *http.Request) {
	id, err := strconv.Atoi(req.PathValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	go func() { // leak: go
		if err := r.render(context.Background(), id); err != nil && !errors.Is(err, errTemplate) { // leak: context, fix
			log.Print(err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	r := &renderer{memory: semaphore.NewWeighted(8)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /reports/{id}", r.queue)
	srv := &http.Server{Handler: mux}
	go srv.Serve(l)
	defer srv.Close()
	for id := 0; ctx.Err() == nil; id++ {
		resp, err := http.Post(fmt.Sprintf("http://%s/reports/%d", l.Addr(), id), "", nil)
		if err != nil {
			log.Print(err)
			return
		}
		resp.Body.Close()
		time.Sleep(8 * time.Millisecond)
	}
}
