// Package render makes thumbnails on a fixed number of slots.
package render

import (
	"context"
	"errors"
	"time"
)

// ErrBusy means that no slot became free in time.
var ErrBusy = errors.New("render: busy")

// A Pool bounds how many thumbnails are made at once.
type Pool struct {
	slots chan struct{}
}

// New returns a pool of n slots.
func New(n int) *Pool { return &Pool{slots: make(chan struct{}, n)} }

// Job is one picture to shrink.
type Job struct {
	Name   string
	Pixels int
}

type shrunk struct {
	size int
	err  error
}

// Shrink returns the size of job's thumbnail.
func (p *Pool) Shrink(ctx context.Context, job Job) (int, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return 0, ErrBusy
	}
	results := make(chan shrunk) // leak: fix
	go func() {                  // leak: go
		size, err := scale(job)
		<-p.slots
		results <- shrunk{size, err} // leak: wait, fix
	}()
	select {
	case r := <-results:
		return r.size, r.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// scale stands for the codec: the time it takes grows with the picture.
func scale(job Job) (int, error) {
	if job.Pixels <= 0 {
		return 0, errors.New("render: empty picture")
	}
	time.Sleep(time.Duration(job.Pixels) * time.Microsecond)
	return job.Pixels / 64, nil
}
