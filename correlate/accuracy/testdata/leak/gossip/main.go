// Gossip spreads news among nodes. A connection to a peer that is culled has its context cancelled, and its
// heartbeat listens to the end of the server only.
//
// rule: ignored-cancel
// expect: 10
package main

import (
	"context"
	"log"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/gossip/stopper"
)

type peer struct {
	addr   string
	beats  chan time.Time
	cancel context.CancelFunc
}

type node struct {
	stopper *stopper.Stopper
	mu      sync.Mutex
	peers   []*peer
}

// connect adds a peer, and culls the oldest one if there are too many.
func (n *node) connect(ctx context.Context, addr string) error {
	ctx, cancel := context.WithCancel(ctx) // leak: context
	p := &peer{addr: addr, beats: make(chan time.Time), cancel: cancel}
	if err := n.stopper.RunAsync(ctx, "heartbeat", func(ctx context.Context) { n.heartbeat(ctx, p) }); err != nil {
		cancel()
		return err
	}
	if err := n.stopper.RunAsync(ctx, "pinger", func(ctx context.Context) { n.ping(ctx, p) }); err != nil {
		cancel()
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.peers = append(n.peers, p)
	if len(n.peers) > 3 {
		n.peers[0].cancel()
		n.peers = n.peers[1:]
	}
	return nil
}

func (n *node) ping(ctx context.Context, p *peer) {
	t := time.NewTicker(10 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case at := <-t.C:
			select {
			case p.beats <- at:
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (n *node) heartbeat(ctx context.Context, p *peer) {
	var last time.Time
	for {
		select { // leak: wait, fix
		case last = <-p.beats:
		case <-n.stopper.ShouldQuiesce():
			log.Printf("%s: last heard at %v", p.addr, last)
			return
		}
	}
}

func main() {
	n := &node{stopper: stopper.New()}
	defer n.stopper.Stop()
	for i := 0; ; i++ {
		if err := n.connect(context.Background(), time.Now().String()); err != nil {
			log.Print(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
