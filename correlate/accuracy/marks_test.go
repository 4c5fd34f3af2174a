package accuracy

import (
	"slices"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
)

// TestMarks: the truth is complete before anything is measured with it.
func TestMarks(t *testing.T) {
	all, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	known := rules.All()
	names := map[string]string{}
	for _, p := range all {
		if other := names[p.name]; other != "" {
			t.Errorf("%s and %s have the same name", other, p.dir)
		}
		names[p.name] = p.dir
		if p.healthy && len(p.leaks) > 0 {
			t.Errorf("%s: marks in a healthy program: %+v", p.name, p.leaks)
		}
		if !p.healthy && len(p.leaks) == 0 {
			t.Errorf("%s: no marks in a leaking program", p.name)
		}
		for _, l := range p.leaks {
			if len(l.starts)+len(l.funcs) == 0 || len(l.waits)+len(l.funcs) == 0 || len(l.fix) == 0 || len(l.rules) == 0 {
				t.Errorf("%s: leak %d lacks a mark go, wait or fix, or its rule: %+v", p.name, l.number, *l)
			}
			if !slices.ContainsFunc(known, func(r *correlate.Rule) bool { return slices.Contains(l.rules, r.Name) }) {
				t.Errorf("%s: leak %d: none of the rules %q exists", p.name, l.number, l.rules)
			}
		}
	}
}
