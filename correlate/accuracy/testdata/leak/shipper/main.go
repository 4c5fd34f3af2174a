// Shipper sends logs to a store, in batches. When the store refuses a batch for good, sending ends with an
// error; the files go on being read until the queue is full.
//
// rule: early-return | many-senders-one-receiver | missing-signal | ignored-cancel
// expect: 10
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"
)

type entry struct {
	file string
	line int
}

var errRejected = errors.New("entry too old")

// store keeps batches.
type store struct{ accepts int }

func (s *store) push(batch []entry) error {
	time.Sleep(time.Millisecond)
	if s.accepts--; s.accepts < 0 {
		return errRejected
	}
	return nil
}

// client batches entries.
type client struct {
	store   *store
	entries chan entry
	size    int
}

func (c *client) run(ctx context.Context) error {
	flush := time.NewTicker(5 * time.Millisecond)
	defer flush.Stop()
	var batch []entry
	for {
		select {
		case e := <-c.entries:
			if batch = append(batch, e); len(batch) < c.size {
				continue
			}
		case <-flush.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if len(batch) == 0 {
			continue
		}
		if err := c.store.push(batch); err != nil {
			return fmt.Errorf("batch of %d: %w", len(batch), err) // leak: fix
		}
		batch = batch[:0]
	}
}

// handle takes an entry.
func (c *client) handle(e entry) { c.entries <- e } // leak: wait, fix

func tail(file string, lines int, handle func(entry)) {
	for line := range lines {
		handle(entry{file, line})
		time.Sleep(200 * time.Microsecond)
	}
}

// ship sends what the files of one host have.
func ship(ctx context.Context, host int) error {
	c := &client{store: &store{accepts: 3}, entries: make(chan entry, 8), size: 10}
	for f := range 3 {
		go tail(fmt.Sprintf("host%d-%d.log", host, f), 100, c.handle) // leak: go
	}
	return c.run(ctx)
}

func main() {
	for host := 0; ; host++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second) // leak: context?
		if err := ship(ctx, host); err != nil {
			log.Print(err)
		}
		cancel()
		time.Sleep(50 * time.Millisecond)
	}
}
