package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"

	"golang.org/x/sync/errgroup"
)

// Hit is one document found.
type Hit struct {
	Shard string `json:"shard"`
	Title string `json:"title"`
}

// Page is the answer to one search.
type Page struct {
	Query string `json:"query"`
	Hits  []Hit  `json:"hits"`
}

// Searcher answers searches from all of its shards.
type Searcher struct {
	shards []*Shard
}

// NewSearcher opens one shard for each collection.
func NewSearcher(collections ...string) *Searcher {
	s := &Searcher{}
	for _, name := range collections {
		s.shards = append(s.shards, OpenShard(name, 4))
	}
	return s
}

// Routes returns the service's HTTP interface.
func (s *Searcher) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /search", s.serveSearch)
	return mux
}

func (s *Searcher) serveSearch(w http.ResponseWriter, r *http.Request) {
	page, err := s.Search(r.Context(), r.FormValue("q"))
	switch {
	case r.Context().Err() != nil:
		// The reader is gone: there is nobody to answer.
	case err != nil:
		log.Printf("search %q: %v", page.Query, err)
		http.Error(w, err.Error(), http.StatusBadGateway)
	default:
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(page)
	}
}

// Search asks every shard at once. The first shard that fails ends the search,
// and so does the caller; Search does not wait for the look-ups it gave up on,
// because their context tells them to stop.
func (s *Searcher) Search(ctx context.Context, query string) (Page, error) {
	page := Page{Query: query}
	found := make(chan []Hit, len(s.shards)) // room for all: no look-up waits for us
	g, ctx := errgroup.WithContext(ctx)
	for _, shard := range s.shards {
		g.Go(func() error {
			hits, err := shard.Lookup(ctx, query)
			if err != nil {
				return err
			}
			found <- hits
			return nil
		})
	}
	for range s.shards {
		select {
		case hits := <-found:
			page.Hits = append(page.Hits, hits...)
		case <-ctx.Done():
			return page, fmt.Errorf("search: %w", context.Cause(ctx))
		}
	}
	return page, g.Wait()
}
