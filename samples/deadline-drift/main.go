// Deadline-drift is a checkout whose receipts are printed long after everybody
// has gone.
//
// A customer waits 150 ms for the receipt. The order goes over a queue to the
// printing desk, together with the customer's context. New receipts are given
// ten minutes of their own there; copies are bound to their customer. When the
// printer jams, copies are given up in time, and receipts are not.
//
// The service is instrumented: it makes its contexts with package ctxtrace,
// which writes them into the trace. shop.go holds the checkout, desk.go the
// desk and the bug; this file starts both and plays the customers.
package main

import (
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
	context "github.com/ctxscope/ctxscope/samples/ctxtrace"
)

const about = `deadline-drift: a checkout whose printer jams.

Customers buy for about three seconds, every third of them wants a copy of an
old receipt. After one second the printer jams. From then on each customer is
told to come back later, after 150 ms, and each new receipt stays with the desk.`

func main() { capture.Main(about, run) }

const (
	opening   = 2800 * time.Millisecond
	jam       = time.Second
	customers = 12
)

// run opens the shop, lets the printer jam, and returns when the last customer
// has left.
func run(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	desk := NewDesk()
	go desk.Serve(ctx)
	go desk.Print(jam)
	shop := &Shop{desk: desk}
	go http.Serve(l, shop.Routes())
	base := "http://" + l.Addr().String()
	log.Printf("checkout on %s", base)

	day, bell := context.WithTimeout(ctx, opening)
	defer bell()
	var seen tally
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: customers}}
	for id := range customers {
		wg.Go(func() { buy(day, client, base, id, &seen) })
	}
	wg.Wait()
	time.Sleep(300 * time.Millisecond) // the last deadlines pass
	log.Printf("receipts=%d later=%d", seen.printed.Load(), seen.later.Load())
	return nil
}

// tally counts what the customers got.
type tally struct{ printed, later atomic.Int64 }

// buy pays for one thing after another until ctx ends.
func buy(ctx context.Context, client *http.Client, base string, id int, seen *tally) {
	rng := rand.New(rand.NewPCG(5, uint64(id)))
	for n := 0; ctx.Err() == nil; n++ {
		path := "/buy"
		if n%3 == 2 {
			path = "/copy"
		}
		resp, err := client.Get(base + path)
		if err != nil {
			log.Printf("customer %d: %v", id, err)
			return
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			seen.printed.Add(1)
		} else if seen.later.Add(1)%50 == 1 {
			log.Printf("customer %d: %s", id, resp.Status)
		}
		time.Sleep(time.Duration(10+rng.IntN(30)) * time.Millisecond)
	}
}
