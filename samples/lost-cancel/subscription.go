package main

import "context"

// Subscription is one client's share of a topic. Close must be called once.
type Subscription struct {
	hub    *Hub
	topic  string
	cancel context.CancelFunc
	in     chan Price // from the hub
	out    chan Price // to the client
}

// Prices returns the channel of delivered prices. It is never closed.
func (s *Subscription) Prices() <-chan Price { return s.out }

// Close ends the delivery and the pump.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	delete(s.hub.subs, s)
	s.hub.mu.Unlock()
	s.cancel()
}

// pump carries prices from the hub to the client at the client's speed, so that
// a slow client never holds up the hub. It ends with ctx.
func (s *Subscription) pump(ctx context.Context) {
	for {
		select {
		case p := <-s.in:
			s.deliver(ctx, p)
		case <-ctx.Done():
			return
		}
	}
}

// deliver waits until the client takes p or the subscription is over.
func (s *Subscription) deliver(ctx context.Context, p Price) {
	select {
	case s.out <- p:
	case <-ctx.Done():
	}
}
