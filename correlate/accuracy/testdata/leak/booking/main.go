// Booking reserves a flight and a hotel together. When the second half of a
// booking fails, the first half is given back in the background.
//
// rule: cancel-in-defer | lost-cancel
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"
)

// partner is a company whose seats or rooms are sold. Messages to it are
// answered on the message's reply channel, unless the partner forgets.
type partner struct {
	inbox  chan message
	forget float64
}

type message struct {
	text  string
	reply chan string
}

func newPartner(forget float64) *partner {
	p := &partner{inbox: make(chan message, 64), forget: forget}
	go func() {
		for m := range p.inbox {
			if rand.Float64() >= p.forget {
				m.reply <- "done: " + m.text
			}
		}
	}()
	return p
}

// tell sends text and waits for the answer.
func (p *partner) tell(ctx context.Context, text string) error {
	m := message{text, make(chan string, 1)}
	select {
	case p.inbox <- m:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select { // leak: wait
	case <-m.reply:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// agency books with two partners.
type agency struct {
	airline, hotel *partner
	mu             sync.Mutex
	refunds        map[int]context.CancelFunc // running ones, for the operator
}

var errSoldOut = errors.New("sold out")

// book reserves both halves or none.
func (a *agency) book(ctx context.Context, id int) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	if err := a.airline.tell(ctx, "seat"); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			return
		}
		// The client's request is over by now, the refund must not be.
		undo, abort := context.WithCancel(context.WithoutCancel(ctx)) // leak: context, fix
		a.remember(id, abort)
		go a.refund(undo, id) // leak: go
	}()
	if id%2 == 0 {
		return errSoldOut
	}
	return a.hotel.tell(ctx, "room")
}

func (a *agency) remember(id int, abort context.CancelFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refunds[id] = abort
}

// refund gives a seat back.
func (a *agency) refund(ctx context.Context, id int) {
	if err := a.airline.tell(ctx, "refund"); err != nil {
		log.Printf("booking %d: refund: %v", id, err)
	}
	a.mu.Lock()
	delete(a.refunds, id)
	a.mu.Unlock()
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	a := &agency{airline: newPartner(0.3), hotel: newPartner(0), refunds: make(map[int]context.CancelFunc)}
	for id := 0; ; id++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Millisecond):
			go a.book(ctx, id)
		}
	}
}
