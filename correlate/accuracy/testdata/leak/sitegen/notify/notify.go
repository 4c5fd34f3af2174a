// Package notify watches folders.
package notify

import (
	"errors"
	"time"
)

// ErrOverflow tells that changes were lost.
var ErrOverflow = errors.New("queue overflow")

// Watcher reports changes of files.
type Watcher struct {
	Events chan string
	Errors chan error
	done   chan struct{}
}

// New starts a watcher.
func New(folder string, every time.Duration) *Watcher {
	w := &Watcher{make(chan string), make(chan error), make(chan struct{})}
	go w.poll(folder, every) // leak: go
	return w
}

// Close ends the watcher.
func (w *Watcher) Close() { close(w.done) }

func (w *Watcher) poll(folder string, every time.Duration) {
	defer close(w.Events)
	for n := 0; ; n++ {
		select {
		case <-w.done:
			return
		case <-time.After(every):
		}
		if n == 8 {
			w.Errors <- ErrOverflow // leak: wait, fix
			continue
		}
		select {
		case w.Events <- folder:
		case <-w.done:
			return
		}
	}
}
