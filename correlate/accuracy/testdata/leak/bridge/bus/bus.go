// Package bus delivers messages by subject.
package bus

import "sync"

// Message is what is published.
type Message struct {
	Subject string
	Data    []byte
}

// Subscription receives the messages of one subject.
type Subscription struct {
	bus     *Bus
	subject string
	msgs    chan *Message
}

// Bus knows the subscriptions.
type Bus struct {
	mu   sync.RWMutex
	subs map[string]map[*Subscription]struct{}
}

// New returns a bus without subscriptions.
func New() *Bus { return &Bus{subs: make(map[string]map[*Subscription]struct{})} }

// Subscribe calls handler for each message of the subject, one after the other.
func (b *Bus) Subscribe(subject string, handler func(*Message)) *Subscription {
	s := &Subscription{bus: b, subject: subject, msgs: make(chan *Message, 64)}
	b.mu.Lock()
	if b.subs[subject] == nil {
		b.subs[subject] = make(map[*Subscription]struct{})
	}
	b.subs[subject][s] = struct{}{}
	b.mu.Unlock()
	go func() { // leak: go
		for m := range s.msgs { // leak: wait
			handler(m)
		}
	}()
	return s
}

// Publish delivers to whoever subscribes now. Who is too slow misses messages.
func (b *Bus) Publish(subject string, data []byte) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for s := range b.subs[subject] {
		select {
		case s.msgs <- &Message{subject, data}:
		default:
		}
	}
}

// Unsubscribe ends the delivery.
func (s *Subscription) Unsubscribe() {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	delete(s.bus.subs[s.subject], s) // leak: fix
}
