// Scoreboard streams goals to browsers. Most matches have few goals, and a browser that has gone is noticed
// only when the next one is written.
//
// rule: ignored-cancel | no-close-range
// expect: 10
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type goal struct {
	match, minute int
}

// league has the listeners of every match.
type league struct {
	mu        sync.Mutex
	listeners map[string]map[chan goal]bool
}

func (l *league) listen(match string) (<-chan goal, func()) {
	ch := make(chan goal, 4)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listeners[match] == nil {
		l.listeners[match] = map[chan goal]bool{}
	}
	l.listeners[match][ch] = true
	return ch, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.listeners[match], ch)
		close(ch)
	}
}

func (l *league) stream(w http.ResponseWriter, r *http.Request) { // leak: context?
	goals, leave := l.listen(r.PathValue("match"))
	defer leave()
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "retry: 100\n\n")
	out.Flush()
	for g := range goals { // leak: wait, fix
		fmt.Fprintf(w, "data: %d'\n\n", g.minute)
		if err := out.Flush(); err != nil {
			return
		}
	}
}

// watch is a browser that stays for a while.
func watch(url string, stay time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), stay)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); ctx.Err() == nil {
		return err
	}
	return nil
}

func main() {
	l := &league{listeners: map[string]map[chan goal]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /matches/{match}", l.stream)
	srv := httptest.NewServer(mux) // leak: go
	for n := 0; ; n++ {
		if err := watch(fmt.Sprintf("%s/matches/%d", srv.URL, n%7), 40*time.Millisecond); err != nil {
			log.Print(err)
		}
	}
}
