// Registry knows services and their health. Removing a service locks the services and then the checks;
// a failing check locks the checks and then the services. One day both happen at once.
//
// rule: lock-cycle | held-lock
// expect: 4
package main

import (
	"errors"
	"fmt"
	"log"
	"sync"
	"time"
)

type service struct {
	name    string
	healthy bool
}

// catalog owns the services.
type catalog struct {
	mu       sync.Mutex
	services map[string]*service
	monitor  *monitor
}

// monitor owns the checks.
type monitor struct {
	mu      sync.Mutex
	failing map[string]int
	catalog *catalog
}

func (c *catalog) remove(name string) error {
	c.mu.Lock() // leak: wait, fix
	defer c.mu.Unlock()
	if c.services[name] == nil {
		return errors.New("no such service")
	}
	delete(c.services, name)
	time.Sleep(3 * time.Millisecond) // tells the peers
	c.monitor.forget(name)
	return nil
}

func (c *catalog) add(name string) {
	c.mu.Lock() // leak: wait
	defer c.mu.Unlock()
	c.services[name] = &service{name, true}
}

func (c *catalog) mark(name string, healthy bool) {
	c.mu.Lock() // leak: wait, fix
	defer c.mu.Unlock()
	if s := c.services[name]; s != nil {
		s.healthy = healthy
	}
}

func (m *monitor) forget(name string) {
	m.mu.Lock() // leak: wait, fix
	defer m.mu.Unlock()
	delete(m.failing, name)
}

func (m *monitor) observe(name string, err error) {
	m.mu.Lock() // leak: wait, fix
	defer m.mu.Unlock()
	if err == nil {
		m.failing[name] = 0
		return
	}
	m.failing[name]++
	if m.failing[name] > 1 {
		time.Sleep(time.Millisecond) // logs
		m.catalog.mark(name, false)  // leak: fix
	}
}

// deploy replaces the instances of one service for ever.
func (c *catalog) deploy(name string) {
	for n := 0; ; n++ {
		instance := fmt.Sprintf("%s-%d", name, n%3)
		c.add(instance)
		time.Sleep(20 * time.Millisecond)
		if err := c.remove(instance); err != nil {
			log.Printf("deploy %s: %v", name, err)
		}
	}
}

// check asks the instances of one service for ever.
func (m *monitor) check(name string) {
	for n := 0; ; n++ {
		var err error
		if n%4 > 0 {
			err = errors.New("connection refused")
		}
		m.observe(fmt.Sprintf("%s-%d", name, n%3), err)
		time.Sleep(7 * time.Millisecond)
	}
}

func main() {
	c := &catalog{services: map[string]*service{}}
	m := &monitor{failing: map[string]int{}, catalog: c}
	c.monitor = m
	for _, name := range []string{"web", "mail", "billing"} {
		go c.deploy(name) // leak: go
		go m.check(name)  // leak: go
	}
	for range time.Tick(time.Second) {
		log.Print("alive")
	}
}
