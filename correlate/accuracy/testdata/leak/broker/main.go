// Broker delivers events to subscribers, under its lock. One subscriber leaves while an event is on its way
// to it: the publisher waits for it with the lock in its hand, and all others wait for the lock.
//
// rule: held-lock | early-return
// rule 2: held-lock
// expect 2: 5
package main

import (
	"fmt"
	"log"
	"sync"
	"time"
)

// Event is something that happened to a topic.
type Event struct {
	Topic string
	Seq   int
}

type subscription struct {
	topic  string
	events chan Event
}

// Broker knows who wants what.
type Broker struct {
	mu     sync.Mutex
	topics map[string]map[*subscription]struct{}
	seq    int
}

// Subscribe starts a subscription, Unsubscribe ends it.
func (b *Broker) Subscribe(topic string) *subscription {
	s := &subscription{topic, make(chan Event)}
	b.mu.Lock() // leak: wait 2
	defer b.mu.Unlock()
	if b.topics[topic] == nil {
		b.topics[topic] = map[*subscription]struct{}{}
	}
	b.topics[topic][s] = struct{}{}
	return s
}

func (b *Broker) Unsubscribe(s *subscription) { // leak: fix, fix 2
	b.mu.Lock() // leak: wait 2
	defer b.mu.Unlock()
	delete(b.topics[s.topic], s)
	close(s.events)
}

// Publish delivers an event to everybody who wants it.
func (b *Broker) Publish(topic string) {
	b.mu.Lock() // leak: wait 2, fix, fix 2
	defer b.mu.Unlock()
	b.seq++
	for s := range b.topics[topic] {
		s.events <- Event{topic, b.seq} // leak: wait, fix, fix 2
	}
}

// watch takes some events and leaves.
func watch(b *Broker, topic string, n int) {
	s := b.Subscribe(topic)
	defer b.Unsubscribe(s)
	for ev := range s.events {
		if n--; n == 0 {
			log.Printf("%s: seen until %d", ev.Topic, ev.Seq)
			time.Sleep(5 * time.Millisecond) // keeps the place
			return
		}
	}
}

func main() {
	b := &Broker{topics: map[string]map[*subscription]struct{}{}}
	topics := []string{"deploy", "scale", "alert"}
	for _, topic := range topics {
		go func() { // leak: go, go 2
			for {
				b.Publish(topic)
				time.Sleep(4 * time.Millisecond)
			}
		}()
	}
	for n := 0; ; n++ {
		topic := topics[n%len(topics)]
		go func() { // leak: go 2
			watch(b, topic, 4+n%3)
		}()
		time.Sleep(30 * time.Millisecond)
		if n%50 == 0 {
			fmt.Println("watchers", n)
		}
	}
}
