// Scatter asks all shards of an index and merges their answers. A shard that has no such index answers at
// once, on a path that forgets to say it is done, so the merge of that query never ends.
//
// rule: missing-signal
// rule 2: no-close-range | missing-signal
// expect: 5
// expect 2: 5
package main

import (
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

var errNoIndex = errors.New("no such index")

type hit struct {
	shard int
	score float64
}

// Shard is a part of the index.
type Shard struct {
	id      int
	indexes map[string]bool
}

func (s *Shard) search(index, term string) ([]hit, error) {
	if !s.indexes[index] {
		return nil, errNoIndex
	}
	time.Sleep(time.Duration(1+rand.IntN(4)) * time.Millisecond)
	return []hit{{s.id, rand.Float64()}, {s.id, float64(len(term))}}, nil
}

// Coordinator spreads queries.
type Coordinator struct {
	shards []*Shard
}

// Search delivers the hits of all shards as they come.
func (c *Coordinator) Search(index, term string) <-chan hit {
	hits := make(chan hit, 4)
	var wg sync.WaitGroup
	for _, s := range c.shards {
		wg.Add(1)
		go func() { // leak: fix
			found, err := s.search(index, term)
			if err != nil { // leak: fix, fix 2
				log.Printf("shard %d: %q: %v", s.id, index, err)
				return // leak: fix, fix 2
			}
			for _, h := range found {
				hits <- h
			}
			wg.Done() // leak: fix, fix 2
		}()
	}
	go func() { // leak: go
		wg.Wait() // leak: wait
		close(hits)
	}()
	return hits
}

// query runs one query and keeps the best hit.
func query(c *Coordinator, index, term string, best chan<- hit) {
	var top hit
	for h := range c.Search(index, term) { // leak: wait 2
		if h.score > top.score {
			top = h
		}
	}
	select {
	case best <- top:
	default:
	}
}

func main() {
	c := &Coordinator{}
	for id := range 4 {
		c.shards = append(c.shards, &Shard{id, map[string]bool{"orders": true, "people": true, "drafts": id != 2}})
	}
	best := make(chan hit, 16)
	go func() {
		for h := range best {
			_ = fmt.Sprint(h.shard, h.score)
		}
	}()
	for n := 0; ; n++ {
		index := []string{"orders", "people", "orders", "drafts"}[n%4]
		go query(c, index, fmt.Sprint("term", n), best) // leak: go 2
		time.Sleep(30 * time.Millisecond)
	}
}
