// Package flow connects functions to pipelines, a goroutine for each stage.
package flow

import "context"

// From sends the values of next until it has no more.
func From[T any](ctx context.Context, next func() (T, bool)) <-chan T {
	out := make(chan T)
	go func() { // leak: go 2
		defer close(out)
		for {
			v, ok := next()
			if !ok {
				return
			}
			out <- v // leak: wait 2, fix 2
		}
	}()
	return out
}

// Map applies f.
func Map[T, U any](ctx context.Context, in <-chan T, f func(T) U) <-chan U {
	out := make(chan U)
	go func() { // leak: go
		defer close(out)
		for v := range in {
			out <- f(v) // leak: wait, fix, fix 2
		}
	}()
	return out
}

// Take gives the first n values.
func Take[T any](ctx context.Context, in <-chan T, n int) []T {
	var taken []T
	for len(taken) < n {
		select {
		case v, ok := <-in:
			if !ok {
				return taken
			}
			taken = append(taken, v)
		case <-ctx.Done():
			return taken
		}
	}
	return taken
}
