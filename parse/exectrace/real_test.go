package exectrace

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The tests of this file trace themselves: what they find is what the Go that runs them writes.

// here is how the runtime names the functions of this package.
const here = "github.com/ctxscope/ctxscope/parse/exectrace."

// settle gives goroutines time to get to where they will stay.
func settle() { time.Sleep(100 * time.Millisecond) }

// heed waits for the context and then stays, so that its wake-up still matters at the end.
func heed(ctx context.Context, stay chan struct{}) {
	<-ctx.Done()
	<-stay
}

func TestRealCancelWakesMany(t *testing.T) {
	stay := make(chan struct{})
	defer close(stay)
	set := readAll(t, record(t, func() {
		ctx, cancel := context.WithCancel(context.Background())
		for range 3 {
			go heed(ctx, stay)
		}
		settle()
		cancel()
		settle()
	}))
	checkSet(t, set)
	c := cancelBy(t, set, here+"TestRealCancelWakesMany.func")
	if c.Kind != evidence.Explicit || len(c.Woke) != 3 {
		t.Errorf("%v cancel woke %d, want explicit, 3", c.Kind, len(c.Woke))
	}
	for _, g := range runs(set, "heed") {
		if w := g.Past().Woken; w == nil || w.Cancel != c {
			t.Errorf("g%d was not woken by the cancel", g.ID)
		}
		if g.State != evidence.Waiting || g.Wait != evidence.WaitReceive || !g.SinceKnown {
			t.Errorf("g%d is %v on %q", g.ID, g.State, g.Wait)
		}
	}
}

func TestRealDeadline(t *testing.T) {
	stay := make(chan struct{})
	defer close(stay)
	set := readAll(t, record(t, func() {
		// The goroutine must wait before its deadline passes, on a loaded machine too.
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		go heed(ctx, stay)
		_, cancelUnheard := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancelUnheard()
		time.Sleep(200 * time.Millisecond)
		settle()
	}))
	g := runs(set, "heed")[0]
	if w := g.Past().Woken; w == nil || w.Cancel == nil || w.Cancel.Kind != evidence.Deadline {
		t.Fatalf("woken by %+v, want a deadline", w)
	}
	fired := 0
	for _, c := range set.CancelSites {
		if c.Kind == evidence.Deadline {
			fired += c.Count
		}
	}
	if fired != 2 {
		t.Errorf("%d deadlines, want 2: the one that nobody waited for is one", fired)
	}
}

// TestRealDeferredCancel records what Go shows of a deferred cancel: at an ordinary return nothing, the
// call seems to be on the function's last line, even where the defer cannot be open-coded; in a panic and
// in Goexit the runtime's frames, below which is whoever panicked or exited.
func TestRealDeferredCancel(t *testing.T) {
	stay := make(chan struct{})
	defer close(stay)
	set := readAll(t, record(t, func() {
		deferring(stay, func() {})
		deferring(stay, func() { panic("recovered below") })
		exited := make(chan struct{})
		go func() {
			defer close(exited)
			deferring(stay, runtime.Goexit)
		}()
		<-exited
		settle()
	}))
	var deferred []bool
	for _, c := range set.Cancels {
		if caller, _ := c.Caller(); strings.HasPrefix(caller.Func, here) {
			deferred = append(deferred, c.Deferred)
			if !slices.ContainsFunc(c.Stack.Frames, func(f evidence.Frame) bool { return f.Func == here+"deferring" }) {
				t.Errorf("not below deferring: %s", stackText(c.Stack))
			}
		}
	}
	if !slices.Equal(deferred, []bool{false, true, true}) {
		t.Errorf("deferred: %v", deferred)
	}
}

func deferring(stay chan struct{}, end func()) {
	defer func() { _ = recover() }()
	for range 1 {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go heed(ctx, stay)
	}
	settle()
	end()
}

// early starts a goroutine, gives up at the deadline and returns.
func early(stay chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond) // it must wait before that
	defer cancel()
	answer := make(chan int)
	go slow(answer, stay)
	select {
	case <-answer:
	case <-ctx.Done():
	}
}

func slow(answer chan int, stay chan struct{}) {
	time.Sleep(200 * time.Millisecond)
	select {
	case answer <- 1:
	case <-stay:
	}
}

func TestRealEarlyReturn(t *testing.T) {
	stay := make(chan struct{})
	defer close(stay)
	set := readAll(t, record(t, func() {
		early(stay)
		settle()
		settle()
	}))
	g := runs(set, "slow")[0]
	c := g.Created
	i := slices.IndexFunc(c.Stack.Frames, func(f evidence.Frame) bool { return f.Func == here+"early" })
	if i < 0 || !c.Returned(i) || c.Ended {
		t.Errorf("frame %d of %s has not returned: %d left", i, stackText(c.Stack), c.FramesLeft)
	}
	if w := g.Past().CreatorWoken; w == nil || w.Cancel == nil || w.Cancel.Kind != evidence.Deadline {
		t.Errorf("creator woken by %+v, want the deadline", w)
	}
}

func park(stay chan struct{}) { <-stay }

func TestRealEndedCreator(t *testing.T) {
	stay := make(chan struct{})
	defer close(stay)
	set := readAll(t, record(t, func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			go park(stay)
			runtime.Gosched()
		}()
		<-done
		settle()
	}))
	g := runs(set, "park")[0]
	c, parent := g.Created, g.Past().Parent
	if !c.Seen || !c.Ended || c.FramesLeft != 0 {
		t.Errorf("seen %v, ended %v, %d frames left", c.Seen, c.Ended, c.FramesLeft)
	}
	if parent == nil || !strings.HasPrefix(parent.Entry().Func, here+"TestRealEndedCreator") {
		t.Errorf("parent %+v", parent)
	}
}

// runs returns the living goroutines that run the function name of this package.
func runs(set *evidence.Set, name string) []*evidence.Goroutine {
	var out []*evidence.Goroutine
	for _, g := range set.Goroutines {
		// "go f(x)" runs a wrapper made by the compiler, f below it
		if slices.ContainsFunc(g.Stack.All(), func(f evidence.Frame) bool { return f.Func == here+name }) {
			out = append(out, g)
		}
	}
	return out
}

// cancelBy returns the cancel that a function with the given prefix called.
func cancelBy(t *testing.T, set *evidence.Set, prefix string) *evidence.Cancel {
	t.Helper()
	for _, c := range set.Cancels {
		if f, _ := c.Caller(); strings.HasPrefix(f.Func, prefix) {
			return c
		}
	}
	t.Fatalf("no cancel by %s", prefix)
	return nil
}
