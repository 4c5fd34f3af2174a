// Package pool keeps connections to a slow peer. A connection has a reader and a writer; whoever wants one
// waits in line, and for no longer than its context.
package pool

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is what a closed pool says.
var ErrClosed = errors.New("pool: closed")

type request struct {
	payload string
	reply   chan string
}

// Conn is one connection.
type Conn struct {
	out   chan request
	in    chan request
	close chan struct{}
	once  sync.Once
}

func dial() *Conn {
	c := &Conn{out: make(chan request), in: make(chan request, 8), close: make(chan struct{})}
	go c.write()
	go c.read()
	return c
}

func (c *Conn) write() {
	for {
		select {
		case r := <-c.out:
			c.in <- r
		case <-c.close:
			close(c.in)
			return
		}
	}
}

func (c *Conn) read() {
	for r := range c.in {
		time.Sleep(6 * time.Millisecond) // the peer
		r.reply <- r.payload
	}
}

// Do sends a payload and waits for the reply; a reply that comes too late finds room and is dropped.
func (c *Conn) Do(ctx context.Context, payload string) (string, error) {
	r := request{payload, make(chan string, 1)}
	select {
	case c.out <- r:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case reply := <-r.reply:
		return reply, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Close ends both goroutines of the connection.
func (c *Conn) Close() { c.once.Do(func() { close(c.close) }) }

// Pool is a fixed number of connections.
type Pool struct {
	free chan *Conn
	all  []*Conn
}

// New opens n connections.
func New(n int) *Pool {
	p := &Pool{free: make(chan *Conn, n)}
	for range n {
		c := dial()
		p.all = append(p.all, c)
		p.free <- c
	}
	return p
}

// With lends a connection to f.
func (p *Pool) With(ctx context.Context, f func(*Conn) error) error {
	select {
	case c, ok := <-p.free:
		if !ok {
			return ErrClosed
		}
		defer func() { p.free <- c }()
		return f(c)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close closes the connections.
func (p *Pool) Close() {
	for _, c := range p.all {
		c.Close()
	}
}
