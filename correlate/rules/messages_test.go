package rules_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// TestMessagesAgreeInNumber puts every finding of the cases into words again: as if one goroutine leaked,
// as if two, with and without one behind them, and however its context ended.
func TestMessagesAgreeInNumber(t *testing.T) {
	for _, c := range ruleCases(t) {
		for _, f := range correlate.Run(evidencetest.Set(t, c.evidence()), rules.All()).Findings {
			for _, n := range []int{1, 2} {
				for behind := range 2 {
					for _, cancel := range cancelsLike(f) {
						one := *f
						one.Goroutines = make([]*evidence.Goroutine, n+behind)
						one.Roots, one.Kin, one.Share = n, 0, 0.004
						one.Cancel = cancel
						if f.Balance != nil {
							one.Balance = &correlate.SiteBalance{Created: n, Ended: n - 1}
						}
						one.Title, one.Message = f.Rule.Say(&one)
						checkMessage(t, &one)
					}
				}
			}
		}
	}
}

// cancelsLike are the cancels that a finding such as f can have.
func cancelsLike(f *correlate.Finding) []*correlate.Cancel {
	switch {
	case f.Rule.Name == "early-return":
		return []*correlate.Cancel{nil, {Timer: true, Count: 1}, {Kind: evidence.Deadline, Count: 1}, {Kind: evidence.Explicit, Count: 2}}
	case f.Rule.Name == "ignored-cancel":
		return []*correlate.Cancel{{Kind: evidence.Deadline, Count: 1}, {Kind: evidence.Explicit, Count: 2}}
	}
	return []*correlate.Cancel{f.Cancel}
}
