// Early-return is a payments gateway that forgets its senders.
//
// The gateway gives each payment a deadline and asks the card network in a
// goroutine of its own. When the deadline fires first, the handler answers 504
// and returns; the goroutine gets its answer a little later and sends it to a
// channel nobody reads any more.
//
// gateway.go holds the service, client.go the bug, network.go the card network
// it depends on; this file starts them and plays the shoppers.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `early-return: a payments gateway whose card network is slower than its deadline.

Shoppers pay through POST /pay for about three seconds. Some payments succeed;
the rest end in 504, and every one of those leaves a goroutine that wants to
hand over an answer nobody waits for.`

func main() { capture.Main(about, run) }

const (
	deadline = 150 * time.Millisecond // the gateway's promise to a shop
	shopping = 2600 * time.Millisecond
	shoppers = 30
)

// run starts the card network and the gateway, lets the shoppers shop, and
// returns when the last answer of the network has come in.
func run(ctx context.Context) error {
	network, err := listen(NewNetwork().Routes())
	if err != nil {
		return err
	}
	gateway := NewGateway(ctx, NewClient(network), deadline)
	url, err := listen(gateway.Routes())
	if err != nil {
		return err
	}
	log.Printf("gateway on %s, card network on %s, deadline %v", url, network, deadline)

	crowd, leave := context.WithTimeout(ctx, shopping)
	defer leave()
	var tally tally
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: shoppers}}
	for id := range shoppers {
		wg.Go(func() { shop(crowd, client, url, id, &tally) })
	}
	wg.Wait()
	time.Sleep(200 * time.Millisecond)
	log.Printf("paid=%d timed out=%d", tally.paid.Load(), tally.late.Load())
	return nil
}

// tally counts what the shoppers saw.
type tally struct{ paid, late atomic.Int64 }

// shop pays for one order after another until ctx ends. It finishes the payment
// it has begun: a shop waits for its answer.
func shop(ctx context.Context, client *http.Client, url string, id int, t *tally) {
	rng := rand.New(rand.NewPCG(1, uint64(id)))
	for n := 0; ctx.Err() == nil; n++ {
		order := Order{
			ID:       fmt.Sprintf("o-%d-%d", id, n),
			Cents:    500 + rng.IntN(20000),
			Acquirer: pickAcquirer(rng),
		}
		status, err := pay(client, url, order)
		switch {
		case err != nil:
			log.Printf("order %s: %v", order.ID, err)
		case status == http.StatusOK:
			t.paid.Add(1)
		case status == http.StatusGatewayTimeout:
			if t.late.Add(1)%50 == 0 {
				log.Printf("504 for %d payments so far, last one %s via %s", t.late.Load(), order.ID, order.Acquirer)
			}
		}
		time.Sleep(time.Duration(20+rng.IntN(60)) * time.Millisecond)
	}
}

// pay sends one order and returns the status of the answer.
func pay(client *http.Client, url string, order Order) (int, error) {
	body, err := json.Marshal(order)
	if err != nil {
		return 0, err
	}
	resp, err := client.Post(url+"/pay", "application/json", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var receipt Receipt
	if resp.StatusCode == http.StatusOK {
		err = json.NewDecoder(resp.Body).Decode(&receipt)
	}
	return resp.StatusCode, err
}

// listen serves h on a loopback port and returns its URL. The server lives as
// long as the process.
func listen(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go http.Serve(l, h)
	return "http://" + l.Addr().String(), nil
}
