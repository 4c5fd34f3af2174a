package evidencetest

import (
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A dump is a moment: ages count back from it, and creations have no time.
func TestDump(t *testing.T) {
	set := Set(t, `
dump
goroutines 10..12 chan send since -5m: runtime.chansend1 < main.put put.go:3
    created by 3: main.f f.go:3 (ended)
    leaked
    labels job=a host=b
    sends channel 0xc000+
    carries context 0xd000 ?
goroutine 20 select: main.g g.go:3
    created by 100: main.f f.go:3 (returned)
    inside mutex 0xe000
`)
	src := set.Sources[0]
	if len(set.Sources) != 1 || src.Kind != evidence.GoroutineDump || src.Window() != 0 || !src.Identities || set.Sites != nil || set.Sched != nil {
		t.Errorf("%+v, %d sites", src, len(set.Sites))
	}
	g, last := set.Goroutine(10), set.Goroutine(12)
	if time.Duration(g.Since) != -5*time.Minute || !g.SinceKnown || !g.Leaked || g.Labels[1] != (evidence.Label{Key: "host", Value: "b"}) || g.Pos.Line != 3 || g.Pos.Timed {
		t.Errorf("%+v", g)
	}
	if c := g.Created; !c.Seen || !c.Undated || !c.Ended || c.By != 3 || !c.Returned(0) {
		t.Errorf("%+v", c)
	}
	if h := g.Holds; h[0].Role != evidence.Sends || h[0].Resource == last.Holds[0].Resource || h[1].Resource != last.Holds[1].Resource || !h[1].Stale {
		t.Errorf("%+v and %+v", h, last.Holds)
	}
	if s := set.Goroutine(20); s.SinceKnown || s.Since != 0 || s.Created.Ended || !s.Created.Returned(0) || s.Holds[0].Resource.Kind != evidence.Mutex {
		t.Errorf("%+v", s)
	}
	if len(set.Resources) != 5 || set.Resources[0].Addr != 0xc000 {
		t.Errorf("%d resources", len(set.Resources))
	}
}

// A dump joined to a trace tells what the trace cannot.
func TestDumpBesideTrace(t *testing.T) {
	set := Set(t, `
window 4s
dump
goroutine 7 chan send since -5m: main.put put.go:3
    created by 3: main.f f.go:3
    leaked
goroutine 8 chan send since 2s: main.put put.go:3
    created 1s by 3: main.f f.go:3
`)
	if len(set.Sources) != 2 || !set.Has(evidence.ExecutionTrace) || !set.Has(evidence.GoroutineDump) {
		t.Errorf("%d sources", len(set.Sources))
	}
	if g := set.Goroutine(7); time.Duration(g.Since) != 4*time.Second-5*time.Minute || !g.Created.Undated {
		t.Errorf("%+v", g)
	}
	if len(set.Sites) != 2 || set.Sites[0].Created+set.Sites[1].Created != 1 {
		t.Errorf("%d sites", len(set.Sites))
	}
}

// The last of a series is what the rest of the text tells.
func TestSnapshots(t *testing.T) {
	set := Set(t, `
dump
snapshot
    goroutines 10..11 chan send: main.put put.go:3
    alloc 4 objects 4096 bytes: main.fill fill.go:3
goroutines 10..13 chan send: main.put put.go:3
alloc 12 objects 12288 bytes samples 9: main.fill fill.go:3
`)
	if len(set.Series) != 4 || len(set.Series[0].Goroutines) != 2 || len(set.Series[2].Goroutines) != 4 || set.Series[1].Allocs[0].Samples != 4 {
		t.Fatalf("%d snapshots", len(set.Series))
	}
	if a := set.Series[3].Allocs[0]; a != set.Allocs[0] || a.Samples != 9 || a.InUseBytes != 12288 || !set.Has(evidence.HeapProfile) {
		t.Errorf("%+v", a)
	}
	if set.Series[0].Goroutines[0].Stack != set.Goroutine(10).Stack {
		t.Error("equal stacks are not one pointer")
	}
}

func TestMistakesInDumps(t *testing.T) {
	const g = "goroutine 7 select: main.f\n"
	for _, c := range []struct{ text, want string }{
		{"dump twice", "nothing stands behind it"},
		{"dump\ndump", "dump comes too late"},
		{"goroutine 7 select since 1s: main.f\ndump", "dump comes too late"},
		{"dump\nwindow 10s", "window comes too late"},
		{"goroutine 7 select since -5m: main.f", "-5m0s is not within"},
		{"dump\ngoroutine 7 select since -x: main.f", "want a time such as -5m"},
		{"dump\ngoroutine 7 select since 1s: main.f", "is not within the window of 0s"},
		{g + "  created by 3: main.g", "want a time"},
		{g + "  created 1s by 3: main.g (ended)", "only in a dump"},
		{g + "  sends channel 0xc0", "in a dump"},
		{"dump\n" + g + "  sends channel", "want KIND ADDRESS"},
		{"dump\n" + g + "  sends chan 0xc0", "want one of"},
		{"dump\n" + g + "  sends channel c0x", "want an address"},
		{"dump\n" + g + "  sends channel 0", "want an address"},
		{"dump\n" + g + "  labels a", "want KEY=VALUE"},
		{"snapshot 2", "nothing stands behind it"},
		{"dump\nsnapshot\n  window 1s", "not a part of a snapshot"},
		{"dump\nsnapshot\n  goroutine 7 select", "want a colon and a stack"},
		{"dump\nsnapshot\n  goroutine x select: main.f", "want goroutine ids"},
		{"dump\nsnapshot\n  goroutine 7 select: main.f 3", "want FILE:LINE"},
		{"dump\nsnapshot\n  goroutine 7 select: main.f\n  goroutine 7 select: main.f", "line 4: goroutine 7 stands twice"},
		{"snapshot\n  goroutine 7 select: main.f", "what the end does not tell"},
		{"dump\nsnapshot\n  alloc 1 objects 1 bytes: main.f", "what the end does not tell"},
		{"alloc 1 objects: main.f", "want N objects N bytes"},
		{"alloc x objects 1 bytes: main.f", "want counts"},
		{"alloc 1 objects 1 bytes samples x: main.f", "samples: want a count"},
		{"alloc 1 objects 1 bytes: main.f 3", "want FILE:LINE"},
	} {
		if _, err := Parse(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
}
