package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// TestStuck: out of the ordinary is what is several times as long as waits at that place take, and not
// short beside the evidence.
func TestStuck(t *testing.T) {
	for _, c := range []struct {
		why, timeline string
		want          bool
	}{
		{"no wait ever ended there", "goroutine 7 chan send since 5s: main.a a.go:1", true},
		{"since before the evidence", "goroutine 7 chan send: main.a a.go:1", true},
		{"it has only begun", "goroutine 7 chan send since 9.9s: main.a a.go:1", false},
		{"a little evidence shows short waits", "window 200ms\ngoroutine 7 chan send since 190ms: main.a a.go:1", true},
		{"others took about as long", "goroutine 7 chan send since 5s: main.a a.go:1\nwaits chan send ended 9 longest 2s: main.a a.go:1", false},
		{"others took a fifth of that", "goroutine 7 chan send since 5s: main.a a.go:1\nwaits chan send ended 9 longest 1s: main.a a.go:1", true},
		{"others at another line do not count", "goroutine 7 chan send since 5s: main.a a.go:1\nwaits chan send ended 9 longest 2s: main.a a.go:2", true},
		{"nor others in another wait", "goroutine 7 chan send since 5s: main.a a.go:1\nwaits select ended 9 longest 2s: main.a a.go:1", true},
		{"others with other callers do", "goroutine 7 chan send since 5s: main.a a.go:1\nwaits chan send ended 9 longest 2s: main.a a.go:1 < main.b b.go:2", false},
		{"a lock", "goroutine 7 sync.Mutex.Lock since 5s: sync.(*Mutex).Lock < main.a a.go:1", true},
		{"the network is somebody else's time", "goroutine 7 IO wait since 5s: main.a a.go:1", false},
		{"sleep ends by itself", "goroutine 7 sleep since 5s: time.Sleep < main.a a.go:1", false},
		{"it runs", "goroutine 7 running since 5s: main.a a.go:1", false},
		{"parked by design", "goroutine 7 select: net/http.(*persistConn).writeLoop transport.go:2", false},
	} {
		set := evidencetest.Set(t, c.timeline)
		if got := correlate.NewIndex(set).Stuck(set.Goroutine(7)); got != c.want {
			t.Errorf("%s: stuck %t, want %t", c.why, got, c.want)
		}
	}
}

// TestCancellers: who cancels waits of this kind, here, in this goroutine function.
func TestCancellers(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 7 select since 1s: main.pause pause.go:1 < main.poll poll.go:3
goroutine 8 select since 1s: main.pause pause.go:1 < main.retry retry.go:3
goroutine 9 chan send since 1s: main.pause pause.go:1 < main.poll poll.go:3
canceller explicit count 4: main.stop stop.go:3
    at select: main.pause pause.go:1 < main.poll poll.go:3
canceller explicit count 2: main.quit quit.go:3
    at select: main.pause pause.go:1 < main.more poll.go:8 < main.poll poll.go:3
canceller deadline
    at select: main.pause pause.go:2 < main.poll poll.go:3
`)
	ix := correlate.NewIndex(set)
	got := ix.Cancellers(set.Goroutine(7))
	if len(got) != 2 || got[0].Count != 4 || got[1].Count != 2 {
		t.Errorf("%d cancellers, want stop, then quit", len(got))
	}
	if n := len(ix.Cancellers(set.Goroutine(8))); n != 0 {
		t.Errorf("%d cancellers of what another goroutine does in the same helper", n)
	}
	if n := len(ix.Cancellers(set.Goroutine(9))); n != 0 {
		t.Errorf("%d cancellers of a send", n)
	}
	if !ix.Aware(set.Goroutine(7)) || ix.Aware(set.Goroutine(9)) {
		t.Error("a cancel ended selects there, and no sends")
	}
	if !ix.Receives("main.pause") || ix.Receives("main.poll") {
		t.Error("main.pause receives, its caller does not")
	}
}

// TestOrphan: that the function which started a goroutine has returned is a fact about that function, not
// about the wrappers inside of it.
func TestOrphan(t *testing.T) {
	for _, c := range []struct {
		why, created string
		want         bool
	}{
		{"it has returned", "main.run a.go:1 (returned) < main.main a.go:9", true},
		{"it is still there", "main.run a.go:1 < main.main a.go:9", false},
		{"only the group has returned", "golang.org/x/sync/errgroup.(*Group).Go g.go:1 (returned) < main.run a.go:1 < main.main a.go:9", false},
		{"its goroutine has ended", "main.run a.go:1 < main.main a.go:9\n    creator ended 3s", true},
	} {
		set := evidencetest.Set(t, "goroutine 7 select since 2s: main.a a.go:1\n    created 1s by 3: "+c.created)
		if got := correlate.NewIndex(set).Orphan(set.Goroutine(7)); got != c.want {
			t.Errorf("%s: orphan %t, want %t", c.why, got, c.want)
		}
	}
	// A dump names the group alone; the function that called it is known by its literal.
	for creator, want := range map[string]bool{"main.run a.go:9 < main.main": false, "main.rest a.go:30 < main.main": true} {
		set := evidencetest.Set(t, "dump\ngoroutine 3 select: "+creator+"\ngoroutine 7 select: main.a a.go:1 < main.run.func1 a.go:6\n"+
			"    created by 3: golang.org/x/sync/errgroup.(*Group).Go g.go:1 (returned)")
		if got := correlate.NewIndex(set).Orphan(set.Goroutine(7)); got != want {
			t.Errorf("with its starter in %s: orphan %t, want %t", creator, got, want)
		}
	}
	set := evidencetest.Set(t, "goroutine 7 select: main.a a.go:1")
	if correlate.NewIndex(set).Orphan(set.Goroutine(7)) {
		t.Error("nothing is known of the creator of one that is older than the evidence")
	}
}

// TestGaveUp: a wake-up counts if the function that started the goroutine waited in it, or called what did.
func TestGaveUp(t *testing.T) {
	for _, c := range []struct {
		why, woken string
		want       bool
	}{
		{"in that function", "main.run a.go:4 < main.main a.go:9", true},
		{"in one that it called", "main.ask b.go:4 < main.run a.go:5 < main.main a.go:9", true},
		{"in its caller", "main.main a.go:9", false},
		{"in another function of its caller", "main.other b.go:4 < main.main a.go:9", false},
		{"in a later call of it", "main.run a.go:4 < main.main a.go:12", false},
	} {
		set := evidencetest.Set(t, "goroutine 7 select since 2s: main.a a.go:1\n    created 1s by 3: main.run a.go:1 (returned) < main.main a.go:9\n    creator woken 1.5s by deadline: "+c.woken)
		if got := correlate.NewIndex(set).GaveUp(set.Goroutine(7)); (got != nil) != c.want {
			t.Errorf("%s: gave up %t, want %t", c.why, got != nil, c.want)
		}
	}
}
