// Presence shows who is online. A beat keeps a user visible for an hour; the
// timeout of a beat is where the user goes invisible again.
//
// rule: timer-pileup | lost-cancel | far-deadline | context-pileup
package main

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"time"
)

const visible = time.Hour

// roster is who is online: each user's last beat.
type roster struct {
	ctx  context.Context
	lock sync.Mutex
	last map[int]context.Context
}

// beat makes a user visible from now on.
func (r *roster) beat(user int) {
	expiry, _ := context.WithTimeout(r.ctx, visible) // leak: context, fix
	r.lock.Lock()
	r.last[user] = expiry
	r.lock.Unlock()
	go r.expire(user, expiry) // leak: go
}

// expire forgets a user when a beat has run out, unless there was a newer one.
func (r *roster) expire(user int, beat context.Context) {
	<-beat.Done() // leak: wait
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.last[user] == beat {
		delete(r.last, user)
	}
}

func (r *roster) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	user, err := strconv.Atoi(req.FormValue("user"))
	switch {
	case req.Method == http.MethodGet:
		r.lock.Lock()
		online := len(r.last)
		r.lock.Unlock()
		json.NewEncoder(w).Encode(map[string]int{"online": online})
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		r.beat(user)
	}
}

// crowd sends beats.
func crowd(ctx context.Context, client *http.Client, url string) error {
	for {
		resp, err := client.Post(url+"?user="+strconv.Itoa(rand.IntN(40)), "", http.NoBody)
		if err != nil {
			return err
		}
		resp.Body.Close()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(7 * time.Millisecond):
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	srv := http.Server{Handler: &roster{ctx: ctx, last: make(map[int]context.Context)}}
	go srv.Serve(l)
	defer srv.Close()
	if err := crowd(ctx, http.DefaultClient, "http://"+l.Addr().String()); !errors.Is(err, context.Canceled) {
		panic(err)
	}
}
