// Timer-pileup is a geocoder that gives every look-up a deadline of a quarter
// of an hour and never takes one back.
//
// The look-ups end after a few milliseconds. Their contexts, with a timer and
// what hangs on it each, stay until the quarter of an hour is over.
//
// geocoder.go holds the service and the bug; this file plays its clients and
// takes a heap profile early and late.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `timer-pileup: a geocoder whose contexts live until their deadline, long after the look-up.

Clients look up addresses for about four seconds. All goroutines end as they
should; the heap grows by a context and a timer with every look-up. A heap
profile is taken early and late.`

func main() { capture.Main(about, run) }

const clients = 16

// run serves two bursts of look-ups with a heap profile after each.
func run(ctx context.Context) error {
	geo := NewGeocoder(ctx)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(listener, geo.Routes())
	url := "http://" + listener.Addr().String()
	log.Printf("geocoder on %s", url)
	for n, length := range []time.Duration{800 * time.Millisecond, 2500 * time.Millisecond} {
		if err := burst(ctx, url, length); err != nil {
			return err
		}
		log.Printf("answered=%d", geo.Answered())
		runtime.GC() // a heap profile describes the end of the last collection
		runtime.GC()
		if err := capture.Heap(ctx, fmt.Sprintf("heap-%d.pb.gz", n+1)); err != nil {
			return err
		}
	}
	return nil
}

// burst looks up addresses from all clients for so long.
func burst(ctx context.Context, url string, length time.Duration) error {
	ctx, stop := context.WithTimeout(ctx, length)
	defer stop()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	var wg sync.WaitGroup
	for id := range clients {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				resp, err := client.Get(fmt.Sprintf("%s/find?street=%d-%d", url, id, n))
				if err != nil {
					return
				}
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
	return nil
}
