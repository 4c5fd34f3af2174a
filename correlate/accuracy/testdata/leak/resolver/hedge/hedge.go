// Package hedge asks several sources for the same thing and takes the first
// answer.
package hedge

import (
	"context"
	"errors"
	"time"
)

// Source answers or fails.
type Source[T any] func(context.Context) (T, error)

// First asks the sources one after the other, a delay apart, until one of them
// has answered.
func First[T any](ctx context.Context, delay time.Duration, sources ...Source[T]) (answer T, err error) {
	ctx, cancel := context.WithCancel(ctx) // leak: context
	defer cancel()
	type outcome struct {
		answer T
		err    error
	}
	outcomes := make(chan outcome) // leak: fix
	ask := func(s Source[T]) {
		a, err := s(ctx)
		outcomes <- outcome{a, err} // leak: wait, fix
	}
	var failed []error
	for pending := 0; len(sources) > 0 || pending > 0; {
		var next <-chan time.Time
		if len(sources) > 0 {
			if pending == 0 {
				go ask(sources[0]) // leak: go
				sources, pending = sources[1:], 1
				continue
			}
			next = time.After(delay)
		}
		select {
		case o := <-outcomes:
			pending--
			if o.err == nil {
				return o.answer, nil
			}
			failed = append(failed, o.err)
		case <-next:
			go ask(sources[0]) // leak: go
			sources = sources[1:]
			pending++
		case <-ctx.Done():
			return answer, ctx.Err()
		}
	}
	return answer, errors.Join(failed...)
}
