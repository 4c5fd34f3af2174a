// Compactor is the storage engine of a time series database: writers are held back while a level is full, one
// compaction runs for longer than a second at a time, and whoever waits for it waits on channels, a lock and
// a semaphore, for most of the run.
package main

import (
	"context"
	"fmt"
	"log"
	"sync"
	"time"
)

type block struct{ level, id int }

type level struct {
	mu     sync.Mutex
	blocks []block
	room   chan struct{}
}

type engine struct {
	levels   []*level
	manifest sync.RWMutex
	slots    chan struct{}
	wanted   chan int
	flushed  chan block
}

func newEngine(levels int) *engine {
	e := &engine{slots: make(chan struct{}, 1), wanted: make(chan int, levels), flushed: make(chan block)}
	for range levels {
		e.levels = append(e.levels, &level{room: make(chan struct{}, 4)})
	}
	return e
}

// write puts a block onto level 0 and waits while that is full.
func (e *engine) write(ctx context.Context, id int) error {
	l := e.levels[0]
	select {
	case l.room <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	e.manifest.RLock()
	defer e.manifest.RUnlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blocks = append(l.blocks, block{0, id})
	if len(l.blocks) == cap(l.room) {
		select {
		case e.wanted <- 0:
		default:
		}
	}
	return nil
}

// compact merges a level's blocks into one of the next.
func (e *engine) compact(n int) {
	e.slots <- struct{}{}
	defer func() { <-e.slots }()
	l := e.levels[n]
	l.mu.Lock()
	blocks := l.blocks
	l.blocks = nil
	l.mu.Unlock()
	time.Sleep(900 * time.Millisecond) // reads and writes
	e.manifest.Lock()
	time.Sleep(30 * time.Millisecond) // syncs
	e.manifest.Unlock()
	for range blocks {
		<-l.room
	}
	e.flushed <- block{n + 1, len(blocks)}
}

func main() {
	e := newEngine(3)
	ctx := context.Background()
	go func() {
		for n := range e.wanted {
			e.compact(n)
		}
	}()
	go func() {
		for b := range e.flushed {
			log.Printf("level %d: %d blocks merged", b.level, b.id)
		}
	}()
	for writer := range 12 {
		go func() {
			for n := 0; ; n++ {
				wait, cancel := context.WithTimeout(ctx, 20*time.Second)
				if err := e.write(wait, writer*1000+n); err != nil {
					log.Print(err)
				}
				cancel()
			}
		}()
	}
	reads := 0
	for {
		e.manifest.RLock()
		reads++
		e.manifest.RUnlock()
		time.Sleep(3 * time.Millisecond)
		if reads%300 == 0 {
			fmt.Println(reads, "reads")
		}
	}
}
