package main

import (
	"context"
	"os"
	"os/signal"
)

// interruptible returns a context that the first interrupt ends, so that what was read so far is still
// reported; a second one ends the process at once. first is called, on another goroutine, when the first
// one comes. The caller must call stop when it no longer wants to be interrupted that way.
func interruptible(parent context.Context, first func()) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt)
	done := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-signals:
			}
			if n > 0 {
				os.Exit(codeInterrupted)
			}
			first()
			cancel()
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}
