package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// Goroutines that do the same are one group, apart from those that leak and those parked by design.
func TestGroups(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 1 chan receive: main.main main.go:9
goroutines 10..14 select since 3s every 1s: main.work work.go:9 < main.run run.go:1
goroutine 15 select since 1s: main.work work.go:12 < main.run run.go:1
goroutines 20..21 chan send since 4s: main.put put.go:4 < main.run run.go:1
goroutine 30 IO wait: internal/poll.runtime_pollWait netpoll.go:351 < net.(*netFD).accept fd.go:1 < net/http.(*Server).Serve server.go:1 < main.serve main.go:3
goroutine 31 runnable since 9s: main.work work.go:9 < main.run run.go:1
`)
	res := correlate.Run(set, []*correlate.Rule{sends("a-rule")})
	got := map[string]*correlate.Group{}
	for _, gr := range res.Groups {
		got[idsOf(gr.Goroutines)] = gr
	}
	if len(res.Groups) != 5 || len(got) != 5 {
		t.Fatalf("%d groups", len(res.Groups))
	}
	work := got["15 10 11 12 13 14"]
	if work == nil || res.Groups[0] != work {
		t.Fatalf("the most numerous group is %s", idsOf(res.Groups[0].Goroutines))
	}
	if work.Blocked.Func != "main.work" || work.Oldest.Seconds() != 9 || work.AtLeast {
		t.Errorf("%+v", work)
	}
	if gr := got["20 21"]; gr == nil || gr.Finding != res.Findings[0] || gr.Expected != "" {
		t.Errorf("the leaked: %+v", gr)
	}
	for ids, by := range map[string]string{"1": "main.main", "30": "net.(*netFD).accept"} {
		if gr := got[ids]; gr == nil || gr.ExpectedBy != by || !gr.AtLeast {
			t.Errorf("goroutine %s: %+v, want it parked by design", ids, gr)
		}
	}
	if len(res.Expected) != 2 {
		t.Errorf("expected: %+v", res.Expected)
	}
}

// The youngest of a leak, which the rule leaves because nothing shows yet that they leak, are told from
// what has nothing to do with it: only they were started and block at the lines of the leak.
func TestGroupsLikeALeak(t *testing.T) {
	set := evidencetest.Set(t, `
goroutines 10..14 chan send since 2s: main.put put.go:4 < main.run run.go:1
    created 1s by 1: main.start start.go:7
goroutines 20..21 chan send since 9s: main.put put.go:4 < main.run run.go:1
    created 8s by 1: main.start start.go:7
goroutine 30 chan send since 9s: main.put put.go:4 < main.walk walk.go:1
    created 8s by 1: main.start start.go:8
goroutine 31 chan receive since 9s: main.get get.go:2 < main.fetch run.go:1
    created 8s by 1: main.start start.go:7
`)
	old := reports("a-rule", correlate.Strong, func(g *evidence.Goroutine) bool { return g.ID < 20 })
	res := correlate.Run(set, []*correlate.Rule{old})
	got := map[string]*correlate.Group{}
	for _, gr := range res.Groups {
		got[idsOf(gr.Goroutines)] = gr
	}
	if gr := got["20 21"]; gr == nil || gr.Finding != nil || gr.Like != res.Findings[0] {
		t.Errorf("the young: %+v, want them like the finding", gr)
	}
	for _, ids := range []string{"10 11 12 13 14", "30", "31"} {
		if gr := got[ids]; gr == nil || gr.Like != nil {
			t.Errorf("goroutines %s: %+v, want them like nothing", ids, gr)
		}
	}
}
