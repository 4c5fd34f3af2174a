// Proposals is the front of a replicated log: a write is proposed, and its handler waits until the log has
// applied it. When the group has no leader for a moment, proposals are dropped without a word. The handler
// gives up with its request; the goroutine that watches over the write does not.
//
// rule: ignored-cancel
// expect: 8
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// waits pairs proposals with their application, by id.
type waits struct {
	mu sync.Mutex
	m  map[uint64]chan int64
}

func (w *waits) register(id uint64) <-chan int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := make(chan int64, 1)
	w.m[id] = ch
	return ch
}

func (w *waits) trigger(id uint64, index int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ch, ok := w.m[id]; ok {
		ch <- index
		delete(w.m, id)
	}
}

type node struct {
	waits    waits
	next     atomic.Uint64
	proposed chan uint64
	metrics  struct {
		sync.Mutex
		applied time.Duration
		n       int
	}
}

// raft applies what is proposed; in every second a quarter is without a leader.
func (n *node) raft() {
	index := int64(0)
	for id := range n.proposed {
		if time.Now().Nanosecond() < 250e6 {
			continue // dropped
		}
		index++
		time.AfterFunc(4*time.Millisecond, func() { n.waits.trigger(id, index) })
	}
}

func (n *node) propose(ctx context.Context) (int64, error) {
	id := n.next.Add(1)
	applied := n.waits.register(id)
	select {
	case n.proposed <- id:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	done := make(chan int64, 1)
	go n.observe(ctx, time.Now(), applied, done) // leak: go
	select {
	case index := <-done:
		return index, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("proposal %d: %w", id, ctx.Err())
	}
}

// observe waits for the application and keeps the time it took.
func (n *node) observe(ctx context.Context, start time.Time, applied <-chan int64, done chan<- int64) {
	index := <-applied // leak: wait, fix
	n.metrics.Lock()
	n.metrics.applied += time.Since(start)
	n.metrics.n++
	n.metrics.Unlock()
	if ctx.Err() == nil {
		done <- index
	}
}

func (n *node) put(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 80*time.Millisecond) // leak: context
	defer cancel()
	index, err := n.propose(ctx)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	json.NewEncoder(w).Encode(map[string]int64{"index": index})
}

func main() {
	n := &node{waits: waits{m: map[uint64]chan int64{}}, proposed: make(chan uint64)}
	go n.raft()
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /kv/{key}", n.put)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	for writer := range 4 {
		go write(fmt.Sprintf("http://%s/kv/%d", l.Addr(), writer))
	}
	log.Fatal(http.Serve(l, mux))
}

func write(url string) {
	for {
		req, err := http.NewRequest("PUT", url, strings.NewReader("value"))
		if err != nil {
			log.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			log.Print(err)
			continue
		}
		resp.Body.Close()
		time.Sleep(15 * time.Millisecond)
	}
}
