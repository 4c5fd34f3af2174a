// Tenantctx is a document store for many tenants. Each operation runs under a
// context of its tenant, so that evicting a tenant stops all of them.
//
// rule: custom-parent | lost-cancel | context-pileup
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/tenantctx/scope"
)

// op is an operation in flight, as the admin page lists it.
type op struct {
	context.Context
	stop    context.CancelCauseFunc
	began   time.Time
	request string
}

// store keeps documents by tenant.
type store struct {
	mu      sync.Mutex
	docs    map[string]string
	recent  [32]*op
	counter int
}

// begin registers an operation.
func (s *store) begin(t *scope.Tenant, request string) *op {
	ctx, stop := context.WithCancelCause(t) // leak: go, wait context.(*cancelCtx).propagateCancel.func2, context
	o := &op{Context: ctx, stop: stop, began: time.Now(), request: request}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recent[s.counter%len(s.recent)] = o
	s.counter++
	return o
}

// put stores a document.
func (s *store) put(t *scope.Tenant, name, text string) error {
	o := s.begin(t, "put "+name) // leak: fix
	if o.Err() != nil {
		return context.Cause(o)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.docs[t.Name+"/"+name] = text
	return nil
}

// get reads a document.
func (s *store) get(t *scope.Tenant, name string) (string, error) {
	o := s.begin(t, "get "+name)
	defer o.stop(nil)
	if o.Err() != nil {
		return "", context.Cause(o)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.docs[t.Name+"/"+name]
	if !ok {
		return "", fmt.Errorf("%s: no such document", name)
	}
	return text, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &store{docs: make(map[string]string)}
	tenants := []*scope.Tenant{scope.For(ctx, "acme"), scope.For(ctx, "initech"), scope.For(ctx, "hooli")}
	for i := 0; ctx.Err() == nil; i++ {
		t := tenants[i%len(tenants)]
		if err := s.put(t, "readme", fmt.Sprint("revision ", i)); err != nil {
			log.Print(err)
		}
		for range 3 {
			if _, err := s.get(t, "readme"); err != nil {
				log.Print(err)
			}
		}
		time.Sleep(8 * time.Millisecond)
	}
}
