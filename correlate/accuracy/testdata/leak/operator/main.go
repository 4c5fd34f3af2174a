// Operator waits for objects of a cluster to become ready. It stops its watch when one is, or when it has
// waited long enough; the change that arrives at that moment has nobody to go to.
//
// rule: early-return | ignored-cancel | unclosed-owner
// expect: 10
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/operator/watch"
)

// changes is the API server's end of a watch.
type changes struct {
	object string
	n      int
	closed chan struct{}
}

func (c *changes) Decode() (watch.Event, error) {
	select {
	case <-time.After(rand.N(4 * time.Millisecond)):
	case <-c.closed:
		return watch.Event{}, io.EOF
	}
	c.n++
	if c.n%5 == 0 {
		return watch.Event{Type: "READY", Object: c.object}, nil
	}
	return watch.Event{Type: "MODIFIED", Object: c.object}, nil
}

func (c *changes) Close() { close(c.closed) }

// untilReady follows an object.
func untilReady(ctx context.Context, object string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Millisecond) // leak: context?
	defer cancel()
	w := watch.New(&changes{object: object, closed: make(chan struct{})})
	defer w.Stop()
	for {
		select {
		case event, ok := <-w.Results():
			if !ok {
				return fmt.Errorf("%s: watch closed", object)
			}
			if event.Type == "READY" {
				time.Sleep(5 * time.Millisecond)
				return nil // leak: fix
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func main() {
	ctx := context.Background()
	for n := 0; ; n++ {
		if err := untilReady(ctx, fmt.Sprintf("pod-%d", n)); err != nil {
			log.Print(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
