// Bridge answers HTTP requests over a message bus: it subscribes to an inbox, publishes the question, and
// unsubscribes when the answer is there.
//
// rule: no-close-range
// expect: 10
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/bridge/bus"
)

type bridge struct {
	bus *bus.Bus
	seq int
}

// ask publishes a question and waits for the answer.
func (b *bridge) ask(ctx context.Context, subject, question string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, 50*time.Millisecond, errors.New("no responders"))
	defer cancel()
	b.seq++
	inbox := fmt.Sprintf("_INBOX.%d", b.seq)
	answer := make(chan string, 1)
	sub := b.bus.Subscribe(inbox, func(m *bus.Message) {
		select {
		case answer <- string(m.Data):
		default:
		}
	})
	defer sub.Unsubscribe()
	b.bus.Publish(subject, []byte(inbox+" "+question))
	select {
	case a := <-answer:
		return a, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func main() {
	b := &bridge{bus: bus.New()}
	b.bus.Subscribe("time", func(m *bus.Message) {
		var inbox, question string
		fmt.Sscan(string(m.Data), &inbox, &question)
		time.Sleep(time.Millisecond)
		b.bus.Publish(inbox, []byte(time.Now().String()))
	})
	for {
		if _, err := b.ask(context.Background(), "time", "now"); err != nil {
			log.Print(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
