// Lost-cancel is a price stream that forgets to cancel on one path.
//
// Every subscription has a context of its own, derived from the hub's, and a
// pump goroutine bound to it. Close cancels the context, and the pump ends.
// When a client's token has expired, Subscribe returns an error instead of a
// subscription: nobody has anything to close, and the pump stays.
//
// hub.go holds the service and the bug, subscription.go the pump; this file
// starts the hub and plays the traders.
package main

import (
	"bufio"
	"context"
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

const about = `lost-cancel: a price stream in which some clients come with an expired token.

Traders open GET /stream, read a few prices and hang up, for about three
seconds. Subscriptions that began well end well. Each refused one leaves its
pump behind, waiting for a cancel that nobody can call any more.`

func main() { capture.Main(about, run) }

const (
	trading = 2600 * time.Millisecond
	traders = 18
)

// run starts the hub and its price feed, lets the traders trade, and returns
// when the last stream is closed.
func run(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	hub := NewHub(ctx, "oil", "tin", "tea", "rye")
	go hub.Feed(ctx, 15*time.Millisecond)
	go http.Serve(l, hub.Routes())
	base := "http://" + l.Addr().String()
	log.Printf("price hub on %s", base)

	floor, bell := context.WithTimeout(ctx, trading)
	defer bell()
	var seen tally
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: traders}}
	for id := range traders {
		wg.Go(func() { trade(floor, client, hub, base, id, &seen) })
	}
	wg.Wait()
	time.Sleep(100 * time.Millisecond)
	log.Printf("streams=%d refused=%d prices=%d open=%d",
		seen.streams.Load(), seen.refused.Load(), seen.prices.Load(), hub.Open())
	return nil
}

// tally counts what the traders got.
type tally struct{ streams, refused, prices atomic.Int64 }

// trade opens one stream after another until ctx ends. A third of its tokens
// have expired: the trader's own clock is slow.
func trade(ctx context.Context, client *http.Client, hub *Hub, base string, id int, seen *tally) {
	rng := rand.New(rand.NewPCG(3, uint64(id)))
	for n := 0; ctx.Err() == nil; n++ {
		token := fmt.Sprintf("t-%d-%d", id, n)
		if rng.IntN(3) == 0 {
			token += "-expired"
		}
		topic := hub.topics[rng.IntN(len(hub.topics))]
		url := fmt.Sprintf("%s/stream?topic=%s&token=%s", base, topic, token)
		prices, err := follow(client, url, 2+rng.IntN(4))
		switch {
		case err != nil:
			if seen.refused.Add(1)%40 == 1 {
				log.Printf("trader %d: %v", id, err)
			}
			time.Sleep(time.Duration(30+rng.IntN(40)) * time.Millisecond) // tries again
		default:
			seen.streams.Add(1)
			seen.prices.Add(int64(prices))
		}
		time.Sleep(time.Duration(5+rng.IntN(20)) * time.Millisecond)
	}
}

// follow reads n prices from the stream at url and hangs up.
func follow(client *http.Client, url string, n int) (int, error) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("stream refused: %s", resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	got := 0
	for got < n && lines.Scan() {
		got++
	}
	return got, lines.Err()
}
