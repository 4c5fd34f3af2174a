// Ignored-cancel is a search service whose shard look-ups outlive the search.
//
// Each search asks all shards at once and stops when one of them fails or the
// caller hangs up. A look-up takes a connection from its shard's pool first,
// and the pool's Get does not know about contexts. One shard loses its
// connections one by one; when the last is gone, each search leaves one look-up
// behind, in Get, for ever.
//
// search.go holds the fan-out, shard.go the look-up and the pool; this file
// starts the service and plays the readers.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `ignored-cancel: a search service with one shard that runs out of connections.

Readers search through GET /search for about three seconds and give up after
120 ms. The searches end as they should. The look-ups in the broken shard do
not: they wait for a connection without listening to the search's context.`

func main() { capture.Main(about, run) }

const (
	reading  = 2600 * time.Millisecond
	readers  = 14
	patience = 120 * time.Millisecond // of a reader
)

// run starts the search service, lets the readers read, and returns when the
// last of them has left.
func run(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	searcher := NewSearcher("fiction", "history", "science", "law", "travel")
	go http.Serve(l, searcher.Routes())
	base := "http://" + l.Addr().String()
	log.Printf("search on %s, %d shards", base, len(searcher.shards))

	room, closing := context.WithTimeout(ctx, reading)
	defer closing()
	var seen tally
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}
	for id := range readers {
		wg.Go(func() { read(room, client, base, id, &seen) })
	}
	wg.Wait()
	time.Sleep(150 * time.Millisecond)
	log.Printf("answered=%d failed=%d gave up=%d", seen.answered.Load(), seen.failed.Load(), seen.gaveUp.Load())
	return nil
}

// tally counts how the readers' searches ended.
type tally struct{ answered, failed, gaveUp atomic.Int64 }

var words = []string{"harbour", "winter", "letters", "orchard", "mountain", "comet", "bridge", "salt"}

// read searches for one pair of words after another until ctx ends.
func read(ctx context.Context, client *http.Client, base string, id int, seen *tally) {
	rng := rand.New(rand.NewPCG(2, uint64(id)))
	for ctx.Err() == nil {
		query := words[rng.IntN(len(words))] + " " + words[rng.IntN(len(words))]
		page, err := search(client, base, query)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			if n := seen.gaveUp.Add(1); n%50 == 1 {
				log.Printf("reader %d gave up on %q after %v (%d so far)", id, query, patience, n)
			}
		case err != nil:
			seen.failed.Add(1)
			log.Printf("reader %d: %v", id, err)
		default:
			seen.answered.Add(1)
			time.Sleep(time.Duration(len(page.Hits)) * time.Millisecond) // reads
		}
		time.Sleep(time.Duration(5+rng.IntN(25)) * time.Millisecond)
	}
}

// search asks for one query as a browser would: with a limit to its patience.
// It does not stop in the middle of a search when the reading room closes.
func search(client *http.Client, base, query string) (Page, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/search?q="+url.QueryEscape(query), nil)
	if err != nil {
		return Page{}, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return Page{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return Page{}, fmt.Errorf("search %q: %s", query, resp.Status)
	}
	var page Page
	return page, json.NewDecoder(resp.Body).Decode(&page)
}
