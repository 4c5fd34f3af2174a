// Newsfeed streams headlines to readers over server-sent events. Some sections have no news for hours, and
// their readers stay all the same; others come and go.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type section struct {
	mu      sync.Mutex
	readers map[chan string]bool
}

func (s *section) join() chan string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := make(chan string, 8)
	s.readers[ch] = true
	return ch
}

func (s *section) leave(ch chan string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.readers, ch)
	close(ch)
}

func (s *section) publish(headline string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ch := range s.readers {
		select {
		case ch <- headline:
		default:
		}
	}
}

type server struct{ sections map[string]*section }

func (s *server) events(w http.ResponseWriter, r *http.Request) {
	sec, ok := s.sections[r.PathValue("section")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	news := sec.join()
	defer sec.leave(news)
	rc := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	rc.Flush()
	for {
		select {
		case headline := <-news:
			fmt.Fprintf(w, "data: %s\n\n", headline)
			if rc.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

func read(ctx context.Context, url string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
	}
}

func main() {
	s := &server{map[string]*section{"sports": {readers: map[chan string]bool{}}, "chess": {readers: map[chan string]bool{}}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{section}", s.events)
	srv := httptest.NewServer(mux)
	defer srv.Close()
	ctx := context.Background()
	for range 30 {
		go read(ctx, srv.URL+"/chess")
	}
	for n := 0; ; n++ {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			defer cancel()
			read(ctx, srv.URL+"/sports")
		}()
		s.sections["sports"].publish(fmt.Sprint("headline ", n))
		time.Sleep(10 * time.Millisecond)
	}
}
