// Package elect runs callbacks while a process holds a lease.
package elect

import (
	"context"
	"time"
)

// Callbacks are called when leadership begins and ends.
type Callbacks struct {
	OnStarted func(context.Context)
	OnStopped func()
}

// Config is how an election is run.
type Config struct {
	Renew     func() bool
	Period    time.Duration
	Callbacks Callbacks
}

// Elector holds a lease as long as it can be renewed.
type Elector struct{ config Config }

// New returns an elector.
func New(c Config) *Elector { return &Elector{c} }

// Run leads until the lease is lost or ctx ends.
func (e *Elector) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx) // leak: context
	defer cancel()
	defer e.config.Callbacks.OnStopped()
	go e.config.Callbacks.OnStarted(ctx) // leak: go
	e.renew(ctx)
}

func (e *Elector) renew(ctx context.Context) {
	t := time.NewTicker(e.config.Period)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if !e.config.Renew() {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
