package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"time"
)

// Order is what a shop wants paid.
type Order struct {
	ID       string `json:"id"`
	Cents    int    `json:"cents"`
	Acquirer string `json:"acquirer"`
}

// Receipt is the card network's word that an order is paid.
type Receipt struct {
	Order string `json:"order"`
	Code  string `json:"code"`
}

// Gateway takes payments from shops and answers each within its deadline.
type Gateway struct {
	client   *Client
	ledger   *Ledger
	deadline time.Duration
}

// NewGateway returns a gateway whose ledger writes until ctx ends.
func NewGateway(ctx context.Context, client *Client, deadline time.Duration) *Gateway {
	return &Gateway{client: client, ledger: NewLedger(ctx), deadline: deadline}
}

// Routes returns the gateway's HTTP interface.
func (g *Gateway) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pay", g.Pay)
	return mux
}

// Pay charges one order: 200 with a receipt, 504 when the card network was
// slower than the deadline.
func (g *Gateway) Pay(w http.ResponseWriter, r *http.Request) {
	var order Order
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), g.deadline)
	defer cancel()
	receipt, err := g.client.Charge(ctx, order)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		http.Error(w, "card network too slow", http.StatusGatewayTimeout)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadGateway)
	default:
		g.ledger.Append(r.Context(), receipt)
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(receipt)
	}
}

// Ledger writes receipts in batches, from one goroutine.
type Ledger struct {
	receipts chan Receipt
}

// NewLedger starts the writer; it stops with ctx.
func NewLedger(ctx context.Context) *Ledger {
	l := &Ledger{receipts: make(chan Receipt, 64)}
	go l.write(ctx)
	return l
}

// Append queues a receipt, or gives up with ctx.
func (l *Ledger) Append(ctx context.Context, r Receipt) {
	select {
	case l.receipts <- r:
	case <-ctx.Done():
	}
}

// write books what has come in, every quarter of a second.
func (l *Ledger) write(ctx context.Context) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	var batch []Receipt
	for {
		select {
		case r := <-l.receipts:
			batch = append(batch, r)
		case <-tick.C:
			log.Printf("ledger: booked %d receipts", len(batch))
			batch = batch[:0]
		case <-ctx.Done():
			return
		}
	}
}
