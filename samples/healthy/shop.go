package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// Shop is the HTTP service.
type Shop struct {
	stock    *Stock
	sessions *Sessions
	images   *Images
	feed     *Feed
	exports  chan struct{} // one slot for each export that may run
}

// Routes returns the shop's HTTP interface.
func (s *Shop) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /product", s.product)
	mux.HandleFunc("GET /shipping", s.shipping)
	mux.HandleFunc("GET /report", s.report)
	mux.HandleFunc("GET /export", s.export)
	mux.HandleFunc("GET /watch", s.watch)
	return mux
}

// product answers from the database, with a picture from the workers.
func (s *Shop) product(w http.ResponseWriter, r *http.Request) {
	s.sessions.Touch(r.FormValue("user"))
	ctx, cancel := context.WithTimeout(r.Context(), 300*time.Millisecond)
	defer cancel()
	n, err := s.stock.Count(ctx, r.FormValue("name"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	size, err := s.images.Scale(ctx, r.FormValue("name"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	json.NewEncoder(w).Encode(map[string]int{"left": n, "image": size})
}

// shipping asks a carrier that is sometimes slower than the shop's patience.
// The answer's channel holds one, so the call that comes too late still ends.
func (s *Shop) shipping(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 25*time.Millisecond)
	defer cancel()
	quote := make(chan int, 1)
	go func() { quote <- askCarrier(r.FormValue("to")) }()
	select {
	case cents := <-quote:
		fmt.Fprintln(w, cents)
	case <-ctx.Done():
		http.Error(w, "carrier: "+ctx.Err().Error(), http.StatusGatewayTimeout)
	}
}

// askCarrier takes 5 to 45 ms, depending on where the parcel goes.
func askCarrier(to string) int {
	h := fnv.New32a()
	h.Write([]byte(to))
	time.Sleep(time.Duration(5+h.Sum32()%40) * time.Millisecond)
	return 300 + int(h.Sum32()%900)
}

// report sums up several products at once, two at a time.
func (s *Shop) report(w http.ResponseWriter, r *http.Request) {
	products := []string{"lamp", "chair", "table", "shelf", "rug"}
	counts := make([]int, len(products))
	g, ctx := errgroup.WithContext(r.Context())
	g.SetLimit(2)
	for i, name := range products {
		g.Go(func() (err error) {
			counts[i], err = s.stock.Count(ctx, name)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	json.NewEncoder(w).Encode(counts)
}

// export streams rows to a client that reads slowly: the producer waits for the
// writer, and the export for one of few slots.
func (s *Shop) export(w http.ResponseWriter, r *http.Request) {
	select {
	case s.exports <- struct{}{}:
		defer func() { <-s.exports }()
	case <-r.Context().Done():
		return
	}
	rows := make(chan string)
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error {
		defer close(rows)
		for i := range 12 {
			select {
			case rows <- fmt.Sprintf("row %d", i):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for row := range rows {
			time.Sleep(4 * time.Millisecond)
			if _, err := fmt.Fprintln(w, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// watch sends the feed's news until the client leaves. Some never do.
func (s *Shop) watch(w http.ResponseWriter, r *http.Request) {
	news, leave := s.feed.Subscribe()
	defer leave()
	for {
		select {
		case item := <-news:
			fmt.Fprintln(w, item)
			http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			return
		}
	}
}
