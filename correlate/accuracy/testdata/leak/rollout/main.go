// Rollout brings a new version to a group of hosts, watching their health while
// it does so. A host that does not come back holds its rollout up.
//
// rule: stuck-defer-cancel
// rule 2: stuck-defer-cancel | lost-cancel
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"
)

// host is a machine. Its agent reports restarts.
type host struct {
	name     string
	restarts chan string
	broken   bool
}

// restart makes the agent restart the host's service, if it still does that.
func (h *host) restart(version string) {
	if h.broken {
		return
	}
	time.AfterFunc(4*time.Millisecond, func() { h.restarts <- version })
}

// journal keeps what was seen of hosts.
type journal struct {
	sync.Mutex
	beats map[string]int
}

func (j *journal) beat(host string) {
	j.Lock()
	j.beats[host]++
	j.Unlock()
}

// rollout is the change of one group of hosts.
type rollout struct {
	version string
	hosts   []*host
	journal *journal
}

// run changes host after host and watches all of them meanwhile.
func (r *rollout) run(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent) // leak: context 2
	defer cancel()
	for _, h := range r.hosts {
		go r.monitor(ctx, h) // leak: go 2
	}
	for _, h := range r.hosts {
		if err := r.change(h); err != nil {
			return err
		}
	}
	return nil
}

// change restarts one host and waits until it is back.
func (r *rollout) change(h *host) error {
	h.restart(r.version)
	if got := <-h.restarts; got != r.version { // leak: wait, fix, fix 2
		return fmt.Errorf("%s came back with %s", h.name, got)
	}
	return nil
}

// monitor looks at a host from time to time.
func (r *rollout) monitor(ctx context.Context, h *host) {
	for {
		r.journal.beat(h.name)
		wait := time.NewTimer(50 * time.Millisecond)
		select { // leak: wait 2
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // leak: context
	defer stop()
	j := &journal{beats: make(map[string]int)}
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
		r := &rollout{version: fmt.Sprintf("v1.%d", n), journal: j}
		for i := range 3 {
			r.hosts = append(r.hosts, &host{
				name:     fmt.Sprintf("web%d", i),
				restarts: make(chan string, 1),
				broken:   n%2 == 1 && i == 2,
			})
		}
		go func() { // leak: go
			if err := r.run(ctx); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}()
	}
}
