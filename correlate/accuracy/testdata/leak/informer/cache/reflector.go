// Package cache mirrors a remote list of objects: it lists, then watches, and starts over when the watch
// breaks.
package cache

import (
	"errors"
	"log"
	"sync"
	"time"
)

// ErrExpired means that the watch's version is too old to go on from.
var ErrExpired = errors.New("cache: version expired")

// A ListerWatcher is the remote side.
type ListerWatcher interface {
	List() (map[string]int, error)
	Watch(stop <-chan struct{}) (<-chan Event, error)
}

// Event is one change of one object.
type Event struct {
	Key   string
	Value int
	Err   error
}

// A Reflector keeps a store equal to the remote side.
type Reflector struct {
	Source ListerWatcher
	Resync time.Duration

	mu    sync.RWMutex
	store map[string]int
	syncs int
}

// Run mirrors until stop is closed.
func (r *Reflector) Run(stop <-chan struct{}) {
	for {
		if err := r.listAndWatch(stop); err != nil {
			log.Printf("reflector: %v", err)
		}
		select {
		case <-stop:
			return
		case <-time.After(30 * time.Millisecond):
		}
	}
}

func (r *Reflector) listAndWatch(stop <-chan struct{}) error {
	objects, err := r.Source.List()
	if err != nil {
		return err
	}
	r.replace(objects)

	resyncFailed := make(chan error, 1)
	cancel := make(chan struct{}) // leak: fix
	go func() {                   // leak: go, fix
		timer := time.NewTimer(r.Resync)
		defer timer.Stop()
		for {
			select { // leak: wait
			case <-timer.C:
			case <-stop:
				return
			case <-cancel:
				return
			}
			if err := r.resync(); err != nil {
				resyncFailed <- err
				return
			}
			timer.Reset(r.Resync)
		}
	}()

	events, err := r.Source.Watch(stop)
	if err != nil {
		close(cancel)
		return err
	}
	for {
		select {
		case <-stop:
			close(cancel)
			return nil
		case err := <-resyncFailed:
			return err
		case ev, ok := <-events:
			if !ok {
				return nil // leak: fix
			}
			if ev.Err != nil {
				return ev.Err // leak: fix
			}
			r.set(ev.Key, ev.Value)
		}
	}
}

func (r *Reflector) replace(objects map[string]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.store = objects
}

func (r *Reflector) set(key string, value int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.store[key] = value
}

func (r *Reflector) resync() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.syncs++
	return nil
}

// Len is how many objects are mirrored.
func (r *Reflector) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.store)
}
