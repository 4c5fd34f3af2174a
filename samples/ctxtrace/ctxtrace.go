package ctxtrace

import (
	"context"
	"reflect"
	"time"
)

// The types and errors of package context.
type (
	Context         = context.Context
	CancelFunc      = context.CancelFunc
	CancelCauseFunc = context.CancelCauseFunc
)

// The errors of package context.
var (
	Canceled         = context.Canceled
	DeadlineExceeded = context.DeadlineExceeded
)

// Background is context.Background.
func Background() Context { return context.Background() }

// TODO is context.TODO.
func TODO() Context { return context.TODO() }

// Cause is context.Cause.
func Cause(c Context) error { return context.Cause(c) }

// WithCancel is context.WithCancel.
func WithCancel(parent Context) (Context, CancelFunc) {
	ctx, cancel := context.WithCancel(inner(parent))
	n := derive(ctx, parent, "WithCancel")
	n.log("make")
	return n, n.cancels(cancel)
}

// WithCancelCause is context.WithCancelCause.
func WithCancelCause(parent Context) (Context, CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(inner(parent))
	n := derive(ctx, parent, "WithCancelCause")
	n.log("make")
	return n, func(cause error) {
		n.called()
		cancel(cause)
	}
}

// WithTimeout is context.WithTimeout.
func WithTimeout(parent Context, timeout time.Duration) (Context, CancelFunc) {
	ctx, cancel := context.WithTimeout(inner(parent), timeout)
	n := derive(ctx, parent, "WithTimeout")
	n.log("make")
	return n, n.cancels(cancel)
}

// WithTimeoutCause is context.WithTimeoutCause.
func WithTimeoutCause(parent Context, timeout time.Duration, cause error) (Context, CancelFunc) {
	ctx, cancel := context.WithTimeoutCause(inner(parent), timeout, cause)
	n := derive(ctx, parent, "WithTimeout")
	n.log("make")
	return n, n.cancels(cancel)
}

// WithDeadline is context.WithDeadline.
func WithDeadline(parent Context, d time.Time) (Context, CancelFunc) {
	ctx, cancel := context.WithDeadline(inner(parent), d)
	n := derive(ctx, parent, "WithDeadline")
	n.log("make")
	return n, n.cancels(cancel)
}

// WithDeadlineCause is context.WithDeadlineCause.
func WithDeadlineCause(parent Context, d time.Time, cause error) (Context, CancelFunc) {
	ctx, cancel := context.WithDeadlineCause(inner(parent), d, cause)
	n := derive(ctx, parent, "WithDeadline")
	n.log("make")
	return n, n.cancels(cancel)
}

// WithoutCancel is context.WithoutCancel.
func WithoutCancel(parent Context) Context {
	n := derive(context.WithoutCancel(inner(parent)), parent, "WithoutCancel")
	n.log("make")
	return n
}

// WithValue is context.WithValue.
func WithValue(parent Context, key, val any) Context {
	n := derive(context.WithValue(inner(parent), key, val), parent, "WithValue")
	n.key = reflect.TypeOf(key)
	n.log("make")
	return n
}

// AfterFunc is context.AfterFunc. When f runs, its goroutine is said to work for ctx.
func AfterFunc(ctx Context, f func()) (stop func() bool) {
	return context.AfterFunc(inner(ctx), func() {
		Cross(ctx, "AfterFunc")
		f()
	})
}

// Cross says that from here on the calling goroutine works for ctx, which has come to it across something
// that a trace cannot follow: a queue, a connection, a callback. Boundary is one word for it. For a ctx
// that does not come from this package it does nothing.
func Cross(ctx Context, boundary string) {
	if n, ok := ctx.Value(&nearest).(*node); ok {
		n.log("cross", field{"boundary", boundary})
	}
}
