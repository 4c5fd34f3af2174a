// Metering bills API calls by subscription. A subscription's meter rolls its
// counters over at regular intervals until the subscription is cancelled.
//
// rule: stopped-ticker
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"
)

// ledger is where meters report what they counted.
type ledger interface {
	add(subscription string, calls int64)
}

// meter counts the calls of one subscription.
type meter struct {
	*time.Ticker
	subscription string
	calls        atomic.Int64
	to           ledger
}

func newMeter(subscription string, to ledger) *meter {
	m := &meter{Ticker: time.NewTicker(15 * time.Millisecond), subscription: subscription, to: to}
	go m.rollOver() // leak: go
	return m
}

// rollOver moves the count to the ledger at each tick.
func (m *meter) rollOver() {
	for range m.C { // leak: wait, fix
		m.to.add(m.subscription, m.calls.Swap(0))
	}
}

// cancel ends the metering and reports what is left.
func (m *meter) cancel() {
	m.Stop()
	m.to.add(m.subscription, m.calls.Swap(0))
}

// totals is a ledger in memory.
type totals struct {
	mu    sync.Mutex
	calls map[string]int64
}

func (t *totals) add(subscription string, calls int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.calls[subscription] += calls
}

// billing is the HTTP service over all meters.
type billing struct {
	mu     sync.Mutex
	meters map[string]*meter
	totals totals
}

func (b *billing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("subscription")
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.meters[name]
	switch {
	case r.Method == http.MethodDelete && m != nil:
		m.cancel()
		delete(b.meters, name)
	case r.Method == http.MethodPost:
		if m == nil {
			m = newMeter(name, &b.totals)
			b.meters[name] = m
		}
		m.calls.Add(1)
		w.WriteHeader(http.StatusAccepted)
	default:
		http.Error(w, "unknown subscription", http.StatusNotFound)
	}
}

// customer subscribes, calls a few times, and leaves.
func customer(base string, id int) {
	url := fmt.Sprintf("%s/?subscription=s%d", base, id)
	for range 4 {
		if resp, err := http.Post(url, "", nil); err == nil {
			resp.Body.Close()
		}
	}
	if req, err := http.NewRequest(http.MethodDelete, url, nil); err == nil {
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
		}
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	b := &billing{meters: make(map[string]*meter), totals: totals{calls: make(map[string]int64)}}
	go http.Serve(l, b)

	quit := make(chan os.Signal, 1)
	signal.Notify(quit, os.Interrupt)
	for id := 0; ; id++ {
		select {
		case <-quit:
			return
		case <-time.After(25 * time.Millisecond):
			customer("http://"+l.Addr().String(), id)
		}
	}
}
