// Forex keeps exchange rates behind a read-write lock. A conversion reads a rate and, for pairs without one,
// reads two more on the way, with the lock already in its hand. That goes well until an update asks for the
// lock in between.
//
// rule: held-lock | lock-cycle
// expect: 3
// run: 4s
package main

import (
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

type pair struct{ from, to string }

var errNoRate = errors.New("no rate")

// Table has the rates.
type Table struct {
	mu    sync.RWMutex
	rates map[pair]float64
}

// Rate is the direct rate of a pair.
func (t *Table) Rate(p pair) (float64, error) {
	t.mu.RLock() // leak: wait, fix
	defer t.mu.RUnlock()
	time.Sleep(100 * time.Microsecond)
	if r, ok := t.rates[p]; ok {
		return r, nil
	}
	return 0, fmt.Errorf("%v: %w", p, errNoRate)
}

// Convert goes over the euro where it has to.
func (t *Table) Convert(amount float64, p pair) (float64, error) {
	t.mu.RLock() // leak: wait, fix
	defer t.mu.RUnlock()
	if r, ok := t.rates[p]; ok {
		return amount * r, nil
	}
	in, err := t.Rate(pair{p.from, "EUR"}) // leak: fix
	if err != nil {
		return 0, err
	}
	out, err := t.Rate(pair{"EUR", p.to}) // leak: fix
	if err != nil {
		return 0, err
	}
	return amount * in * out, nil
}

// Update sets the rate of a pair.
func (t *Table) Update(p pair, rate float64) {
	t.mu.Lock() // leak: wait
	defer t.mu.Unlock()
	t.rates[p] = rate
}

type desk struct {
	name  string
	table *Table
}

// trade converts all day.
func (d *desk) trade(pairs []pair) {
	for n := 0; ; n++ {
		if _, err := d.table.Convert(100, pairs[n%len(pairs)]); err != nil {
			log.Printf("%s: %v", d.name, err)
		}
		time.Sleep(time.Duration(rand.IntN(3)) * time.Millisecond)
	}
}

func (d *desk) quote(p pair) {
	for {
		d.table.Update(p, rand.Float64())
		time.Sleep(4 * time.Millisecond)
	}
}

func main() {
	t := &Table{rates: map[pair]float64{{"USD", "EUR"}: 0.9, {"EUR", "USD"}: 1.1, {"EUR", "JPY"}: 160, {"JPY", "EUR"}: 0.006}}
	pairs := []pair{{"USD", "EUR"}, {"USD", "JPY"}, {"JPY", "USD"}}
	for i := range 3 {
		d := &desk{fmt.Sprint("desk ", i), t}
		go d.trade(pairs)              // leak: go
		go d.quote(pair{"USD", "EUR"}) // leak: go
	}
	for range time.Tick(time.Second) {
		log.Print("market is open")
	}
}
