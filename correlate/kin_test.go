package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// Kin are goroutines from before the evidence that are blocked as the leaked are. What differs in one
// respect is none.
func TestKin(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 7 chan send since 2s: main.put put.go:4 < main.work work.go:9
    created 1s by 3: main.run main.go:5 (returned)
# the same, older
goroutines 100..149 chan send: runtime.chansend1 chan.go:161 < main.put put.go:4 < main.work work.go:2
# older, at another line
goroutine 200 chan send: main.put put.go:5 < main.work work.go:9
# older, begun in another function
goroutine 201 chan send: main.put put.go:4 < main.other work.go:9
# older, in another wait
goroutine 202 chan receive: main.put put.go:4 < main.work work.go:9
# older, but it has moved
goroutine 203 chan send since 1s: main.put put.go:4 < main.work work.go:9
`)
	res := correlate.Run(set, []*correlate.Rule{reports("a-rule", correlate.Strong, func(g *evidence.Goroutine) bool { return g.ID == 7 })})
	f := res.Findings[0]
	if f.Roots != 1 || f.Kin != 50 || len(f.Goroutines) != 51 {
		t.Errorf("%d roots and %d kin of %s", f.Roots, f.Kin, idsOf(f.Goroutines))
	}
	if !f.AtLeast || f.Oldest != set.Sources[0].Window() {
		t.Errorf("oldest %v, at least: %t; want at least the whole window", f.Oldest, f.AtLeast)
	}
}

// Two findings cannot both have a goroutine for kin.
func TestKinOnce(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 7 chan send since 2s: main.put put.go:4
    created 1s by 3: main.a a.go:5
goroutine 8 chan send since 2s: main.put put.go:4
    created 1s by 3: main.b b.go:5
goroutines 100..104 chan send: main.put put.go:4
`)
	res := correlate.Run(set, []*correlate.Rule{reports("a-rule", correlate.Strong, func(g *evidence.Goroutine) bool { return g.ID < 10 })})
	if len(res.Findings) != 2 || res.Findings[0].Kin+res.Findings[1].Kin != 5 {
		t.Errorf("%d findings, of which the first has %d kin", len(res.Findings), res.Findings[0].Kin)
	}
}
