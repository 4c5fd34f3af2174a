// Weather collects readings from many stations for a forecast, which needs no
// more than the first few.
//
// rule: many-senders-one-receiver | early-return
// expect: 20
// rule 2: many-senders-one-receiver | early-return | missing-signal
package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"
)

// reading is what a station measured.
type reading struct {
	station int
	celsius float64
}

// station measures when it is asked.
type station int

func (s station) measure(into chan<- reading) {
	time.Sleep(time.Duration(1+rand.IntN(3)) * time.Millisecond)
	into <- reading{int(s), 12 + 3*math.Sin(float64(s))} // leak: wait
}

// network is all stations of a region.
type network struct {
	stations []station
	enough   int
}

var errUnlikely = errors.New("unlikely readings")

// sample returns the mean of the first readings.
func (n *network) sample() (float64, error) {
	readings := make(chan reading) // leak: fix, fix 2
	var asked sync.WaitGroup
	for _, s := range n.stations {
		asked.Go(func() { s.measure(readings) }) // leak: go
	}
	go func() { // leak: go 2
		asked.Wait() // leak: wait 2
		close(readings)
	}()
	return mean(readings, n.enough)
}

// mean reads until it has enough.
func mean(readings <-chan reading, enough int) (m float64, err error) {
	seen := 0
	for r := range readings {
		if math.IsNaN(r.celsius) {
			return 0, errUnlikely
		}
		m += r.celsius
		if seen++; seen == enough {
			return m / float64(seen), nil // leak: fix, fix 2
		}
	}
	return 0, io.ErrUnexpectedEOF
}

func main() {
	coast := &network{enough: 4}
	for s := range station(6) {
		coast.stations = append(coast.stations, s)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	var last float64
	for {
		select {
		case <-time.After(25 * time.Millisecond):
			if m, err := coast.sample(); err == nil {
				last = m
			}
		case <-stop:
			fmt.Printf("%.1f °C\n", last)
			return
		}
	}
}
