// Package waitq is a bounded queue between goroutines.
package waitq

import "sync"

// Queue hands out what was put in, in order.
type Queue[T any] struct {
	mu       sync.Mutex
	notEmpty sync.Cond
	items    []T
	closed   bool
}

// New returns an empty queue.
func New[T any]() *Queue[T] {
	q := &Queue[T]{}
	q.notEmpty.L = &q.mu
	return q
}

// Put adds an item; it does nothing on a closed queue.
func (q *Queue[T]) Put(item T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.items = append(q.items, item)
	q.notEmpty.Signal()
}

// Take waits for an item. It returns false when the queue is closed and empty.
func (q *Queue[T]) Take() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.notEmpty.Wait() // leak: wait
	}
	if len(q.items) == 0 {
		return item, false
	}
	item, q.items = q.items[0], q.items[1:]
	return item, true
}

// Close lets nothing in any more.
func (q *Queue[T]) Close() {
	q.mu.Lock()
	q.closed = true // leak: fix
	q.mu.Unlock()
}
