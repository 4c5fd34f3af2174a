// Stuck-defer-cancel is a job runner whose jobs get stuck before their deferred
// cancel.
//
// Every job has a context and three goroutines bound to it: a heartbeat, a
// watch over its lease, and one that keeps its output. The job's defer cancel()
// ends them. At its end a job writes to its tenant's audit log; the log of one
// tenant has stopped after a full disk, its queue is full, and the jobs of this
// tenant wait there for ever, each with its three goroutines.
//
// runner.go holds the jobs, audit.go the log that blocks them, server.go the
// way in; this file starts the runner and plays the tenants' cron.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `stuck-defer-cancel: a job runner with a full audit log.

Three tenants submit jobs through POST /jobs for about three seconds. The jobs
of one of them never come to their end: they wait for its audit log, and with
each of them wait the goroutines that its defer cancel() should have ended.`

func main() { capture.Main(about, run) }

const (
	night   = 2500 * time.Millisecond
	runners = 3 // cron processes of each tenant
)

// run starts the runner and its HTTP server, lets the tenants submit jobs, and
// returns when the last job that can end has ended.
func run(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	tenants := []string{"acme", "globex", "initech"}
	runner := NewRunner(ctx, tenants...)
	server := &Server{runner: runner, ctx: ctx}
	go http.Serve(l, server.Routes())
	base := "http://" + l.Addr().String()
	log.Printf("job runner on %s for %s", base, strings.Join(tenants, ", "))

	dark, dawn := context.WithTimeout(ctx, night)
	defer dawn()
	var wg sync.WaitGroup
	for i, tenant := range tenants {
		for n := range runners {
			seed := uint64(i*runners + n)
			wg.Go(func() { cron(dark, base, tenant, seed) })
		}
	}
	wg.Wait()
	time.Sleep(250 * time.Millisecond)
	log.Printf("submitted=%d finished=%d", runner.submitted.Load(), runner.finished.Load())
	return nil
}

// cron submits one job after another for tenant until ctx ends.
func cron(ctx context.Context, base, tenant string, seed uint64) {
	rng := rand.New(rand.NewPCG(4, seed))
	kinds := []string{"invoice", "export", "reindex"}
	for n := 0; ctx.Err() == nil; n++ {
		name := fmt.Sprintf("%s-%d-%d", kinds[rng.IntN(len(kinds))], seed, n)
		resp, err := http.Post(base+"/jobs/"+tenant+"/"+name, "", nil)
		if err != nil {
			log.Printf("cron %s: %v", tenant, err)
			return
		}
		resp.Body.Close()
		select {
		case <-time.After(time.Duration(40+rng.IntN(50)) * time.Millisecond):
		case <-ctx.Done():
		}
	}
}
