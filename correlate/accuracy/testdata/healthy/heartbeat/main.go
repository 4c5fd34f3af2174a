// Heartbeat is a member of a small cluster: election timers that are reset all the time, peers with one
// goroutine for each direction, proposals that wait for a majority, a slow follower, and leadership that moves
// on now and then and takes its goroutines along.
package main

import (
	"context"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

type message struct {
	from, term, index int
	ack               chan<- int
}

type peer struct {
	id    int
	slow  time.Duration
	inbox chan message
}

// follow takes messages until ctx ends; without any for too long it would stand for election.
func (p *peer) follow(ctx context.Context) {
	election := time.NewTimer(5 * time.Second)
	defer election.Stop()
	for {
		select {
		case m := <-p.inbox:
			time.Sleep(p.slow)
			if m.ack != nil {
				m.ack <- p.id // has room for every peer
			}
			election.Reset(time.Duration(5000+rand.IntN(500)) * time.Millisecond)
		case <-election.C:
			log.Printf("peer %d: election", p.id)
			election.Reset(5 * time.Second)
		case <-ctx.Done():
			return
		}
	}
}

type leader struct {
	term  int
	peers []*peer
	queue chan proposal
}

type proposal struct {
	index int
	done  chan error
}

// lead replicates until its term ends, with one goroutine for each peer and one for the proposals.
func (l *leader) lead(ctx context.Context) {
	ctx, resign := context.WithCancel(ctx)
	defer resign()
	var wg sync.WaitGroup
	for _, p := range l.peers {
		wg.Go(func() { l.beat(ctx, p) })
	}
	wg.Go(func() { l.replicate(ctx) })
	select {
	case <-time.After(800 * time.Millisecond):
	case <-ctx.Done():
	}
	resign()
	wg.Wait()
}

func (l *leader) beat(ctx context.Context, p *peer) {
	t := time.NewTicker(40 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
		select {
		case p.inbox <- message{term: l.term}:
		case <-ctx.Done():
			return
		}
	}
}

func (l *leader) replicate(ctx context.Context) {
	for {
		var pr proposal
		select {
		case pr = <-l.queue:
		case <-ctx.Done():
			return
		}
		acks := make(chan int, len(l.peers))
		for _, p := range l.peers {
			select {
			case p.inbox <- message{term: l.term, index: pr.index, ack: acks}:
			case <-ctx.Done():
				pr.done <- ctx.Err()
				return
			}
		}
		for n := 1; n <= len(l.peers)/2; n++ {
			<-acks
		}
		pr.done <- nil
	}
}

// propose waits for a majority, or for a second.
func propose(queue chan<- proposal, index int) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	pr := proposal{index, make(chan error, 1)}
	select {
	case queue <- pr:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-pr.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	ctx := context.Background()
	l := &leader{queue: make(chan proposal)}
	for id, slow := range []time.Duration{time.Millisecond, 2 * time.Millisecond, 12 * time.Millisecond, time.Millisecond} {
		p := &peer{id, slow, make(chan message, 16)}
		l.peers = append(l.peers, p)
		go p.follow(ctx)
	}
	for client := range 6 {
		go func() {
			for n := 0; ; n++ {
				if err := propose(l.queue, n); err != nil {
					log.Printf("client %d: %v", client, err)
				}
				time.Sleep(time.Duration(client*5) * time.Millisecond)
			}
		}()
	}
	for ; ; l.term++ {
		l.lead(ctx)
	}
}
