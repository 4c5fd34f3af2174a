// Thumbs serves thumbnails. A picture that takes longer than its request is willing to wait is finished all
// the same, and then nobody is there to take it.
//
// rule: early-return
// expect: 5
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/thumbs/render"
)

type server struct {
	pool  *render.Pool
	mu    sync.Mutex
	stats map[string]int
}

func (s *server) count(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats[what]++
}

func (s *server) thumb(w http.ResponseWriter, r *http.Request) {
	pixels, err := strconv.Atoi(r.FormValue("pixels"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 60*time.Millisecond) // leak: context
	defer cancel()
	size, err := s.pool.Shrink(ctx, render.Job{Name: r.PathValue("name"), Pixels: pixels})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		s.count("late")
		http.Error(w, "try again", http.StatusGatewayTimeout)
	case err != nil:
		s.count("failed")
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		s.count("made")
		fmt.Fprintf(w, "%d bytes\n", size)
	}
}

func main() {
	s := &server{pool: render.New(16), stats: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /thumb/{name}", s.thumb)
	srv := httptest.NewServer(mux)
	log.Printf("serving on %s", srv.URL)
	for visitor := range 4 {
		go visit(srv.URL, visitor)
	}
	for range time.Tick(time.Second) {
		s.mu.Lock()
		log.Print(s.stats)
		s.mu.Unlock()
	}
}

// visit asks for pictures of all sizes, one after the other; every fifth is huge.
func visit(url string, id int) {
	for n := 0; ; n++ {
		pixels := 2000 + 100*id
		if n%5 == 4 {
			pixels = 180_000
		}
		resp, err := http.Get(fmt.Sprintf("%s/thumb/%d-%d?pixels=%d", url, id, n, pixels))
		if err != nil {
			log.Print(err)
			continue
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		time.Sleep(10 * time.Millisecond)
	}
}
