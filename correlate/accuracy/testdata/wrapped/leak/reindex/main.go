// Reindex rebuilds a search index, with a fresh pool of workers for each run.
//
// rule: unclosed-owner
// rule 2: unclosed-owner
package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/panjf2000/ants/v2"
)

// document is what can be found.
type document struct {
	id   int
	text string
}

// run is one rebuild.
type run struct {
	pool  *ants.PoolWithFunc
	todo  sync.WaitGroup
	mu    sync.Mutex
	terms map[uint32][]int
}

func newRun(workers int) (*run, error) {
	r := &run{terms: make(map[uint32][]int)}
	var err error
	r.pool, err = ants.NewPoolWithFunc(workers, r.index) // leak: go, wait ants/v2.(*poolCommon).purgeStaleWorkers, go 2, wait 2 ants/v2.(*poolCommon).ticktock
	return r, err
}

// index is what a worker does with a document.
func (r *run) index(x any) {
	defer r.todo.Done()
	d := x.(document)
	for word := range strings.FieldsSeq(d.text) {
		h := fnv.New32a()
		h.Write([]byte(word))
		r.mu.Lock()
		r.terms[h.Sum32()] = append(r.terms[h.Sum32()], d.id)
		r.mu.Unlock()
	}
}

// all indexes documents and returns how many terms they have.
func all(docs []document) (int, error) {
	r, err := newRun(4) // leak: fix, fix 2
	if err != nil {
		return 0, err
	}
	for _, d := range docs {
		r.todo.Add(1)
		if err := r.pool.Invoke(d); err != nil {
			return 0, fmt.Errorf("document %d: %w", d.id, err)
		}
	}
	r.todo.Wait()
	return len(r.terms), nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	docs := make([]document, 200)
	for i := range docs {
		docs[i] = document{i, fmt.Sprintf("word%d and word%d", i%13, i%29)}
	}
	every := time.NewTicker(40 * time.Millisecond)
	defer every.Stop()
	for {
		select {
		case <-every.C:
			if _, err := all(docs); err != nil {
				log.Print(err)
			}
		case <-ctx.Done():
			return
		}
	}
}
