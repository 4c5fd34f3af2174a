// Rollups takes samples from many senders, adds them up under one lock that a slow disk holds for long, and
// wakes whoever waits for a complete minute. The senders are held back for most of the time; they all get
// their turn.
package main

import (
	"fmt"
	"log"
	"runtime"
	"sync"
	"time"
)

type sample struct {
	series string
	value  float64
}

// bucket is one period; those who wait for it sleep until it is complete.
type bucket struct {
	mu       sync.Mutex
	complete sync.Cond
	sums     map[string]float64
	periods  int
}

func newBucket() *bucket {
	b := &bucket{sums: map[string]float64{}}
	b.complete.L = &b.mu
	return b
}

func (b *bucket) add(s sample) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sums[s.series] += s.value
}

// roll writes the sums to the disk, under the lock, and tells everybody.
func (b *bucket) roll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	time.Sleep(60 * time.Millisecond)
	clear(b.sums)
	b.periods++
	b.complete.Broadcast()
}

func (b *bucket) wait(periods int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.periods < periods {
		b.complete.Wait()
	}
}

// ingest is a bounded buffer before the bucket.
type ingest struct {
	samples chan sample
	bucket  *bucket
}

func (in *ingest) drain() {
	for s := range in.samples {
		in.bucket.add(s)
		time.Sleep(time.Millisecond)
	}
}

// warm fills what queries will need, once.
type warm struct {
	once  sync.Once
	ready chan struct{}
}

func (w *warm) start() {
	w.once.Do(func() {
		go func() {
			time.Sleep(300 * time.Millisecond)
			close(w.ready)
		}()
	})
}

func main() {
	b := newBucket()
	in := &ingest{samples: make(chan sample, 4), bucket: b}
	w := &warm{ready: make(chan struct{})}
	for range 2 {
		go in.drain()
	}
	for id := range 20 {
		w.start()
		go func() {
			<-w.ready
			for n := 0; ; n++ {
				in.samples <- sample{fmt.Sprint("cpu", id), float64(n)}
			}
		}()
	}
	for reader := range 5 {
		go func() {
			for p := 1; ; p += 1 + reader {
				b.wait(p)
			}
		}()
	}
	go func() {
		b.wait(1 << 30) // the end of the retention, for the archive
		log.Print("archived")
	}()
	metrics := time.NewTicker(time.Second)
	defer metrics.Stop()
	for {
		select {
		case <-metrics.C:
			log.Printf("%d goroutines", runtime.NumGoroutine())
		case <-time.After(120 * time.Millisecond):
			b.roll()
		}
	}
}
