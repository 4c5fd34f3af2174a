package ui

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// weekAgo is the incident's program a week before: the hub leaked less, the payments not at all, and
// something leaked that has been mended since.
func weekAgo() *correlate.Baseline {
	was := incident().AsBaseline("../lastweek.json")
	for _, r := range incident().Findings {
		was.Checked = append(was.Checked, r.Rule.Name)
	}
	was.Goroutines = 941
	was.Places = nil
	was.Chains = was.Chains[1:]
	was.Chains[0].Count = 25
	was.Chains = append(was.Chains, correlate.Past{
		Fingerprint: "5ee20ab1", Rule: was.Checked[0], Title: "subscriber outlives its session", Count: 12,
		Wait: evidence.WaitSelect, Blocked: "acme.example/live.(*Session).pump",
	})
	return was
}

func comparedWith(b *correlate.Baseline, r *correlate.Result) *correlate.Result {
	for _, f := range r.Findings {
		r.Checked = append(r.Checked, f.Rule)
	}
	r.Compare(b)
	return r
}
