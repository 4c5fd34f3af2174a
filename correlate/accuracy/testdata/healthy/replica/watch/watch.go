// Package watch follows changes.
package watch

import (
	"sync"
	"time"
)

// Watcher has changes until it is stopped.
type Watcher struct {
	result chan int
	done   chan struct{}
	once   sync.Once
}

// New starts a watcher.
func New(every time.Duration) *Watcher {
	w := &Watcher{result: make(chan int), done: make(chan struct{})}
	go w.receive(every)
	return w
}

// Results has the changes. It is closed after Stop.
func (w *Watcher) Results() <-chan int { return w.result }

// Stop ends the watch. What is on its way is dropped.
func (w *Watcher) Stop() {
	w.once.Do(func() { close(w.done) })
	for range w.result {
	}
}

func (w *Watcher) receive(every time.Duration) {
	defer close(w.result)
	t := time.NewTicker(every)
	defer t.Stop()
	for n := 0; ; n++ {
		select {
		case <-t.C:
		case <-w.done:
			return
		}
		select {
		case w.result <- n:
		case <-w.done:
			return
		}
	}
}
