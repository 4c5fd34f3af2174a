// Indexer makes documents searchable. Requests travel through a channel with
// their context in them, and shards are opened when they are first needed.
//
// rule: ignored-cancel | missing-signal
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"
)

// task is a document to index for someone who waits for it.
type task struct {
	context.Context
	text   string
	result chan<- error
}

// shard is a part of the index. It is ready once it was read from disk.
type shard struct {
	ready chan struct{}
	mu    sync.Mutex
	words map[string]int
}

// open reads the shard. A damaged one is left to the nightly repair.
func (s *shard) open(damaged bool) {
	time.Sleep(10 * time.Millisecond)
	if !damaged { // leak: fix
		close(s.ready)
	}
}

// add waits for the shard and counts the words.
func (s *shard) add(words []string) {
	<-s.ready // leak: wait, fix
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range words {
		s.words[w]++
	}
}

// index is a row of shards.
type index struct {
	tasks  chan task
	shards []*shard
}

func newIndex(shards int) *index {
	ix := &index{tasks: make(chan task)}
	for i := range shards {
		s := &shard{ready: make(chan struct{}), words: make(map[string]int)}
		ix.shards = append(ix.shards, s)
		go s.open(i == 1)
	}
	return ix
}

// dispatch works on each task by itself, since shards differ in speed.
func (ix *index) dispatch(ctx context.Context) {
	for {
		select {
		case t := <-ix.tasks:
			go ix.handle(t) // leak: go
		case <-ctx.Done():
			return
		}
	}
}

func (ix *index) handle(t task) {
	if t.Err() != nil {
		return
	}
	ix.shards[len(t.text)%len(ix.shards)].add(strings.Fields(t.text))
	t.result <- nil
}

// submit indexes text, or gives up when the context ends.
func (ix *index) submit(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, 80*time.Millisecond) // leak: context
	defer cancel()
	result := make(chan error, 1)
	select {
	case ix.tasks <- task{ctx, text, result}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ix := newIndex(3)
	go ix.dispatch(ctx)
	late := 0
	var mu sync.Mutex
	texts := []string{"to be or not to be", "all the world", "brevity is the soul", "what's in a name"}
	for i := 0; ctx.Err() == nil; i++ {
		go func() {
			if err := ix.submit(ctx, texts[i%len(texts)]); errors.Is(err, context.DeadlineExceeded) {
				mu.Lock()
				defer mu.Unlock()
				if late++; late%100 == 0 {
					log.Printf("%d documents late", late)
				}
			}
		}()
		time.Sleep(9 * time.Millisecond)
	}
}
