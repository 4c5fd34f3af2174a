// Package actor runs state behind mailboxes.
package actor

// Actor owns a state of type S, which only its own goroutine touches.
type Actor[S any] struct {
	inbox chan func(*S)
}

// Spawn starts an actor. It runs until Close.
func Spawn[S any](state S) *Actor[S] {
	a := &Actor[S]{inbox: make(chan func(*S), 16)}
	go a.run(state) // leak: go
	return a
}

func (a *Actor[S]) run(state S) {
	for f := range a.inbox { // leak: wait
		f(&state)
	}
}

// Do has the actor run f.
func (a *Actor[S]) Do(f func(*S)) { a.inbox <- f }

// Close ends the actor when it has done all it was told.
func (a *Actor[S]) Close() { close(a.inbox) }
