// Limiter lets a few exports run at a time. An export that finds its tenant suspended leaves without giving
// its place back; when all places are gone, every further export waits for ever.
//
// rule: early-return | missing-signal | held-lock
// expect: 10
package main

import (
	"errors"
	"fmt"
	"log"
	"sync/atomic"
	"time"
)

// Limiter bounds concurrency.
type Limiter struct {
	places chan struct{}
}

// NewLimiter has n places.
func NewLimiter(n int) *Limiter { return &Limiter{places: make(chan struct{}, n)} }

// Enter takes a place, Leave gives it back.
func (l *Limiter) Enter() { l.places <- struct{}{} } // leak: wait

func (l *Limiter) Leave() { <-l.places }

type tenant struct {
	name      string
	suspended bool
}

var errSuspended = errors.New("tenant is suspended")

// Exporter writes tenants' data to their buckets.
type Exporter struct {
	limit   *Limiter
	written atomic.Int64
}

// Export writes one tenant's data.
func (e *Exporter) Export(t tenant) error {
	e.limit.Enter() // leak: fix
	if t.suspended {
		return fmt.Errorf("export %s: %w", t.name, errSuspended) // leak: fix
	}
	err := e.upload(t)
	e.limit.Leave() // leak: fix
	return err
}

func (e *Exporter) upload(t tenant) error {
	time.Sleep(8 * time.Millisecond)
	e.written.Add(int64(len(t.name)))
	return nil
}

// nightly exports all tenants, each on its own, as often as the schedule says.
func nightly(e *Exporter, tenants []tenant) {
	for n := 0; ; n++ {
		t := tenants[n%len(tenants)]
		go func() { // leak: go
			if err := e.Export(t); err != nil {
				log.Print(err)
			}
		}()
		time.Sleep(20 * time.Millisecond)
	}
}

func main() {
	e := &Exporter{limit: NewLimiter(6)}
	var tenants []tenant
	for i := range 11 {
		tenants = append(tenants, tenant{fmt.Sprintf("tenant-%d", i), i == 7})
	}
	go nightly(e, tenants)
	for range time.Tick(time.Second) {
		log.Printf("%d bytes written", e.written.Load())
	}
}
