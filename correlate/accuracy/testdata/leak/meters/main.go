// Meters measures the rate at which each batch job reads. A meter is stopped with its job: no more ticks, but
// the goroutine that takes them does not hear of it.
//
// rule: stopped-ticker | unclosed-owner | outlived-parent
// expect: 12
package main

import (
	"log"
	"math"
	"sync/atomic"
	"time"
)

// Meter is a moving average.
type Meter struct {
	uncounted atomic.Int64
	rate      atomic.Uint64
	ticker    *time.Ticker
}

// NewMeter starts measuring.
func NewMeter(interval time.Duration) *Meter {
	m := &Meter{ticker: time.NewTicker(interval)}
	go m.tick(interval.Seconds()) // leak: go
	return m
}

// Mark counts n events.
func (m *Meter) Mark(n int64) { m.uncounted.Add(n) }

// Rate is in events a second.
func (m *Meter) Rate() float64 { return math.Float64frombits(m.rate.Load()) }

// Stop ends the measuring.
func (m *Meter) Stop() {
	m.ticker.Stop() // leak: fix
}

func (m *Meter) tick(seconds float64) {
	const alpha = 0.3
	for range m.ticker.C { // leak: wait, fix
		instant := float64(m.uncounted.Swap(0)) / seconds
		m.rate.Store(math.Float64bits(m.Rate() + alpha*(instant-m.Rate())))
	}
}

type job struct {
	name  string
	meter *Meter
}

func (j *job) run(blocks int) {
	defer j.meter.Stop()
	for range blocks {
		time.Sleep(2 * time.Millisecond)
		j.meter.Mark(4096)
	}
	log.Printf("%s: %.0f bytes/s", j.name, j.meter.Rate())
}

func main() {
	jobs := make(chan *job, 8)
	for range 3 {
		go func() {
			for j := range jobs {
				j.run(60)
			}
		}()
	}
	for {
		for _, name := range []string{"import", "compact", "verify"} {
			jobs <- &job{name, NewMeter(10 * time.Millisecond)}
		}
		time.Sleep(200 * time.Millisecond)
	}
}
