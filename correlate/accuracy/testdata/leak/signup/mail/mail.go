// Package mail hands letters to a relay.
package mail

import (
	"context"
	"errors"
)

// Letter is one mail.
type Letter struct{ To, Text string }

// Relay sends letters over a few connections.
type Relay struct{ connections chan struct{} }

// NewRelay returns a relay with so many connections.
func NewRelay(connections int) *Relay {
	r := &Relay{connections: make(chan struct{}, connections)}
	for range connections {
		r.connections <- struct{}{}
	}
	return r
}

// ErrRejected is returned for letters that the relay does not take.
var ErrRejected = errors.New("letter rejected")

// Send waits for a connection and sends the letter.
func (r *Relay) Send(ctx context.Context, l Letter) error {
	select { // leak: wait
	case c := <-r.connections:
		if l.To == "" {
			return ErrRejected // leak: fix
		}
		r.connections <- c
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
