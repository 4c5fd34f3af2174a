// Chatroom is a hub with long polls: a client asks for what was said since, and
// the answer takes until someone says something, or half a minute.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"time"
)

// room is what was said, and a channel that is closed when that changes.
type room struct {
	mu      sync.Mutex
	said    []string
	changed chan struct{}
}

func newRoom() *room { return &room{changed: make(chan struct{})} }

func (r *room) say(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, text)
	close(r.changed)
	r.changed = make(chan struct{})
}

// since returns what was said from the given line on, and waits for it.
func (r *room) since(ctx context.Context, line int) ([]string, error) {
	for {
		r.mu.Lock()
		said, changed := r.said, r.changed
		r.mu.Unlock()
		if line < len(said) {
			return said[line:], nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// lobby has many rooms.
type lobby struct {
	http.ServeMux
	rooms [8]*room
}

func newLobby() *lobby {
	l := new(lobby)
	for i := range l.rooms {
		l.rooms[i] = newRoom()
	}
	l.HandleFunc("POST /rooms/{room}", l.post)
	l.HandleFunc("GET /rooms/{room}", l.poll)
	return l
}

func (l *lobby) room(r *http.Request) *room {
	n, _ := strconv.Atoi(r.PathValue("room"))
	return l.rooms[n%len(l.rooms)]
}

func (l *lobby) post(w http.ResponseWriter, r *http.Request) { l.room(r).say(r.FormValue("text")) }

func (l *lobby) poll(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 30*time.Second)
	defer cancel()
	since, _ := strconv.Atoi(r.FormValue("since"))
	said, err := l.room(r).since(ctx, since)
	if errors.Is(err, context.DeadlineExceeded) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	json.NewEncoder(w).Encode(said)
}

// listener polls one room for ever.
func listener(ctx context.Context, c *http.Client, url string) {
	for line := 0; ctx.Err() == nil; {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"?since="+strconv.Itoa(line), nil)
		if err != nil {
			return
		}
		resp, err := c.Do(req)
		if err != nil {
			return
		}
		var said []string
		if resp.StatusCode == http.StatusOK && json.NewDecoder(resp.Body).Decode(&said) == nil {
			line += len(said)
		}
		resp.Body.Close()
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: newLobby()}
	go srv.Serve(l)
	defer srv.Shutdown(context.Background())

	base := "http://" + l.Addr().String() + "/rooms/"
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	for i := range 60 {
		go listener(ctx, client, base+strconv.Itoa(i%8))
	}
	// The last three rooms are silent, their listeners wait all the time.
	for i := 0; ctx.Err() == nil; i++ {
		resp, err := client.Post(base+strconv.Itoa(i%5)+"?text=hello", "text/plain", strings.NewReader(""))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		resp.Body.Close()
		time.Sleep(30 * time.Millisecond)
	}
}
