package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// crowd is the shop's clients: twelve watchers who stay, and visitors who come
// in waves.
type crowd struct {
	base   string
	client *http.Client

	ok, late, left atomic.Int64
}

func newCrowd(base string) *crowd {
	return &crowd{base: base, client: &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 40},
	}}
}

// come sends the waves. It returns while the last one, a burst, is in the shop.
func (c *crowd) come(ctx context.Context) {
	for range 12 {
		go c.watch(ctx)
	}
	for _, wave := range []struct {
		visitors int
		stay     time.Duration
	}{
		{4, 500 * time.Millisecond}, // warming up: connections are opened
		{12, 700 * time.Millisecond},
		{20, 400 * time.Millisecond},
		{5, 700 * time.Millisecond}, // sessions end here
	} {
		c.wave(ctx, wave.visitors, wave.stay)
		log.Printf("%d visitors: answered=%d too late=%d hung up=%d", wave.visitors, c.ok.Load(), c.late.Load(), c.left.Load())
	}
	go c.wave(ctx, 36, time.Second)
	time.Sleep(250 * time.Millisecond)
}

// wave lets so many visitors in for so long and waits for the last to go.
func (c *crowd) wave(ctx context.Context, visitors int, stay time.Duration) {
	open, closing := context.WithTimeout(ctx, stay)
	defer closing()
	var wg sync.WaitGroup
	for id := range visitors {
		wg.Go(func() { c.visit(open, id) })
	}
	wg.Wait()
}

// visit asks for one thing after another until the shop closes.
func (c *crowd) visit(open context.Context, id int) {
	rng := rand.New(rand.NewPCG(7, uint64(id)))
	for open.Err() == nil {
		switch n := rng.IntN(20); {
		case n < 10:
			c.get(time.Second, fmt.Sprintf("/product?name=lamp-%d&user=u%d", rng.IntN(50), id))
		case n < 14:
			c.get(time.Second, fmt.Sprintf("/shipping?to=%d", rng.IntN(200)))
		case n < 16:
			c.get(time.Second, "/report")
		case n < 18:
			c.get(time.Second, "/export")
		default:
			c.get(8*time.Millisecond, "/export") // hangs up
		}
		time.Sleep(time.Duration(20+rng.IntN(40)) * time.Millisecond)
	}
}

// get makes one request and counts its end.
func (c *crowd) get(patience time.Duration, path string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		log.Printf("get %s: %v", path, err)
		return
	}
	resp, err := c.client.Do(req)
	if err != nil {
		c.left.Add(1)
		return
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	switch {
	case err != nil:
		c.left.Add(1)
	case resp.StatusCode == http.StatusOK:
		c.ok.Add(1)
	default:
		c.late.Add(1)
	}
}

// watch follows the feed until ctx ends or the shop closes.
func (c *crowd) watch(ctx context.Context) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/watch", nil)
	if err != nil {
		log.Printf("watch: %v", err)
		return
	}
	resp, err := c.client.Do(req)
	if err != nil {
		log.Printf("watch: %v", err)
		return
	}
	defer resp.Body.Close()
	for news := bufio.NewScanner(resp.Body); news.Scan(); {
	}
}
