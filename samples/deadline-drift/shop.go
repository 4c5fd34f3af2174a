package main

import (
	"net/http"
	"time"

	context "github.com/ctxscope/ctxscope/samples/ctxtrace"
)

// patience is how long a customer waits for the receipt.
const patience = 150 * time.Millisecond

// Shop takes orders and has their receipts printed.
type Shop struct{ desk *Desk }

// Routes returns the shop's HTTP interface.
func (s *Shop) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /buy", s.order(false))
	mux.HandleFunc("GET /copy", s.order(true))
	return mux
}

// order answers when the receipt is printed, or tells the customer to come
// back later.
func (s *Shop) order(copy bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		o := Order{ctx: ctx, copy: copy, printed: make(chan struct{}, 1)}
		select {
		case s.desk.orders <- o:
		case <-ctx.Done():
			http.Error(w, "come back later", http.StatusGatewayTimeout)
			return
		}
		select {
		case <-o.printed:
			w.Write([]byte("receipt\n"))
		case <-ctx.Done():
			http.Error(w, "come back later", http.StatusGatewayTimeout)
		}
	}
}
