package main

import (
	"context"
	"crypto/sha256"
	"sync"
)

// Config is the configuration that all sidecars share.
type Config struct {
	life context.Context

	mu      sync.Mutex
	data    []byte
	version int
	current context.Context // ends when the version is no longer current
	expire  context.CancelFunc
}

// NewConfig returns an empty configuration that lives until life ends.
func NewConfig(life context.Context) *Config {
	c := &Config{life: life}
	c.current, c.expire = context.WithCancel(life)
	return c
}

// Watch returns the version and a context that ends with it.
func (c *Config) Watch() (version int, changed context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version, c.current
}

// Push replaces the configuration.
//
// This is the incident: one cancel wakes every watcher, and each of them does
// its work at once. Watchers that came in groups, each a little later than the
// one before, would leave room for others.
func (c *Config) Push(data []byte) {
	c.mu.Lock()
	expire := c.expire
	c.data = data
	c.version++
	c.current, c.expire = context.WithCancel(c.life)
	c.mu.Unlock()
	expire()
}

// Apply does what a sidecar does with a new configuration: it checks it.
func (c *Config) Apply(version int) byte {
	c.mu.Lock()
	sum := sha256.Sum256(append([]byte{byte(version)}, c.data...))
	c.mu.Unlock()
	for range 200 {
		sum = sha256.Sum256(sum[:])
	}
	return sum[0] | 1
}
