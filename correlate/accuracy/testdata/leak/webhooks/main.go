// Webhooks tells the outside world what happened, with retries. They are started by the request that caused
// the event and get its context, and the loop looks at everything but that.
//
// rule: ignored-cancel
// expect: 8
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"time"
)

type event struct {
	Kind string `json:"kind"`
	ID   int    `json:"id"`
}

// policy says how long to go on.
type policy struct {
	first, most time.Duration
	factor      int
}

func (p policy) retry(ctx context.Context, try func(context.Context) error) error {
	pause := p.first
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		var gone *goneError
		if errors.As(err, &gone) {
			return err
		}
		time.Sleep(pause) // leak: wait, fix
		pause = min(pause*time.Duration(p.factor), p.most)
	}
}

type goneError struct{ url string }

func (e *goneError) Error() string { return e.url + " does not want to hear from us" }

type notifier struct {
	client *http.Client
	policy policy
	urls   []string
}

func (n *notifier) deliver(ctx context.Context, url string, ev event) error {
	body, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := n.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	switch {
	case resp.StatusCode == http.StatusGone:
		return &goneError{url}
	case resp.StatusCode >= 300:
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}

func (n *notifier) create(w http.ResponseWriter, r *http.Request) {
	var ev event
	if err := json.NewDecoder(r.Body).Decode(&ev); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx := r.Context() // leak: context
	for _, url := range n.urls {
		go n.policy.retry(ctx, func(ctx context.Context) error { return n.deliver(ctx, url, ev) }) // leak: go, fix
	}
	w.WriteHeader(http.StatusAccepted)
}

func receiver(status int) string {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
	})).URL
}

func main() {
	n := &notifier{
		client: &http.Client{Timeout: time.Second},
		policy: policy{20 * time.Millisecond, time.Minute, 4},
		urls:   []string{receiver(204), receiver(410), receiver(503)},
	}
	srv := httptest.NewServer(http.HandlerFunc(n.create))
	for id := 0; ; id++ {
		body, _ := json.Marshal(event{"created", id})
		resp, err := http.Post(srv.URL, "application/json", bytes.NewReader(body))
		if err != nil {
			log.Print(err)
			continue
		}
		resp.Body.Close()
		time.Sleep(100 * time.Millisecond)
	}
}
