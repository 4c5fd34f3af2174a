package main

import (
	"context"
	"time"
)

// Images scales product pictures on a fixed number of workers, which live as
// long as the process.
type Images struct {
	jobs chan scaling
}

// scaling is one picture to scale. Its done channel holds one, so that a worker
// never waits for a client who has gone.
type scaling struct {
	product string
	done    chan int
}

// NewImages starts the workers.
func NewImages(workers int) *Images {
	i := &Images{jobs: make(chan scaling)}
	for range workers {
		go i.work()
	}
	return i
}

func (i *Images) work() {
	for job := range i.jobs {
		time.Sleep(2 * time.Millisecond)
		job.done <- 100 * len(job.product)
	}
}

// Scale returns the size of the product's picture, or ctx's error.
func (i *Images) Scale(ctx context.Context, product string) (int, error) {
	job := scaling{product, make(chan int, 1)}
	select {
	case i.jobs <- job:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case size := <-job.done:
		return size, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
