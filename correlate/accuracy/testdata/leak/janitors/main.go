// Janitors runs one loop for each tenant. A loop that fails stops its tenant, and stopping waits for the
// loop to end: it waits for itself.
//
// rule: missing-signal | lock-cycle | lost-cancel
// expect: 6
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"sync"
	"time"
)

// Janitor tidies up after one tenant.
type Janitor struct {
	tenant string
	cancel context.CancelFunc
	done   chan struct{}
	onStop func(tenant string)
}

// StartJanitor begins to tidy up.
func StartJanitor(ctx context.Context, tenant string, onStop func(string)) *Janitor {
	ctx, cancel := context.WithCancel(ctx) // leak: context?
	j := &Janitor{tenant, cancel, make(chan struct{}), onStop}
	go j.loop(ctx) // leak: go
	return j
}

// Stop ends the janitor and returns when it has put its things away.
func (j *Janitor) Stop() {
	j.cancel()
	<-j.done // leak: wait, fix
	j.onStop(j.tenant)
}

func (j *Janitor) loop(ctx context.Context) {
	defer close(j.done) // leak: fix
	for {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return
		}
		if err := j.sweep(); err != nil {
			log.Printf("%s: %v", j.tenant, err)
			j.Stop() // leak: fix
			return
		}
	}
}

var errQuota = errors.New("quota exceeded")

func (j *Janitor) sweep() error {
	if rand.IntN(25) == 0 {
		return errQuota
	}
	return nil
}

type fleet struct {
	mu       sync.Mutex
	janitors map[string]*Janitor
}

func (f *fleet) forget(tenant string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.janitors, tenant)
}

func main() {
	ctx := context.Background()
	f := &fleet{janitors: map[string]*Janitor{}}
	for n := 0; ; n++ {
		tenant := fmt.Sprint("tenant ", n)
		j := StartJanitor(ctx, tenant, f.forget)
		f.mu.Lock()
		f.janitors[tenant] = j
		f.mu.Unlock()
		if n%2 == 1 { // a tenant that leaves in time
			time.AfterFunc(30*time.Millisecond, func() {
				select {
				case <-j.done:
				default:
					j.cancel()
				}
			})
		}
		time.Sleep(100 * time.Millisecond)
	}
}
