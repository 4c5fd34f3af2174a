package ctxtrace_test

import (
	"bytes"
	stdcontext "context"
	"errors"
	"fmt"
	"runtime"
	"runtime/trace"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
	context "github.com/ctxscope/ctxscope/samples/ctxtrace"
)

// A context is the standard library's in everything a program can see.
func TestDropIn(t *testing.T) {
	type key struct{}
	root := context.WithValue(context.Background(), key{}, "value")
	ctx, cancel := context.WithCancelCause(root)
	below, stop := stdcontext.WithCancel(ctx)
	defer stop()
	bare := context.WithoutCancel(ctx)
	late, release := context.WithTimeout(ctx, time.Hour)
	defer release()
	if _, ok := late.Deadline(); !ok || ctx.Value(key{}) != "value" || below.Value(key{}) != "value" {
		t.Error("a deadline or a value is not there")
	}
	ran := make(chan struct{})
	context.AfterFunc(ctx, func() { close(ran) })
	why := errors.New("enough")
	cancel(why)
	<-ran
	for _, c := range []context.Context{ctx, below, late} {
		<-c.Done()
		if c.Err() != context.Canceled || context.Cause(c) != why {
			t.Errorf("%v ended with %v because of %v", c, c.Err(), context.Cause(c))
		}
	}
	if bare.Err() != nil || bare.Value(key{}) != "value" {
		t.Errorf("%v: %v", bare, bare.Err())
	}
	past, done := context.WithDeadline(context.TODO(), time.Now())
	defer done()
	if <-past.Done(); past.Err() != context.DeadlineExceeded {
		t.Error(past.Err())
	}
	if got, want := fmt.Sprint(root), fmt.Sprint(stdcontext.WithValue(stdcontext.Background(), key{}, "value")); got != want {
		t.Errorf("prints as %q, want %q", got, want)
	}
}

// Package context finds its own contexts below these: nobody has to watch them.
func TestStartsNoWatchers(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for range 100 {
		_, stop := stdcontext.WithCancel(ctx)
		defer stop()
		_, stop = context.WithTimeout(ctx, time.Hour)
		defer stop()
	}
	if n := runtime.NumGoroutine() - before; n > 50 {
		t.Errorf("%d goroutines for 200 contexts", n)
	}
}

// conn is a context of the program's own kind.
type conn struct{ context.Context }

// What is written into a trace, its reader understands.
func TestRoundTrip(t *testing.T) {
	if trace.IsEnabled() {
		t.Skip("the test itself is being traced")
	}
	old, stop := context.WithCancel(context.TODO()) // before the trace
	defer stop()
	var buf bytes.Buffer
	if err := trace.Start(&buf); err != nil {
		t.Skip(err)
	}
	release := make(chan struct{})
	defer close(release)
	started := make(chan struct{})
	request := func() {
		ctx, cancel := context.WithTimeout(conn{old}, time.Hour)
		defer cancel()
		go func() {
			context.Cross(ctx, "work queue")
			ctx := context.WithValue(ctx, conn{}, 1)
			select {
			case <-ctx.Done():
			default:
			}
			close(started)
			<-release
		}()
		<-started
		cancel()
	}
	request()
	trace.Stop()
	set, err := exectrace.Parse(t.Context(), &buf, "trace.out", exectrace.Options{})
	if err != nil || len(set.Problems) > 0 {
		t.Fatal(err, set.Problems)
	}
	kinds := map[evidence.ContextKind]*evidence.Context{}
	for _, c := range set.Contexts {
		kinds[c.Kind] = c
	}
	root, made, value := kinds[evidence.WithCancel], kinds[evidence.WithTimeout], kinds[evidence.WithValue]
	if len(set.Contexts) != 3 || root == nil || made == nil || value == nil {
		t.Fatalf("%d contexts: %v", len(set.Contexts), kinds)
	}
	if made.Parent != root || value.Parent != made || root.Seen || !made.Seen || made.Via != "ctxtrace_test.conn" || value.Key != made.Via || value.Depth != 2 {
		t.Errorf("%+v\n%+v\n%+v", root, made, value)
	}
	if made.Called != 2 || made.Calls[0].Late || !made.Calls[1].Late || !made.Timed {
		t.Errorf("%+v", made)
	}
	if end, ok := value.End(set.Sources[0].To); !ok || end.Of != made || end.Kind != evidence.Explicit || end.Call == nil {
		t.Errorf("%+v %v", end, ok)
	}
	if !strings.Contains(fmt.Sprint(made.Stack.Frames), "TestRoundTrip.func1 ") {
		t.Errorf("made at %v", made.Stack.Frames)
	}
	var uses []string
	for _, c := range []*evidence.Context{made, value} {
		for _, u := range c.Uses {
			if u.Goroutine != made.By { // that is the test itself
				uses = append(uses, strings.TrimSpace(fmt.Sprintf("%s %s", u.Kind, u.Boundary)))
			}
		}
	}
	if got, want := strings.Join(uses, ", "), "inherits, takes over work_queue, derives, asks for Done"; got != want {
		t.Errorf("uses: %s, want %s", got, want)
	}
}

func BenchmarkWithCancel(b *testing.B) {
	for _, c := range []struct {
		name string
		with func(stdcontext.Context) (stdcontext.Context, stdcontext.CancelFunc)
	}{
		{"context", stdcontext.WithCancel},
		{"ctxtrace", context.WithCancel},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				ctx, cancel := c.with(stdcontext.Background())
				_ = ctx.Done()
				cancel()
			}
		})
	}
}

// BenchmarkTraced is BenchmarkWithCancel while a trace runs: three lines each.
func BenchmarkTraced(b *testing.B) {
	var buf bytes.Buffer
	if err := trace.Start(&buf); err != nil {
		b.Skip(err)
	}
	defer trace.Stop()
	for b.Loop() {
		ctx, cancel := context.WithCancel(stdcontext.Background())
		_ = ctx.Done()
		cancel()
	}
}
