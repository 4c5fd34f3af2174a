package correlate_test

import (
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// reports is a rule that explains each goroutine that tell says yes to.
func reports(name string, certainty correlate.Certainty, tell func(*evidence.Goroutine) bool) *correlate.Rule {
	return &correlate.Rule{
		Name:  name,
		Doc:   correlate.Doc{Title: "a rule of a test", What: "x", Why: "x", Fix: "x", Before: "x", After: "y"},
		Needs: []evidence.Kind{evidence.ExecutionTrace},
		Run: func(p *correlate.Pass) {
			for _, g := range p.Set.Goroutines {
				if tell(g) {
					p.Report(correlate.Leak{Goroutine: g, Certainty: certainty, Fix: correlate.Fix{At: p.Home(g), Text: "mend it"}})
				}
			}
		},
		Say: func(f *correlate.Finding) (string, string) {
			return "a leak", f.Who() + " " + f.Doing(len(f.Goroutines)) + "."
		},
	}
}

// sends is a rule that takes every send for a leak.
func sends(name string) *correlate.Rule {
	return reports(name, correlate.Strong, func(g *evidence.Goroutine) bool { return g.Wait == evidence.WaitSend })
}

func TestValidate(t *testing.T) {
	broken := func(change func(*correlate.Rule)) *correlate.Rule {
		r := sends("a-rule")
		change(r)
		return r
	}
	for _, c := range []struct {
		want  string // part of the error; empty: none
		rules []*correlate.Rule
	}{
		{"", []*correlate.Rule{sends("a-rule"), sends("other")}},
		{"in the table twice", []*correlate.Rule{sends("a-rule"), sends("a-rule")}},
		{"words joined by dashes", []*correlate.Rule{sends("ARule")}},
		{"words joined by dashes", []*correlate.Rule{sends("")}},
		{"needs Run and Say", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Run = nil })}},
		{"needs Run and Say", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Say = nil })}},
		{"what input it needs", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Needs = nil })}},
		{"no full stop", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Doc.Title = "a title." })}},
		{"1 to 60 letters", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Doc.Title = strings.Repeat("long ", 13) })}},
		{"undocumented", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Doc.Why = "" })}},
		{"undocumented", []*correlate.Rule{broken(func(r *correlate.Rule) { r.Doc.After = "" })}},
	} {
		err := correlate.Validate(c.rules)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}
