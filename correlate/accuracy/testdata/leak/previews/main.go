// Previews renders links of a chat, one at a time for each host, so that no host is asked too often. The first
// one to need a host starts its worker; those who come second at the same moment have started one too.
//
// rule: unclosed-owner | no-close-range | outlived-parent | missing-signal | spawn-growth
// expect: 10
package main

import (
	"context"
	"fmt"
	"log"
	"sync"
	"time"
)

type job struct {
	url  string
	done chan<- string
}

// worker asks one host.
type worker struct {
	host string
	jobs chan job
}

func startWorker(host string) *worker {
	w := &worker{host: host, jobs: make(chan job)}
	go w.loop() // leak: go
	return w
}

func (w *worker) loop() {
	for {
		j := <-w.jobs // leak: wait
		time.Sleep(time.Millisecond)
		j.done <- w.host + j.url
	}
}

type previewer struct {
	workers sync.Map // of *worker, by host
}

func (p *previewer) worker(host string) *worker {
	if w, ok := p.workers.Load(host); ok {
		return w.(*worker)
	}
	time.Sleep(time.Millisecond)                           // robots.txt
	w, _ := p.workers.LoadOrStore(host, startWorker(host)) // leak: fix
	return w.(*worker)
}

func (p *previewer) preview(ctx context.Context, host, url string) (string, error) {
	done := make(chan string, 1)
	select {
	case p.worker(host).jobs <- job{url, done}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case text := <-done:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func main() {
	p := &previewer{}
	for n := 0; ; n++ {
		var room sync.WaitGroup
		for reader := range 4 {
			room.Go(func() {
				ctx, cancel := context.WithTimeout(context.Background(), time.Second)
				defer cancel()
				if _, err := p.preview(ctx, fmt.Sprintf("host%d", n), fmt.Sprint("/", reader)); err != nil {
					log.Print(err)
				}
			})
		}
		room.Wait()
		time.Sleep(30 * time.Millisecond)
	}
}
