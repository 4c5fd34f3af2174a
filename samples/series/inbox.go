package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Notice is one thing a user should know.
type Notice struct{ Text string }

// Inbox is what one session sees.
type Inbox struct {
	notices chan Notice
	seen    atomic.Int64
}

// show takes in notices until the inbox is closed.
func (b *Inbox) show() {
	for range b.notices {
		b.seen.Add(1)
	}
}

// Center hands every notice to the inboxes of those who are logged in.
type Center struct {
	logins atomic.Int64

	mu      sync.Mutex
	inboxes map[string]*Inbox
}

// NewCenter returns a center without users.
func NewCenter() *Center { return &Center{inboxes: make(map[string]*Inbox)} }

// Login opens the session's inbox.
func (c *Center) Login(session string) {
	inbox := &Inbox{notices: make(chan Notice, 4)}
	go inbox.show()
	c.logins.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inboxes[session] = inbox
}

// Logout forgets the session's inbox.
//
// This is the incident: the inbox is not closed, and nobody else can: the map
// held the last reference to it.
func (c *Center) Logout(session string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.inboxes, session)
}

// announce sends a notice to everybody now and then.
func (c *Center) announce(ctx context.Context) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.send(Notice{"maintenance tonight"})
		}
	}
}

// send leaves out those whose inbox is full.
func (c *Center) send(n Notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, inbox := range c.inboxes {
		select {
		case inbox.notices <- n:
		default:
		}
	}
}

// Logins returns how often somebody logged in.
func (c *Center) Logins() int64 { return c.logins.Load() }

// Open returns how many are logged in.
func (c *Center) Open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.inboxes)
}
