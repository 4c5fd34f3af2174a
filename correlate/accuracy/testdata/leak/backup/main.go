// Backup copies the volumes of a cluster. Volumes report progress to the plan
// that asked for the copy; a plan ends when its window closes.
//
// rule: ignored-cancel | early-return
// rule 2: ignored-cancel | early-return | missing-signal
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"
)

// progress is how far a copy has come.
type progress struct {
	volume string
	chunk  int
}

// volume copies itself, chunk by chunk. It is embedded by kinds of volumes.
type volume struct {
	name   string
	chunks int
	report func(progress)
}

func (v *volume) copyAll() {
	for c := range v.chunks {
		time.Sleep(5 * time.Millisecond)
		v.report(progress{v.name, c})
	}
}

// snapshot is a volume that is frozen while it is copied.
type snapshot struct {
	volume
	frozen bool
}

func (s *snapshot) copyAll() {
	s.frozen = true
	defer func() { s.frozen = false }()
	s.volume.copyAll()
}

type copier interface{ copyAll() }

// plan copies volumes within a window of time.
type plan struct {
	window  time.Duration
	updates chan progress
	copied  map[string]int
}

func newPlan(window time.Duration) *plan {
	return &plan{window: window, updates: make(chan progress), copied: make(map[string]int)}
}

// note takes a report from a volume.
func (p *plan) note(u progress) { p.updates <- u } // leak: wait, fix, fix 2

// run copies until all is copied or the window closes.
func (p *plan) run(ctx context.Context, volumes ...copier) error {
	ctx, cancel := context.WithTimeout(ctx, p.window) // leak: context, context 2
	defer cancel()
	var running sync.WaitGroup
	for _, v := range volumes {
		running.Add(1)
		go func() { // leak: go
			defer running.Done()
			v.copyAll()
		}()
	}
	finished := make(chan struct{})
	go func() { // leak: go 2
		running.Wait() // leak: wait 2
		close(finished)
	}()
	for {
		select {
		case u := <-p.updates:
			p.copied[u.volume] = u.chunk + 1
		case <-finished:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	closed := 0
	for n := 0; ctx.Err() == nil; n++ {
		p := newPlan(40 * time.Millisecond)
		small := &volume{fmt.Sprint("small", n), 3, p.note}
		large := &snapshot{volume: volume{fmt.Sprint("large", n), 200, p.note}}
		if err := p.run(ctx, small, large); err != nil {
			closed++
		}
		if n%50 == 49 {
			log.Printf("%d of %d plans ran out of time", closed, n+1)
		}
	}
}
