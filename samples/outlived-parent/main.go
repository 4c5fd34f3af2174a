// Outlived-parent is a feature-flag service that replaces its tenants and never
// closes the old ones.
//
// Every tenant has a janitor, a goroutine that forgets stale decisions. A push
// of a new configuration builds a new tenant and puts it where the old one was.
// The old one's Close, which would end its janitor, is called when a tenant is
// removed, and never when it is replaced.
//
// registry.go holds the service and the bug, tenant.go the janitor; this file
// starts the service and plays the operators and the applications.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `outlived-parent: a feature-flag service under many configuration pushes.

Operators push configurations through PUT /tenants/{id} and sometimes remove a
tenant; applications ask GET /flags. Each push leaves the janitor of the tenant
it replaced behind, for about three seconds.`

func main() { capture.Main(about, run) }

const (
	workday      = 2700 * time.Millisecond
	operators    = 5
	applications = 6
)

// run starts the service and lets operators and applications work.
func run(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	registry := NewRegistry()
	go http.Serve(l, registry.Routes())
	base := "http://" + l.Addr().String()
	log.Printf("flags on %s", base)

	day, evening := context.WithTimeout(ctx, workday)
	defer evening()
	var done tally
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: operators + applications}}
	for id := range operators {
		wg.Go(func() { operate(day, client, base, id, &done) })
	}
	for id := range applications {
		wg.Go(func() { apply(day, client, base, id, &done) })
	}
	wg.Wait()
	log.Printf("pushes=%d removals=%d look-ups=%d tenants=%d",
		done.pushes.Load(), done.removals.Load(), done.lookups.Load(), registry.Len())
	return nil
}

// tally counts what was asked of the service.
type tally struct{ pushes, removals, lookups atomic.Int64 }

// operate pushes configurations until ctx ends, and now and then removes a
// tenant.
func operate(ctx context.Context, client *http.Client, base string, id int, done *tally) {
	rng := rand.New(rand.NewPCG(5, uint64(id)))
	for ctx.Err() == nil {
		tenant := fmt.Sprintf("shop-%d", rng.IntN(20))
		method, config := http.MethodPut, Config{"checkout-v2": rng.IntN(101), "dark-mode": rng.IntN(101)}
		if rng.IntN(8) == 0 {
			method = http.MethodDelete
		}
		if err := send(client, method, base+"/tenants/"+tenant, config); err != nil {
			log.Printf("operator %d: %v", id, err)
			return
		}
		if method == http.MethodDelete {
			done.removals.Add(1)
		} else if n := done.pushes.Add(1); n%100 == 0 {
			log.Printf("%d configurations pushed, last one for %s", n, tenant)
		}
		time.Sleep(time.Duration(20+rng.IntN(50)) * time.Millisecond)
	}
}

// apply asks for flags until ctx ends.
func apply(ctx context.Context, client *http.Client, base string, id int, done *tally) {
	rng := rand.New(rand.NewPCG(6, uint64(id)))
	for ctx.Err() == nil {
		url := fmt.Sprintf("%s/flags?tenant=shop-%d&flag=checkout-v2&user=u%d", base, rng.IntN(20), rng.IntN(500))
		if err := send(client, http.MethodGet, url, nil); err != nil {
			log.Printf("application %d: %v", id, err)
			return
		}
		done.lookups.Add(1)
		time.Sleep(time.Duration(15+rng.IntN(45)) * time.Millisecond)
	}
}

// send makes one request and throws its answer away.
func send(client *http.Client, method, url string, config Config) error {
	body, err := json.Marshal(config)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
