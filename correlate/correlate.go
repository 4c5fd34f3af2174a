// Package correlate turns facts into conclusions: it runs rules over an evidence.Set and gives back
// ranked leak chains.
//
//	evidence.Set ──index──▶ rules ──Leak──▶ settle, line up, group, rank ──▶ Result
//
// A rule looks at the evidence through an Index (who was woken by which cancel, whose creator has
// returned, which creation sites only grow) and reports one Leak for each goroutine it can explain.
// Leaks with equal fingerprints become one Finding; a goroutine that several rules explain stays with
// the one that comes first in the rule table, because the table goes from the most specific to the
// most general.
//
// Three things never mix: a Basis says how a single link of a chain is known, a Certainty how sure a
// finding is, a Severity how much it hurts. A rule whose input is missing is listed as not checked;
// silence is never an all-clear.
package correlate

import (
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Result is what the evidence shows, ready to be drawn. Lists are never nil.
type Result struct {
	Set *evidence.Set

	Findings   []*Finding // the most certain and most severe first
	Groups     []*Group   // all living goroutines, by what they do
	Expected   []Expected // goroutines parked by design, the most numerous first
	Checked    []*Rule    // rules that ran, in the order of the table
	NotChecked []NotChecked
	Blind      []BlindSpot // what the inputs cannot show

	Compared *Comparison // with a baseline; nil without one
}

// Expected is a kind of goroutine that is parked by design.
type Expected struct {
	Function string // the library function by which it was recognised
	Wait     evidence.Wait
	Count    int
	Why      string // one sentence
}

// NotChecked is a rule that lacked its input.
type NotChecked struct {
	Rule    *Rule
	Needs   string // the inputs, in words
	Capture string // a command that captures one
}

// Run applies the rules to the evidence. It never fails: what cannot be concluded is not there, or
// listed as not checked. The Set must not change while the Result is in use.
func Run(set *evidence.Set, rules []*Rule) *Result {
	ix := NewIndex(set)
	res := &Result{Set: set, Findings: []*Finding{}, Expected: []Expected{}, Checked: []*Rule{}, NotChecked: []NotChecked{}}
	var leaks []*Leak
	for _, r := range rules {
		if !r.ready(set) {
			res.NotChecked = append(res.NotChecked, r.notChecked())
			continue
		}
		res.Checked = append(res.Checked, r)
		p := &Pass{Index: ix, rule: r}
		r.Run(p)
		leaks = append(leaks, p.leaks...)
	}
	leaks, tallied := apart(leaks)
	prove(ix, leaks)
	res.Findings = findings(ix, lineUp(ix, settle(ix, leaks)), tallied)
	res.Groups = groups(ix, res.Findings)
	res.Blind = blindSpots(set)
	res.Expected = expectedOf(res.Groups)
	return res
}
