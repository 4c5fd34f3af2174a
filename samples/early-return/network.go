package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"time"
)

// pickAcquirer returns the bank behind a shopper's card. Half of the town is
// with northbank.
func pickAcquirer(rng *rand.Rand) string {
	return []string{"northbank", "northbank", "seabank", "hillbank"}[rng.IntN(4)]
}

// Network is the card network: somebody else's service, here in the same
// process so that the sample needs nothing but itself.
type Network struct {
	latency map[string]time.Duration
}

// NewNetwork returns a network in which one acquirer has a bad day.
func NewNetwork() *Network {
	return &Network{latency: map[string]time.Duration{
		"northbank": 210 * time.Millisecond, // the bad day
		"seabank":   12 * time.Millisecond,
		"hillbank":  25 * time.Millisecond,
	}}
}

// Routes returns the network's HTTP interface.
func (n *Network) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /authorize", n.Authorize)
	return mux
}

// Authorize answers with a code after the time the acquirer takes.
func (n *Network) Authorize(w http.ResponseWriter, r *http.Request) {
	var order Order
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	latency, known := n.latency[order.Acquirer]
	if !known {
		http.Error(w, "unknown acquirer "+order.Acquirer, http.StatusUnprocessableEntity)
		return
	}
	h := fnv.New32a()
	h.Write([]byte(order.ID))
	time.Sleep(latency + time.Duration(h.Sum32()%20)*time.Millisecond)
	json.NewEncoder(w).Encode(Receipt{Order: order.ID, Code: fmt.Sprintf("%08x", h.Sum32())})
}
