package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"sync"
	"time"
)

var errExpired = errors.New("token has expired")

// Price is one quote of a topic.
type Price struct {
	Topic string
	Cents int
}

// Hub hands every price of a topic to the topic's subscriptions.
type Hub struct {
	ctx    context.Context // the hub's life; subscriptions outlive no hub
	topics []string

	mu   sync.Mutex
	subs map[*Subscription]bool
}

// NewHub returns a hub that lives until ctx ends.
func NewHub(ctx context.Context, topics ...string) *Hub {
	return &Hub{ctx: ctx, topics: topics, subs: make(map[*Subscription]bool)}
}

// Routes returns the hub's HTTP interface.
func (h *Hub) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stream", h.Stream)
	return mux
}

// Stream writes a topic's prices, one a line, until the client hangs up.
func (h *Hub) Stream(w http.ResponseWriter, r *http.Request) {
	sub, err := h.Subscribe(r.FormValue("topic"), r.FormValue("token"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	defer sub.Close()
	for {
		select {
		case p := <-sub.Prices():
			fmt.Fprintf(w, "%s %d\n", p.Topic, p.Cents)
			http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// Subscribe begins to deliver a topic's prices to whoever holds token. The
// caller closes the subscription. Its context is the hub's child and not the
// request's: a subscription may be handed to another connection.
//
// This is the incident: the pump must be there before the handshake, which
// already delivers, and when the handshake fails, cancel goes with the
// subscription that is thrown away.
func (h *Hub) Subscribe(topic, token string) (*Subscription, error) {
	ctx, cancel := context.WithCancel(h.ctx)
	sub := &Subscription{hub: h, topic: topic, cancel: cancel, in: make(chan Price, 1), out: make(chan Price)}
	go sub.pump(ctx)
	if err := sub.handshake(token); err != nil {
		return nil, fmt.Errorf("subscribe %s: %w", topic, err)
	}
	h.mu.Lock()
	h.subs[sub] = true
	h.mu.Unlock()
	return sub, nil
}

// handshake checks the token with the token service, which takes its time.
func (s *Subscription) handshake(token string) error {
	time.Sleep(4 * time.Millisecond)
	if strings.HasSuffix(token, "-expired") {
		return errExpired
	}
	return nil
}

// Open returns the number of subscriptions the hub knows.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs)
}

// Feed offers a new price of every topic at each interval until ctx ends. A
// subscription that has not taken the last price misses this one.
func (h *Hub) Feed(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for cents := 1000; ; cents++ {
		select {
		case <-tick.C:
			h.publish(cents)
		case <-ctx.Done():
			return
		}
		if cents%50 == 0 {
			log.Printf("feed: price %d, %d subscriptions", cents, h.Open())
		}
	}
}

func (h *Hub) publish(cents int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for sub := range h.subs {
		select {
		case sub.in <- Price{sub.topic, cents}:
		default:
		}
	}
}
