// Actors is a game world with a goroutine for each of its inhabitants. Most of
// them do nothing for most of the time; the number of them goes up and down as
// players come and go.
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/actors/mailbox"
)

// message is a blow or a question.
type message struct {
	damage int
	health chan<- int
}

// monster is the state of one actor.
type monster struct {
	health int
	near   *mailbox.Actor[message]
}

func (m *monster) receive(ctx context.Context, msg message) {
	m.health -= msg.damage
	if msg.health != nil {
		msg.health <- m.health
	}
	if msg.damage > 7 && m.near != nil {
		m.near.Tell(ctx, message{damage: 1})
	}
}

// world has inhabitants.
type world struct {
	ctx      context.Context
	monsters []*mailbox.Actor[message]
}

func newWorld(ctx context.Context, size int) *world {
	w := &world{ctx: ctx}
	var near *mailbox.Actor[message]
	for range size {
		near = mailbox.Start(ctx, (&monster{health: 1000, near: near}).receive)
		w.monsters = append(w.monsters, near)
	}
	return w
}

// hit strikes a monster and asks how it is.
func (w *world) hit(n int) (int, error) {
	health := make(chan int, 1)
	if err := w.monsters[n].Tell(w.ctx, message{rand.IntN(10), health}); err != nil {
		return 0, err
	}
	select {
	case h := <-health:
		return h, nil
	case <-time.After(time.Second):
		return 0, fmt.Errorf("monster %d does not answer", n)
	case <-w.ctx.Done():
		return 0, w.ctx.Err()
	}
}

// player is an actor too, for as long as a player stays.
func (w *world) player(stay time.Duration) {
	p := mailbox.Start(w.ctx, func(_ context.Context, m message) {})
	defer p.Stop()
	for end := time.Now().Add(stay); time.Now().Before(end) && w.ctx.Err() == nil; {
		if _, err := w.hit(rand.IntN(10)); err != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	w := newWorld(ctx, 300)
	var players sync.WaitGroup
	for n := 0; ctx.Err() == nil; n++ {
		for range 1 + n%7 {
			players.Go(func() { w.player(rand.N(200 * time.Millisecond)) })
		}
		time.Sleep(20 * time.Millisecond)
	}
	players.Wait()
	for _, m := range w.monsters {
		m.Stop()
	}
}
