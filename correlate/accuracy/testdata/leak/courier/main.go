// Courier delivers webhooks to subscribers' inboxes and waits for each receipt.
// A delivery may take up to a day, since subscribers are down at times.
//
// rule: far-deadline
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"
)

// parcel is a webhook on its way.
type parcel struct {
	id      int
	payload []byte
	receipt chan<- int
}

// An inbox takes parcels.
type inbox interface{ accept(parcel) }

// prompt is an inbox that answers.
type prompt struct{ after time.Duration }

func (p prompt) accept(x parcel) { time.AfterFunc(p.after, func() { x.receipt <- x.id }) }

// absent is the inbox of a subscriber who left.
type absent struct{}

func (absent) accept(parcel) {}

// counters are the courier's metrics.
type counters struct {
	sync.Mutex
	byResult map[string]int
}

func (c *counters) inc(result string) {
	c.Lock()
	c.byResult[result]++
	c.Unlock()
}

// courier delivers.
type courier struct {
	patience time.Duration
	counters
}

// deliver hands a parcel to an inbox and waits for the receipt.
func (c *courier) deliver(ctx context.Context, to inbox, id int, payload []byte) error {
	ctx, cancel := context.WithTimeout(ctx, c.patience) // leak: context, fix
	defer cancel()
	receipt := make(chan int, 1)
	to.accept(parcel{id, payload, receipt})
	select { // leak: wait
	case <-receipt:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// dispatch delivers to everyone in the background.
func (c *courier) dispatch(ctx context.Context, id int, payload []byte, to []inbox) {
	for _, box := range to {
		go func() { // leak: go
			switch err := c.deliver(ctx, box, id, payload); {
			case err == nil:
				c.inc("delivered")
			case errors.Is(err, context.DeadlineExceeded):
				c.inc("expired")
			default:
				c.inc("stopped")
			}
		}()
	}
}

func main() {
	patience := flag.Duration("patience", 24*time.Hour, "how long a delivery may take")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c := &courier{patience: *patience, counters: counters{byResult: make(map[string]int)}}
	subscribers := []inbox{prompt{2 * time.Millisecond}, prompt{40 * time.Millisecond}, absent{}}
	events := time.NewTicker(20 * time.Millisecond)
	defer events.Stop()
	for id := 0; ; id++ {
		select {
		case <-events.C:
			c.dispatch(ctx, id, make([]byte, 256), subscribers)
		case <-ctx.Done():
			c.Lock()
			log.Print(c.byResult)
			c.Unlock()
			return
		}
	}
}
