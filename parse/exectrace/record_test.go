package exectrace

import (
	"bytes"
	"context"
	"runtime/trace"
	"sync"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// record traces scene with the Go that runs the test.
func record(t testing.TB, scene func()) []byte {
	t.Helper()
	if trace.IsEnabled() {
		t.Skip("the test itself is being traced")
	}
	var buf bytes.Buffer
	if err := trace.Start(&buf); err != nil {
		t.Skip(err)
	}
	scene()
	trace.Stop()
	return buf.Bytes()
}

// read parses a trace that is whole.
func readAll(t testing.TB, data []byte) *evidence.Set {
	t.Helper()
	set, err := Parse(context.Background(), bytes.NewReader(data), "test.trace", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if set.Partial() {
		t.Fatalf("partial: %v", set.Problems)
	}
	return set
}

// smallTrace has something of everything: cancels, deadlines, locks, tasks, goroutines that end and
// goroutines that stay until the returned function is called.
func smallTrace(t testing.TB) (data []byte, release func()) {
	stay := make(chan struct{})
	data = record(t, func() {
		ctx, task := trace.NewTask(context.Background(), "errand")
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
				defer cancel()
				defer trace.StartRegion(ctx, "wait").End()
				go func() { <-stay }()
				<-ctx.Done()
				trace.Log(ctx, "ended", ctx.Err().Error())
			})
		}
		wg.Wait()
		task.End()
	})
	return data, sync.OnceFunc(func() { close(stay) })
}
