// Couriers streams the state of an order to the browser that placed it. What follows the courier must not die
// with the first connection, thought its author, and took the request's values without its end. The browsers
// leave; the followers wait for couriers that have long arrived.
//
// rule: detached-context
// expect: 10
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

type tenant struct{}

// position is where a courier is.
type position struct{ x, y int }

// couriers tells who wants to know where they are.
type couriers struct {
	mu        sync.Mutex
	followers map[string][]chan position
}

func (c *couriers) follow(order string) chan position {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan position, 1)
	c.followers[order] = append(c.followers[order], ch)
	return ch
}

func (c *couriers) move(order string, p position) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ch := range c.followers[order] {
		select {
		case ch <- p:
		default:
		}
	}
}

type server struct {
	couriers *couriers
}

func (s *server) stream(w http.ResponseWriter, r *http.Request) {
	order := r.PathValue("order")
	estimates := make(chan string, 1)
	ctx := context.WithoutCancel(r.Context()) // leak: context, fix
	go s.estimate(ctx, order, estimates)      // leak: go, fix
	flush := http.NewResponseController(w)
	for {
		select {
		case e := <-estimates:
			fmt.Fprintf(w, "data: %s\n\n", e)
			if flush.Flush() != nil {
				return
			}
		case <-r.Context().Done(): // leak: context
			return
		}
	}
}

// estimate turns positions into times of arrival for one follower.
func (s *server) estimate(ctx context.Context, order string, out chan<- string) {
	positions := s.couriers.follow(order)
	for {
		select { // leak: wait
		case p := <-positions:
			select {
			case out <- fmt.Sprintf("%v: %d min", ctx.Value(tenant{}), p.x+p.y):
			default:
			}
		case <-ctx.Done():
			return
		}
	}
}

func withTenant(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tenant{}, r.Header.Get("X-Tenant"))))
	})
}

func main() {
	s := &server{&couriers{followers: map[string][]chan position{}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{order}/courier", s.stream)
	srv := httptest.NewServer(withTenant(mux))
	for n := 0; ; n++ {
		order := fmt.Sprint(n)
		go browse(fmt.Sprintf("%s/orders/%s/courier", srv.URL, order))
		go func() {
			for step := 3; step >= 0; step-- {
				time.Sleep(20 * time.Millisecond)
				s.couriers.move(order, position{step, step})
			}
		}()
		time.Sleep(70 * time.Millisecond)
	}
}

// browse watches an order for as long as a meal takes to come.
func browse(url string) {
	ctx, cancel := context.WithTimeout(context.Background(), 120*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Print(err)
		return
	}
	defer resp.Body.Close()
	for in := bufio.NewScanner(resp.Body); in.Scan(); {
		_ = in.Text()
	}
}
