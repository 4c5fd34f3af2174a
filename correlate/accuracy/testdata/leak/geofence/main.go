// Geofence answers whether a vehicle is inside its fleet's zone. Each import of
// a fleet's zones replaces the zones before, with the cache that belongs to them.
//
// rule: unclosed-owner
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/geofence/ttl"
)

type cell struct{ x, y int16 }

// zoneset is one import of a fleet's zones, and which cells were found in them.
type zoneset struct {
	version int
	zones   []cell
	seen    *ttl.Map[cell, bool]
}

func (z *zoneset) contains(c cell) bool {
	if in, ok := z.seen.Get(c); ok {
		return in
	}
	in := false
	for _, zone := range z.zones {
		in = in || zone == c
	}
	z.seen.Put(c, in)
	return in
}

// fleets are the current zones by fleet.
type fleets struct {
	mu     sync.RWMutex
	byName map[string]*zoneset
}

var errNoFleet = errors.New("no such fleet")

// replace imports the zones of a fleet.
func (f *fleets) replace(name string, zones []cell) {
	fresh := &zoneset{zones: zones, seen: ttl.New[cell, bool](ttl.Lifetime(300*time.Millisecond), ttl.SweepEvery(50*time.Millisecond))}
	f.mu.Lock()
	defer f.mu.Unlock()
	if old := f.byName[name]; old != nil {
		fresh.version = old.version + 1
	}
	f.byName[name] = fresh // leak: fix
}

func (f *fleets) inside(name string, c cell) (bool, error) {
	f.mu.RLock()
	z := f.byName[name]
	f.mu.RUnlock()
	if z == nil {
		return false, fmt.Errorf("%s: %w", name, errNoFleet)
	}
	return z.contains(c), nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	f := &fleets{byName: make(map[string]*zoneset)}
	names := []string{"north", "south", "harbour"}
	for _, n := range names {
		f.replace(n, []cell{{1, 1}})
	}
	reload := time.NewTicker(40 * time.Millisecond)
	defer reload.Stop()
	position := time.NewTicker(2 * time.Millisecond)
	defer position.Stop()
	for {
		select {
		case <-reload.C:
			f.replace(names[rand.IntN(len(names))], []cell{{1, 1}, {2, 5}, {int16(rand.IntN(9)), 3}})
		case <-position.C:
			if _, err := f.inside(names[rand.IntN(len(names))], cell{int16(rand.IntN(9)), int16(rand.IntN(9))}); err != nil {
				log.Print(err)
			}
		case <-ctx.Done():
			return
		}
	}
}
