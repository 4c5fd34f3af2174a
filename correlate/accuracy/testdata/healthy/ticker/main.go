// Ticker streams prices to browsers as server-sent events. Some browsers read
// slowly, some leave, and one market is closed all day.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/ticker/feed"
)

// market is a feed with a name.
type market struct {
	*feed.Feed[float64]
	name string
}

// stream is the handler of a market.
func (m market) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	out.Flush()
	sub := m.Subscribe(r.Context())
	defer sub.Close()
	for {
		price, ok := sub.Next()
		if !ok {
			return
		}
		fmt.Fprintf(w, "data: %.2f\n\n", price)
		if out.Flush() != nil {
			return
		}
	}
}

// trade publishes prices.
func (m market) trade(ctx context.Context, every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			m.Publish(100 + rand.Float64())
		case <-ctx.Done():
			return
		}
	}
}

// browser reads so many events, with a pause after each.
func browser(ctx context.Context, url string, events int, pause time.Duration) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); events > 0 && lines.Scan(); events-- {
		time.Sleep(pause)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	mux := http.NewServeMux()
	for name, every := range map[string]time.Duration{"tokyo": 2 * time.Millisecond, "oslo": 30 * time.Millisecond, "closed": time.Hour} {
		m := market{feed.New[float64](feed.Keep(4)), name}
		mux.HandleFunc("GET /"+name, m.stream)
		go m.trade(ctx, every)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: mux, BaseContext: func(net.Listener) context.Context { return ctx }}
	go srv.Serve(l)
	base := "http://" + l.Addr().String() + "/"
	var browsers sync.WaitGroup
	for i := range 30 {
		browsers.Go(func() {
			for ctx.Err() == nil {
				switch i % 3 {
				case 0:
					browser(ctx, base+"tokyo", 200, time.Duration(i)*time.Millisecond)
				case 1:
					browser(ctx, base+"oslo", 5, 0)
				case 2:
					browser(ctx, base+"closed", 1, 0)
				}
			}
		})
	}
	browsers.Wait()
	srv.Shutdown(context.Background())
}
