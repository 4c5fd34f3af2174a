package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"sync/atomic"
	"time"
)

// patience is the longest the index may take when it is rebuilt at night.
const patience = 15 * time.Minute

// Place is where an address is.
type Place struct{ Lat, Lon float64 }

// Geocoder finds places.
type Geocoder struct {
	life     context.Context
	answered atomic.Int64
	slots    chan struct{}
}

// NewGeocoder returns a geocoder that works until life ends.
func NewGeocoder(life context.Context) *Geocoder {
	return &Geocoder{life: life, slots: make(chan struct{}, 8)}
}

// Routes returns the geocoder's HTTP interface.
func (g *Geocoder) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /find", g.Find)
	return mux
}

// Find answers with the place of one street.
func (g *Geocoder) Find(w http.ResponseWriter, r *http.Request) {
	q := g.query(r.FormValue("street"))
	place, err := g.lookup(q)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	g.answered.Add(1)
	fmt.Fprintf(w, "%f %f\n", place.Lat, place.Lon)
}

// query is one look-up under way. Whoever gives up on it calls abandon.
type query struct {
	ctx     context.Context
	abandon context.CancelFunc
	street  string
}

// query begins a look-up.
//
// This is the incident: nobody gives up, so nobody calls abandon, and the
// context with its timer stays for a quarter of an hour after the answer.
func (g *Geocoder) query(street string) *query {
	ctx, cancel := context.WithTimeout(g.life, patience)
	return &query{ctx: ctx, abandon: cancel, street: street}
}

// lookup waits for a slot and searches the index.
func (g *Geocoder) lookup(q *query) (Place, error) {
	select {
	case g.slots <- struct{}{}:
	case <-q.ctx.Done():
		return Place{}, q.ctx.Err()
	}
	defer func() { <-g.slots }()
	h := fnv.New64a()
	fmt.Fprint(h, q.street)
	sum := h.Sum64()
	return Place{Lat: float64(sum%180) - 90, Lon: float64(sum>>8%360) - 180}, nil
}

// Answered returns how many look-ups were answered.
func (g *Geocoder) Answered() int64 { return g.answered.Load() }
