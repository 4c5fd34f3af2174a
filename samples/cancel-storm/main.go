// Cancel-storm is a configuration service that wakes all its watchers at once.
//
// Fifteen hundred sidecars watch one configuration. Every push ends the one
// context they all wait on, and they come running: the run queues are as long
// as the list of watchers, and a request that only wanted the health page waits
// behind them. No goroutine is lost.
//
// config.go holds the service; this file plays the sidecars and the pushes.
package main

import (
	"context"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `cancel-storm: a configuration service whose every push wakes all watchers at once.

Fifteen hundred sidecars watch for about three seconds, with a push every half
a second. Nothing leaks; latency jumps with every push.`

func main() { capture.Main(about, run) }

const (
	sidecars = 1500
	pushes   = 5
)

// run lets the sidecars watch while configurations are pushed.
func run(ctx context.Context) error {
	conf := NewConfig(ctx)
	watching, leave := context.WithCancel(ctx)
	defer leave()
	var applied atomic.Int64
	var wg sync.WaitGroup
	for range sidecars {
		wg.Go(func() { sidecar(watching, conf, &applied) })
	}
	for n := range pushes {
		time.Sleep(500 * time.Millisecond)
		start := time.Now()
		conf.Push([]byte{byte(n)})
		for applied.Load() < int64((n+1)*sidecars) {
			time.Sleep(time.Millisecond)
		}
		log.Printf("push %d reached everybody in %v", n, time.Since(start).Round(time.Microsecond))
	}
	time.Sleep(200 * time.Millisecond)
	leave()
	wg.Wait()
	return nil
}

// sidecar applies every configuration until ctx ends.
func sidecar(ctx context.Context, conf *Config, applied *atomic.Int64) {
	for {
		version, changed := conf.Watch()
		select {
		case <-changed.Done():
		case <-ctx.Done():
			return
		}
		if sum := conf.Apply(version); sum != 0 {
			applied.Add(1)
		}
	}
}
