// Turnstile checks tickets at the gates of a stadium. For each check it keeps an
// eye on the gate until the visitor is through.
//
// rule: shadowed-cancel | lost-cancel | detached-context
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"
)

// gate lets visitors in.
type gate struct {
	number int
	jammed chan struct{}
}

// lookout reports a jam at the gate for as long as the context lives.
func (g *gate) lookout(ctx context.Context, report func(error)) {
	select { // leak: wait
	case <-g.jammed:
		report(fmt.Errorf("gate %d is jammed", g.number))
	case <-ctx.Done():
	}
}

// tickets knows what was sold.
type tickets map[string]bool

var errInvalid = errors.New("invalid ticket")

// check looks a ticket up.
func (t tickets) check(ctx context.Context, code string) error {
	select {
	case <-time.After(2 * time.Millisecond):
	case <-ctx.Done():
		return ctx.Err()
	}
	if !t[code] {
		return errInvalid
	}
	return nil
}

// stadium is gates and tickets.
type stadium struct {
	gates  []*gate
	sold   tickets
	report func(error)
}

// admit checks one visitor's ticket.
func (s *stadium) admit(ctx context.Context, g *gate, code string) error {
	ctx, cancel := context.WithCancel(ctx) // leak: context, fix
	go g.lookout(ctx, s.report)            // leak: go

	if code != "" {
		ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond) // leak: fix
		defer cancel()
		return s.sold.check(ctx, code)
	}
	cancel()
	return errInvalid
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &stadium{sold: make(tickets), report: func(err error) { log.Print(err) }}
	for n := range 4 {
		s.gates = append(s.gates, &gate{number: n, jammed: make(chan struct{})})
	}
	for i := range 500 {
		s.sold[fmt.Sprintf("T%d", 2*i)] = true
	}
	refused := 0
	for i := 0; ctx.Err() == nil; i++ {
		if s.admit(ctx, s.gates[i%len(s.gates)], fmt.Sprintf("T%d", i%1000)) != nil {
			refused++
		}
		time.Sleep(12 * time.Millisecond)
	}
	log.Printf("%d refused", refused)
}
