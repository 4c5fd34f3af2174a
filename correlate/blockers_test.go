package correlate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// TestLineUp: each finding is something to mend, and whoever waits for it is behind it. All are leaks of
// one rule but where a case says otherwise.
func TestLineUp(t *testing.T) {
	const child = "goroutine 8 chan send since 2s: main.a a.go:1\n    created 1s by 7: main.run run.go:5"
	for _, c := range []struct {
		why, timeline string
		want          string // the findings: their goroutines, those behind after a bar
	}{
		{"waits in a WaitGroup for a child that leaks", child + "\ngoroutine 7 sync.WaitGroup.Wait since 2s: main.run run.go:9", "8 | 7"},
		{"the same, explained by no rule", child + "\ngoroutine 7 sync.WaitGroup.Wait since 2s: main.innocent i.go:3 < main.run run.go:9", "8 | 7"},
		{"the function that started it has returned", strings.Replace(child, "run.go:5", "run.go:5 (returned)", 1) + "\ngoroutine 7 sync.WaitGroup.Wait since 2s: main.innocent i.go:3 < main.run run.go:9", "8 |"},
		{"the main goroutine is parked by design", strings.ReplaceAll(child, "by 7", "by 1") + "\ngoroutine 1 sync.WaitGroup.Wait since 2s: main.innocent i.go:3 < main.run run.go:9 < main.main main.go:1", "8 |"},
		{"receives, and all it started leak", child + "\ngoroutine 7 chan receive since 2s: main.run run.go:9", "8 | 7"},
		{"receives, and another may still send", child + "\ngoroutine 7 chan receive since 2s: main.run run.go:9\ngoroutine 9 IO wait since 2s: main.innocent i.go:9\n    created 1s by 7: main.run run.go:5", "7 |, 8 |"},
		{"receives, and no rule says that it leaks", child + "\ngoroutine 7 chan receive since 2s: main.innocent i.go:3 < main.run run.go:9", "8 |"},
		{"through a third", child + `
goroutine 7 sync.WaitGroup.Wait since 2s: main.run run.go:9
    created 500ms by 6: main.top top.go:5
goroutine 6 sync.WaitGroup.Wait since 2s: main.top top.go:9`, "8 | 6 7"},
		{"a circle has no first", `
goroutine 7 sync.Mutex.Lock since 2s: main.left l.go:1
goroutine 8 sync.Mutex.Lock since 2s: main.right r.go:1`, "7 |, 8 |"},
		{"a queue behind a circle", `
goroutine 6 sync.Mutex.Lock since 2s: main.seven s.go:1
goroutine 7 sync.Mutex.Lock since 2s: main.left l.go:1
goroutine 8 sync.Mutex.Lock since 2s: main.right r.go:1`, "7 | 6, 8 |"},
		{"a queue behind a holder", `
goroutine 6 chan send since 1s: main.holder h.go:1
goroutine 7 sync.Mutex.Lock since 2s: main.queue q.go:1`, "6 | 7"},
		{"a suspect keeps nobody who is surer", `
goroutine 6 chan send since 1s: main.suspect h.go:1
goroutine 7 sync.Mutex.Lock since 2s: main.queue q.go:1`, "7 |, 6 |"},
	} {
		rule := reports("a-rule", correlate.Strong, nil)
		rule.Run = func(p *correlate.Pass) {
			for _, g := range p.Set.Goroutines {
				l := correlate.Leak{Goroutine: g, Certainty: correlate.Strong, Fix: correlate.Fix{At: p.Home(g), Text: "mend it"}}
				switch g.Stack.Leaf().Func {
				case "main.innocent":
					continue
				case "main.suspect":
					l.Certainty = correlate.Suspect
				case "main.left":
					l.For = p.Set.Goroutine(8)
				case "main.right", "main.seven":
					l.For = p.Set.Goroutine(7)
				case "main.queue":
					l.For = p.Set.Goroutine(6)
				}
				p.Report(l)
			}
		}
		res := correlate.Run(evidencetest.Set(t, c.timeline), []*correlate.Rule{rule})
		var got []string
		for _, f := range res.Findings {
			got = append(got, strings.TrimSpace(idsOf(f.Goroutines[:f.Direct()])+" | "+idsOf(f.Goroutines[f.Direct():])))
		}
		want := map[string]bool{}
		for _, f := range strings.Split(c.want, ", ") {
			want[f] = true
		}
		for _, f := range got {
			if !want[f] || len(got) != len(want) {
				t.Errorf("%s: got %s, want %s", c.why, strings.Join(got, ", "), c.want)
				break
			}
		}
	}
}

// TestLineUpIsLinear: a hundred thousand in a queue ask once what keeps their holder.
func TestLineUpIsLinear(t *testing.T) {
	set := &evidence.Set{Sources: []*evidence.Source{{Kind: evidence.ExecutionTrace, To: 10e9}}}
	at := func(f string) *evidence.Stack { return &evidence.Stack{Frames: []evidence.Frame{{Func: f}}} }
	run, lock, send := at("main.run"), at("main.lock"), at("main.send")
	set.Goroutines = append(set.Goroutines, &evidence.Goroutine{ID: 1, State: evidence.Waiting, Wait: evidence.WaitGroup, Stack: run})
	for i := range 50_000 {
		made := evidence.Creation{By: 1, Stack: run, Seen: true, FramesLeft: 1}
		set.Goroutines = append(set.Goroutines, &evidence.Goroutine{ID: evidence.GoID(2 + i), State: evidence.Waiting, Wait: evidence.WaitSend, Stack: send, Created: made})
	}
	for i := range 50_000 {
		set.Goroutines = append(set.Goroutines, &evidence.Goroutine{ID: evidence.GoID(100_000 + i), State: evidence.Waiting, Wait: evidence.WaitMutex, Stack: lock})
	}
	rule := reports("a-rule", correlate.Strong, nil)
	rule.Run = func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			l := correlate.Leak{Goroutine: g}
			if g.Wait == evidence.WaitMutex {
				l.For = p.Set.Goroutine(1)
			}
			p.Report(l)
		}
	}
	res := correlate.Run(set, []*correlate.Rule{rule})
	if n := fmt.Sprint(len(res.Findings), len(res.Findings[0].Goroutines)); n != "1 100001" {
		t.Errorf("findings and goroutines: %s", n)
	}
}
