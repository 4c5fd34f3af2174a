// Informer mirrors pods and nodes of a cluster whose API server ends watches every now and then. Each
// watch has a resync goroutine with a channel to end it, which one of the ways out does not close.
//
// rule: outlived-parent | missing-signal
// expect: 10
package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/informer/cache"
)

// apiServer serves lists and short watches of one resource.
type apiServer struct {
	resource string
	life     time.Duration
}

func (a apiServer) List() (map[string]int, error) {
	time.Sleep(2 * time.Millisecond)
	objects := map[string]int{}
	for i := range 50 {
		objects[fmt.Sprintf("%s-%d", a.resource, i)] = 1
	}
	return objects, nil
}

func (a apiServer) Watch(stop <-chan struct{}) (<-chan cache.Event, error) {
	events := make(chan cache.Event)
	go func() {
		defer close(events)
		end := time.After(a.life)
		for {
			ev := cache.Event{Key: fmt.Sprintf("%s-%d", a.resource, rand.IntN(50)), Value: rand.Int()}
			if rand.IntN(40) == 0 {
				ev.Err = cache.ErrExpired
			}
			select {
			case events <- ev:
			case <-stop:
				return
			}
			if ev.Err != nil {
				return
			}
			select {
			case <-time.After(8 * time.Millisecond):
			case <-end:
				return
			case <-stop:
				return
			}
		}
	}()
	return events, nil
}

func main() {
	stop := make(chan struct{})
	var mirrors []*cache.Reflector
	for _, resource := range []string{"pod", "node", "service"} {
		r := &cache.Reflector{Source: apiServer{resource, 150 * time.Millisecond}, Resync: 10 * time.Minute}
		mirrors = append(mirrors, r)
		go r.Run(stop)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	report := time.NewTicker(time.Second)
	defer report.Stop()
	for {
		select {
		case <-report.C:
			for _, m := range mirrors {
				log.Printf("%d objects", m.Len())
			}
		case s := <-signals:
			log.Printf("%v: stopping", s)
			close(stop)
			return
		}
	}
}
