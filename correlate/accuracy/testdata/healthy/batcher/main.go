// Batcher collects events and writes them in groups: when a group is full, or
// when its oldest event has waited long enough.
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"
)

// batch groups items of any type. Close writes what is left.
type batch[T any] struct {
	in    chan T
	done  chan struct{}
	size  int
	wait  time.Duration
	write func([]T) error
}

func newBatch[T any](size int, wait time.Duration, write func([]T) error) *batch[T] {
	b := &batch[T]{in: make(chan T), done: make(chan struct{}), size: size, wait: wait, write: write}
	go b.loop()
	return b
}

func (b *batch[T]) loop() {
	defer close(b.done)
	var group []T
	var due <-chan time.Time
	flush := func() {
		if err := b.write(group); err != nil {
			log.Printf("%d items lost: %v", len(group), err)
		}
		group, due = nil, nil
	}
	for {
		select {
		case item, ok := <-b.in:
			if !ok {
				flush()
				return
			}
			if group = append(group, item); len(group) == 1 {
				due = time.After(b.wait)
			}
			if len(group) == b.size {
				flush()
			}
		case <-due:
			flush()
		}
	}
}

var errBusy = errors.New("too busy")

// add waits until there is room, or the context ends.
func (b *batch[T]) add(ctx context.Context, item T) error {
	select {
	case b.in <- item:
		return nil
	case <-ctx.Done():
		return errBusy
	}
}

func (b *batch[T]) close() {
	close(b.in)
	<-b.done
}

// event is what applications report.
type event struct {
	app string
	at  time.Time
}

// producers report events for a while each; there is a batch per application.
// One of the applications has nothing to say.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	slowDisk := func(group []event) error {
		time.Sleep(time.Duration(len(group)) * 100 * time.Microsecond)
		return nil
	}
	batches := make(map[string]*batch[event])
	for _, app := range []string{"shop", "search", "login", "unused"} {
		batches[app] = newBatch(32, 20*time.Millisecond, slowDisk)
	}
	var producers sync.WaitGroup
	for app, b := range batches {
		if app == "unused" {
			continue
		}
		for range 25 {
			producers.Go(func() {
				for ctx.Err() == nil {
					short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
					b.add(short, event{app, time.Now()})
					cancel()
					time.Sleep(rand.N(10 * time.Millisecond))
				}
			})
		}
	}
	producers.Wait()
	for _, b := range batches {
		b.close()
	}
}
