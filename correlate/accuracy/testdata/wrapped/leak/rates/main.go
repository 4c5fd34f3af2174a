// Rates converts currencies. Requests for one pair at a time share a look-up.
//
// rule: ignored-cancel
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sync/singleflight"
)

// provider is where rates come from. It answers through a channel, as its
// messages come in.
type provider struct{ questions chan question }

type question struct {
	pair   string
	answer chan float64
}

// serve answers what it knows.
func (p *provider) serve(known map[string]float64) {
	for q := range p.questions {
		if rate, ok := known[q.pair]; ok {
			q.answer <- rate
		}
	}
}

// ask returns the answer to a question.
func (p *provider) ask(pair string) float64 {
	q := question{pair, make(chan float64, 1)}
	p.questions <- q
	return <-q.answer // leak: wait, fix
}

// rates are shared look-ups.
type rates struct {
	from  *provider
	calls singleflight.Group
}

var errSlow = errors.New("provider does not answer")

// get waits for a look-up as long as the context allows. A look-up that took
// too long is not waited for by others.
func (r *rates) get(ctx context.Context, pair string) (float64, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, 30*time.Millisecond, errSlow) // leak: context
	defer cancel()
	found := r.calls.DoChan(pair, func() (any, error) { // leak: go
		return r.from.ask(pair), nil
	})
	select {
	case f := <-found:
		return f.Val.(float64), f.Err
	case <-ctx.Done():
		r.calls.Forget(pair)
		return 0, fmt.Errorf("%s: %w", pair, context.Cause(ctx))
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := &provider{make(chan question)}
	go p.serve(map[string]float64{"EURUSD": 1.09, "EURCHF": 0.95})
	r := &rates{from: p}
	late := 0
	for i := 0; ctx.Err() == nil; i++ {
		for _, pair := range []string{"EURUSD", "EURCHF", "EURXTS"} {
			if _, err := r.get(ctx, pair); errors.Is(err, errSlow) {
				if late++; late%100 == 0 {
					log.Printf("%d times: %v", late, err)
				}
			}
		}
	}
}
