// Package watch turns a stream of changes into a channel.
package watch

import (
	"io"
	"sync"
)

// Event is a change of an object.
type Event struct {
	Type, Object string
}

// Decoder reads changes until there are no more.
type Decoder interface {
	Decode() (Event, error)
	Close()
}

// Watcher hands out what its decoder reads.
type Watcher struct {
	mu      sync.Mutex
	source  Decoder
	result  chan Event
	stopped bool
}

// New starts a watcher.
func New(d Decoder) *Watcher {
	w := &Watcher{source: d, result: make(chan Event)}
	go w.receive() // leak: go
	return w
}

// Results has the changes. It is closed when there are no more.
func (w *Watcher) Results() <-chan Event { return w.result }

// Stop ends the watch.
func (w *Watcher) Stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		w.stopped = true
		w.source.Close()
	}
}

func (w *Watcher) stopping() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stopped
}

func (w *Watcher) receive() {
	defer close(w.result)
	defer w.Stop()
	for {
		event, err := w.source.Decode()
		switch {
		case err == io.EOF, w.stopping():
			return
		case err != nil:
			event = Event{Type: "ERROR", Object: err.Error()}
		}
		w.result <- event // leak: wait, fix
	}
}
