// Checkout takes orders. The receipt must be sent even when the customer has closed the browser, and it has a
// timeout of its own, inside that of all receipts; but what it waits for has none of both.
//
// rule: ignored-cancel | detached-context | missing-signal
// expect: 10
package main

import (
	"context"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type requestID struct{}

// printer acknowledges receipts, unless it is out of paper.
type printer struct {
	mu    sync.Mutex
	paper int
}

func (p *printer) print(id string, acks chan<- string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paper > 0 {
		p.paper--
		acks <- id
	}
}

type shop struct {
	printer  *printer
	patience time.Duration
}

func (s *shop) order(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), requestID{}, r.URL.Query().Get("id"))
	go s.receipt(context.WithoutCancel(ctx)) // leak: go
	w.WriteHeader(http.StatusAccepted)
}

func (s *shop) receipt(ctx context.Context) {
	all, cancel := context.WithTimeout(ctx, s.patience) // leak: context
	defer cancel()
	one, cancelOne := context.WithTimeout(all, s.patience/2) // leak: context
	defer cancelOne()
	if err := s.send(one); err != nil {
		log.Print(err)
	}
}

func (s *shop) send(ctx context.Context) error {
	id, _ := ctx.Value(requestID{}).(string)
	acks := make(chan string, 1)
	s.printer.print(id, acks)
	log.Printf("receipt %s", <-acks) // leak: wait, fix
	return ctx.Err()
}

func main() {
	s := &shop{printer: &printer{paper: 20}, patience: 100 * time.Millisecond}
	srv := httptest.NewServer(http.HandlerFunc(s.order))
	for n := 0; ; n++ {
		resp, err := http.Post(srv.URL+"/?id="+time.Now().Format("150405.000"), "", nil)
		if err != nil {
			log.Fatal(err)
		}
		resp.Body.Close()
		time.Sleep(20 * time.Millisecond)
	}
}
