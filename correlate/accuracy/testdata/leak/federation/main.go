// Federation asks other clusters on behalf of a process that has a lifetime type of its own, older than
// package context. It satisfies context.Context, and every context derived from it costs a goroutine until
// that one ends or its parent does. The derived ones of failed calls never end.
//
// rule: custom-parent | lost-cancel
// expect: 8
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"
)

// Lifetime ends when somebody closes it.
type Lifetime struct {
	done chan struct{}
	once sync.Once
	mu   sync.Mutex
	err  error
}

// NewLifetime begins one.
func NewLifetime() *Lifetime { return &Lifetime{done: make(chan struct{})} }

// Close ends it.
func (l *Lifetime) Close(err error) {
	l.once.Do(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.err = err
		close(l.done)
	})
}

// The methods of context.Context.
func (l *Lifetime) Deadline() (time.Time, bool) { return time.Time{}, false }
func (l *Lifetime) Done() <-chan struct{}       { return l.done }
func (l *Lifetime) Value(key any) any           { return nil }
func (l *Lifetime) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

var errRefused = errors.New("refused")

// call is one question to another cluster.
type call struct {
	ctx    context.Context
	finish context.CancelFunc
	answer chan string
}

type cluster struct {
	name string
	life *Lifetime
}

func (c *cluster) open(question int) (*call, error) {
	ctx, cancel := context.WithCancel(c.life) // leak: go, context, wait context.(*cancelCtx).propagateCancel.func2, fix
	k := &call{ctx, cancel, make(chan string, 1)}
	if question%4 == 1 {
		return nil, fmt.Errorf("%s: question %d: %w", c.name, question, errRefused) // leak: fix
	}
	time.AfterFunc(3*time.Millisecond, func() { k.answer <- "yes" })
	return k, nil
}

func (c *cluster) ask(question int) (string, error) {
	k, err := c.open(question)
	if err != nil {
		return "", err
	}
	defer k.finish()
	select {
	case a := <-k.answer:
		return a, nil
	case <-k.ctx.Done():
		return "", k.ctx.Err()
	}
}

func main() {
	life := NewLifetime()
	defer life.Close(errors.New("process ends"))
	for _, name := range []string{"east", "west"} {
		c := &cluster{name, life}
		go func() {
			for n := 0; ; n++ {
				if _, err := c.ask(n); err != nil && !errors.Is(err, errRefused) {
					log.Print(err)
				}
				time.Sleep(25 * time.Millisecond)
			}
		}()
	}
	for range time.Tick(time.Second) {
		log.Print("alive")
	}
}
