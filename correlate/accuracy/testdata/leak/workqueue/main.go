// Workqueue imports batches of orders, each with a queue and workers of its own. Closing a queue wakes one
// of its workers; the others were asleep and stay so.
//
// rule: missing-signal | outlived-parent
// expect: 12
package main

import (
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/workqueue/queue"
)

type order struct {
	batch, line int
}

type importer struct {
	workers  int
	imported atomic.Int64
}

// run imports one batch. It returns when all lines are in.
func (im *importer) run(batch, lines int) {
	q := queue.New[order]()
	var pending sync.WaitGroup
	pending.Add(lines)
	for range im.workers {
		go im.work(q, pending.Done) // leak: go
	}
	for line := range lines {
		q.Put(order{batch, line})
		time.Sleep(time.Millisecond)
	}
	pending.Wait()
	time.Sleep(5 * time.Millisecond)
	q.Close()
}

func (im *importer) work(q *queue.Queue[order], done func()) {
	for {
		o, ok := q.Take()
		if !ok {
			return
		}
		if err := im.store(o); err != nil {
			log.Print(err)
		}
		done()
	}
}

func (im *importer) store(o order) error {
	if o.line < 0 {
		return fmt.Errorf("batch %d: line %d", o.batch, o.line)
	}
	time.Sleep(500 * time.Microsecond)
	im.imported.Add(1)
	return nil
}

func main() {
	im := &importer{workers: 4}
	batches := time.NewTicker(150 * time.Millisecond)
	for n := 0; ; n++ {
		<-batches.C
		im.run(n, 20+n%7)
		if n%10 == 0 {
			log.Printf("%d orders imported", im.imported.Load())
		}
	}
}
