// Signup registers users and welcomes them by mail. The mail goes out after the
// answer, so it must not end with the request.
//
// rule: detached-context
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/signup/mail"
)

// server is the sign-up API.
type server struct {
	http.Handler
	relay *mail.Relay
	log   *log.Logger
}

func newServer(relay *mail.Relay, l *log.Logger) *server {
	mux := http.NewServeMux()
	s := &server{Handler: mux, relay: relay, log: l}
	mux.HandleFunc("POST /users", s.create)
	return s
}

type user struct {
	Name string `json:"name"`
	Mail string `json:"mail"`
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	var u user
	if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	go s.welcome(context.WithoutCancel(r.Context()), u) // leak: go, context, fix
	w.WriteHeader(http.StatusCreated)
}

// welcome sends the first mail.
func (s *server) welcome(ctx context.Context, u user) {
	letter := mail.Letter{To: u.Mail, Text: "Welcome, " + u.Name}
	if err := s.relay.Send(ctx, letter); err != nil {
		s.log.Printf("welcome %s: %v", u.Name, err)
	}
}

// visitors sign up, some of them without an address.
func visitors(ctx context.Context, base string) {
	for i := 0; ctx.Err() == nil; i++ {
		body := fmt.Sprintf(`{"name":"user%d","mail":"user%d@example.com"}`, i, i)
		if i%7 == 6 {
			body = fmt.Sprintf(`{"name":"user%d"}`, i)
		}
		resp, err := http.Post(base+"/users", "application/json", strings.NewReader(body))
		if err != nil {
			log.Print(err)
			return
		}
		resp.Body.Close()
		time.Sleep(8 * time.Millisecond)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	hs := &http.Server{Handler: newServer(mail.NewRelay(3), log.New(os.Stderr, "signup: ", 0))}
	go hs.Serve(l)
	go visitors(ctx, "http://"+l.Addr().String())
	<-ctx.Done()
	hs.Close()
}
