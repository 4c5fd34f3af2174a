// Partition assigns partitions of a log to consumers; the leader of the group does so. A leader that has lost
// its lease goes on waiting for members that report to the next one.
//
// rule: ignored-cancel
// expect: 10
package main

import (
	"context"
	"log"
	"math/rand/v2"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/partition/elect"
)

type member struct {
	name  string
	joins bool
}

// controller balances partitions among members.
type controller struct {
	changes chan member
	members map[string]bool
}

func newController() *controller {
	return &controller{changes: make(chan member, 4), members: map[string]bool{}}
}

// lead assigns partitions while this process is the leader.
func (c *controller) lead(ctx context.Context) {
	log.Print("leading")
	c.assign(ctx)
	for {
		m := <-c.changes // leak: wait, fix
		if m.joins {
			c.members[m.name] = true
		} else {
			delete(c.members, m.name)
		}
		c.assign(ctx)
	}
}

func (c *controller) assign(ctx context.Context) {
	select {
	case <-time.After(time.Millisecond):
	case <-ctx.Done():
	}
}

func main() {
	ctx := context.Background()
	for {
		c := newController()
		e := elect.New(elect.Config{
			Renew:  func() bool { return rand.IntN(5) > 0 },
			Period: 20 * time.Millisecond,
			Callbacks: elect.Callbacks{
				OnStarted: c.lead,
				OnStopped: func() { log.Print("lease lost") },
			},
		})
		c.changes <- member{"a", true}
		e.Run(ctx)
	}
}
