// Devices is the server side of sensors in the field, each with an actor. A device that is taken out of service
// disappears from the table, and its actor from sight.
//
// rule: no-close-range | unclosed-owner | outlived-parent
// expect: 10
package main

import (
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/devices/actor"
)

type device struct {
	readings int
	last     float64
}

type fleet struct {
	mu      sync.RWMutex
	devices map[string]*actor.Actor[device]
}

func (f *fleet) enrol(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.devices[id] = actor.Spawn(device{}) // leak: fix
}

func (f *fleet) retire(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.devices, id) // leak: fix
}

func (f *fleet) report(id string, value float64) error {
	f.mu.RLock()
	a, ok := f.devices[id]
	f.mu.RUnlock()
	if !ok {
		return fmt.Errorf("no device %s", id)
	}
	a.Do(func(d *device) { d.readings, d.last = d.readings+1, value })
	return nil
}

func (f *fleet) shutdown() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.devices {
		a.Close()
	}
}

func main() {
	f := &fleet{devices: map[string]*actor.Actor[device]{}}
	defer f.shutdown()
	for n := 0; ; n++ {
		id := fmt.Sprintf("sensor-%d", n)
		f.enrol(id)
		for i := range 5 {
			if err := f.report(id, float64(i)); err != nil {
				log.Print(err)
			}
			time.Sleep(2 * time.Millisecond)
		}
		f.retire(id)
	}
}
