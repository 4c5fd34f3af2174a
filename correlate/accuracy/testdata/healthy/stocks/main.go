// Stocks answers for warehouses over pools of connections. Most pools are idle, one has a long line before
// it, and requests in that line run into their deadlines all the time.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/stocks/pool"
)

type warehouse struct {
	name  string
	conns *pool.Pool
}

type server struct {
	warehouses map[string]*warehouse
	timeout    time.Duration
}

func (s *server) stock(w http.ResponseWriter, r *http.Request) {
	wh := s.warehouses[r.PathValue("warehouse")]
	if wh == nil {
		http.NotFound(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timeout)
	defer cancel()
	var reply string
	err := wh.conns.With(ctx, func(c *pool.Conn) (err error) {
		reply, err = c.Do(ctx, r.FormValue("sku"))
		return err
	})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		http.Error(w, "busy", http.StatusServiceUnavailable)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		json.NewEncoder(w).Encode(map[string]string{"stock": reply})
	}
}

func main() {
	s := &server{warehouses: map[string]*warehouse{}, timeout: 40 * time.Millisecond}
	for _, name := range []string{"bremen", "gera", "ulm", "worms"} {
		s.warehouses[name] = &warehouse{name, pool.New(3)}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stock/{warehouse}", s.stock)
	srv := httptest.NewServer(mux)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	for id := range 26 {
		name := "bremen"
		if id >= 24 {
			name = "ulm"
		}
		go shop(client, fmt.Sprintf("%s/stock/%s?sku=%d", srv.URL, name, id))
	}
	select {}
}

func shop(client *http.Client, url string) {
	for {
		resp, err := client.Get(url)
		if err != nil {
			log.Print(err)
			continue
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		time.Sleep(15 * time.Millisecond)
	}
}
