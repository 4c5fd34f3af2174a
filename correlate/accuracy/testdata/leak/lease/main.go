// Lease keeps cluster members registered. The keep-alive stream of a member hands every response to a channel;
// the member stops reading it when its work is over or fails, and only asks the stream to end in one of the
// two cases.
//
// rule: early-return
// expect: 6
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"time"
)

// Response is the server's word that a lease lives on.
type Response struct {
	ID  int64
	TTL time.Duration
}

// Lessor is the client's half of the lease service.
type Lessor struct {
	interval time.Duration
}

// KeepAlive renews the lease until ctx ends, and delivers the responses.
func (l *Lessor) KeepAlive(ctx context.Context, id int64) <-chan Response {
	responses := make(chan Response)
	go l.stream(ctx, id, responses) // leak: go
	return responses
}

func (l *Lessor) stream(ctx context.Context, id int64, out chan<- Response) {
	defer close(out)
	for ctx.Err() == nil {
		resp := l.roundTrip(id)
		out <- resp // leak: wait, fix
	}
}

func (l *Lessor) roundTrip(id int64) Response {
	time.Sleep(l.interval)
	return Response{ID: id, TTL: 10 * time.Second}
}

// Member is one registered instance.
type Member struct {
	id     int64
	lessor *Lessor
	revoke context.CancelFunc
}

var errQuorum = errors.New("member: no quorum")

// Serve registers the member and works until its term ends.
func (m *Member) Serve(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent) // leak: context
	m.revoke = cancel
	alive := m.lessor.KeepAlive(ctx, m.id)
	term := time.NewTimer(time.Duration(100+rand.IntN(100)) * time.Millisecond)
	defer term.Stop()
	for {
		select {
		case resp, ok := <-alive:
			if !ok {
				return errors.New("member: lease lost")
			}
			if rand.IntN(12) == 0 {
				return errQuorum // leak: fix
			}
			_ = resp.TTL
		case <-term.C:
			m.revoke()
			for range alive { // the last response may be under way
			}
			return nil
		}
	}
}

// supervise runs one member after the other in a slot of the cluster.
func supervise(ctx context.Context, slot int64) {
	lessor := &Lessor{interval: 12 * time.Millisecond}
	for n := int64(0); ctx.Err() == nil; n++ {
		m := &Member{id: slot<<32 | n, lessor: lessor}
		if err := m.Serve(ctx); err != nil {
			log.Printf("slot %d: %v", slot, err)
		}
		if m.revoke != nil && n%2 == 0 {
			m.revoke()
		}
	}
}

func main() {
	ctx := context.Background()
	for slot := range int64(3) {
		go supervise(ctx, slot)
	}
	supervise(ctx, 3)
}
