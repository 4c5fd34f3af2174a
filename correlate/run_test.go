package correlate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

func idsOf(gs []*evidence.Goroutine) string {
	var ids []string
	for _, g := range gs {
		ids = append(ids, fmt.Sprint(g.ID))
	}
	return strings.Join(ids, " ")
}

// No evidence is no all-clear: every rule says what it lacks, and how to get it.
func TestNotChecked(t *testing.T) {
	res := correlate.Run(evidencetest.Set(t, "kind heap-profile"), []*correlate.Rule{sends("a-rule"), sends("other")})
	if len(res.Checked) != 0 || len(res.NotChecked) != 2 {
		t.Fatalf("%d checked, %d not", len(res.Checked), len(res.NotChecked))
	}
	n := res.NotChecked[0]
	if n.Rule.Name != "a-rule" || n.Needs != "an execution trace" || !strings.Contains(n.Capture, "debug/pprof/trace") {
		t.Errorf("%+v", n)
	}
	if res.Findings == nil || res.Groups == nil || res.Expected == nil || res.Checked == nil {
		t.Error("a list is nil")
	}
}

func TestEmptySet(t *testing.T) {
	res := correlate.Run(&evidence.Set{}, []*correlate.Rule{sends("a-rule")})
	if len(res.Findings) != 0 || res.Findings == nil || len(res.NotChecked) != 1 {
		t.Errorf("%+v", res)
	}
}

// A goroutine that several rules explain stays with the first of the table.
func TestFirstRuleWins(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 7 chan send since 2s: main.a a.go:1
goroutine 8 chan receive since 2s: main.b b.go:1
`)
	all := func(*evidence.Goroutine) bool { return true }
	res := correlate.Run(set, []*correlate.Rule{sends("first"), reports("second", correlate.Strong, all)})
	if len(res.Findings) != 2 {
		t.Fatalf("%d findings", len(res.Findings))
	}
	for _, f := range res.Findings {
		if want := map[string]string{"first": "7", "second": "8"}[f.Rule.Name]; idsOf(f.Goroutines) != want {
			t.Errorf("%s has %s, want %s", f.Rule.Name, idsOf(f.Goroutines), want)
		}
	}
}

// Who waits behind a leak belongs to it, and to nothing else; who leaks by itself is not behind another.
func TestBehind(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 7 chan send since 2s: main.a a.go:1
goroutine 8 select since 1s: main.b b.go:1
goroutine 9 chan send since 2s: main.c c.go:1
`)
	rule := sends("a-rule")
	rule.Run = func(p *correlate.Pass) {
		for _, id := range []evidence.GoID{7, 9} {
			p.Report(correlate.Leak{Goroutine: p.Set.Goroutine(id), Behind: []*evidence.Goroutine{p.Set.Goroutine(8), p.Set.Goroutine(7)}})
		}
	}
	res := correlate.Run(set, []*correlate.Rule{rule})
	got := map[string]bool{}
	for _, f := range res.Findings {
		got[idsOf(f.Goroutines)] = true
		if f.Direct() != 1 {
			t.Errorf("%s: %d are direct", idsOf(f.Goroutines), f.Direct())
		}
	}
	if len(got) != 2 || !got["7 8"] || !got["9"] {
		t.Errorf("findings %v", got)
	}
}

// The most certain first, then the most severe, then the most numerous.
func TestRanking(t *testing.T) {
	set := evidencetest.Set(t, `
goroutines 100..399 chan receive since 1s: main.many many.go:1
goroutines 500..504 chan send since 1s: main.few few.go:1
goroutines 600..619 chan send since 1s: main.some some.go:1
goroutines 700..702 select since 1s: main.sure sure.go:1
`)
	wait := func(w evidence.Wait) func(*evidence.Goroutine) bool {
		return func(g *evidence.Goroutine) bool { return g.Wait == w }
	}
	res := correlate.Run(set, []*correlate.Rule{
		reports("suspects", correlate.Suspect, wait(evidence.WaitReceive)),
		reports("strong", correlate.Strong, wait(evidence.WaitSend)),
		reports("proven", correlate.Proven, wait(evidence.WaitSelect)),
	})
	var got []string
	for _, f := range res.Findings {
		got = append(got, fmt.Sprintf("%s %s %d", f.Certainty, f.Severity, len(f.Goroutines)))
	}
	want := "proven low 3, strong medium 20, strong low 5, suspect high 300"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

// Equal evidence gives an equal Result, whatever order maps are in.
func TestSameTwice(t *testing.T) {
	var first string
	for range 8 {
		set := evidencetest.Set(t, `
goroutines 10..12 chan send since 1s: main.a a.go:1
goroutines 20..22 chan send since 1s: main.b b.go:1
goroutines 30..32 chan send since 1s: main.c c.go:1
`)
		res := correlate.Run(set, []*correlate.Rule{sends("a-rule")})
		var got string
		for _, f := range res.Findings {
			got += f.Fingerprint + " " + idsOf(f.Goroutines) + "\n"
		}
		for _, gr := range res.Groups {
			got += idsOf(gr.Goroutines) + "\n"
		}
		if first == "" {
			first = got
		} else if got != first {
			t.Fatalf("now\n%sbefore\n%s", got, first)
		}
	}
}

// What the evidence does not tell is in the chain all the same, with what would tell it.
func TestChainHasAllStages(t *testing.T) {
	res := correlate.Run(evidencetest.Set(t, "goroutine 7 chan send: main.a"), []*correlate.Rule{sends("a-rule")})
	f := res.Findings[0]
	var got []string
	for _, l := range f.Chain {
		got = append(got, l.Stage.Letter()+" "+l.Basis.String())
	}
	if want := "C unseen, X unseen, G exact, D unseen, H unseen"; strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	if !f.AtLeast || f.Oldest != res.Set.Sources[0].Window() {
		t.Errorf("oldest %v, at least: %t; want at least the whole window", f.Oldest, f.AtLeast)
	}
}
