package correlate_test

import (
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// TestFingerprint: the same leak in another build, on another host, at another time has the same
// fingerprint; a leak of another function, kind or rule has another one.
func TestFingerprint(t *testing.T) {
	const leak = `
goroutine 7 chan send since 2s: shop/stream.Collect[...] stream/c.go:14 < main.load.func1 load.go:8
    created 1s by 3: main.load load.go:5 (returned) < main.run main.go:9`
	first := printOf(t, leak, "a-rule")
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(leak) }
	for _, c := range []struct{ what, timeline, rule string }{
		{"lines", change("c.go:14", "c.go:15", "load.go:5", "load.go:6", "main.go:9", "main.go:11"), "a-rule"},
		{"directories", change("stream/c.go", "/home/me/shop/stream/c.go", "load.go", "/srv/load.go"), "a-rule"},
		{"ids and times", change("goroutine 7", "goroutine 4711", "by 3", "by 12", "2s", "9s"), "a-rule"},
		{"type arguments", change("[...]", "[go.shape.int,shop/x.A]"), "a-rule"},
		{"callers of the function that started it", change(" < main.run main.go:9", " < main.other other.go:9"), "a-rule"},
		{"frames of the runtime", change("since 2s: ", "since 2s: runtime.chansend1 chan.go:161 < "), "a-rule"},
		{"the wrapper of a go statement", leak + "\n    entry main.load.func1.gowrap1", "a-rule"},
	} {
		if got := printOf(t, c.timeline, c.rule); got != first {
			t.Errorf("other %s gave another fingerprint", c.what)
		}
	}
	for _, c := range []struct{ what, timeline, rule string }{
		{"rule", leak, "other"},
		{"place", change("stream.Collect", "stream.Gather"), "a-rule"},
		{"starter", change("main.load load.go", "main.fill load.go"), "a-rule"},
		{"function started", change("main.load.func1", "main.load.func2"), "a-rule"},
	} {
		if got := printOf(t, c.timeline, c.rule); got == first {
			t.Errorf("another %s gave the same fingerprint", c.what)
		}
	}
}

// Members that differ only in what a fingerprint leaves out are one finding.
func TestEqualFingerprintsAreOneFinding(t *testing.T) {
	res := correlate.Run(evidencetest.Set(t, `
goroutine 7 chan send since 2s: main.Put[...] put.go:14 < main.a.func1 a.go:8
    created 1s by 3: main.a a.go:5
goroutine 8 chan send since 1.5s: main.Put[go.shape.int] put.go:14 < main.a.func1 a.go:8
    created 1s by 3: main.a a.go:6
goroutine 9 chan send since 1s: main.Put[...] put.go:19 < main.a.func1 a.go:8
    created 1s by 3: main.a a.go:6
`), []*correlate.Rule{sends("a-rule")})
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings", len(res.Findings))
	}
	f := res.Findings[0]
	if ids := idsOf(f.Goroutines); ids != "9 8 7" {
		t.Errorf("members %s, want the longest blocked first", ids)
	}
	if f.Created.Line != 6 {
		t.Errorf("started at %s, want where most were", f.Created)
	}
}

func printOf(t *testing.T, timeline, rule string) string {
	t.Helper()
	res := correlate.Run(evidencetest.Set(t, timeline), []*correlate.Rule{sends(rule)})
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings", len(res.Findings))
	}
	return res.Findings[0].Fingerprint
}
