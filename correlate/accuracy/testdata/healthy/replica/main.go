// Replica keeps copies of tables, each with a watch that is renewed every now and then. A leader runs while it
// has its lease; a standby waits for it for as long as it takes.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/replica/watch"
)

type table struct {
	mu   sync.Mutex
	rows int
}

func (t *table) follow(ctx context.Context) {
	for ctx.Err() == nil {
		t.session(ctx)
	}
}

func (t *table) session(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 80*time.Millisecond)
	defer cancel()
	w := watch.New(3 * time.Millisecond)
	defer w.Stop()
	for {
		select {
		case _, ok := <-w.Results():
			if !ok {
				return
			}
			t.mu.Lock()
			t.rows++
			t.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

// standby takes over when the leader's lease ends.
func standby(ctx context.Context, lease <-chan struct{}, lead func(context.Context)) {
	select {
	case <-lease:
	case <-ctx.Done():
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lead(ctx)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var all sync.WaitGroup
	lease := make(chan struct{})
	for range 3 {
		all.Go(func() { standby(ctx, lease, func(ctx context.Context) { <-ctx.Done() }) })
	}
	for range 20 {
		t := &table{}
		all.Go(func() { t.follow(ctx) })
		time.Sleep(10 * time.Millisecond)
	}
	time.AfterFunc(time.Second, func() { lease <- struct{}{} })
	all.Wait()
	log.Print("stopped")
}
