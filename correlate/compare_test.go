package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// What a finding is beside a baseline: by its fingerprint, else by the place of its goroutines, whoever
// spoke for them then.
func TestCompare(t *testing.T) {
	look := func(timeline string, rules ...*correlate.Rule) *correlate.Result {
		return correlate.Run(evidencetest.Set(t, timeline), rules)
	}
	const (
		three = "goroutines 1..3 chan send since 1s: main.put put.go:4 < main.run run.go:1\n"
		forty = "goroutines 1..40 chan send since 1s: main.put put.go:9 < main.run run.go:7\n"
		other = "goroutines 50..52 chan send since 1s: main.emit emit.go:4 < main.run run.go:1\n"
		idle  = "goroutine 99 select since 1s: main.idle idle.go:1\n"
	)
	for _, c := range []struct {
		name   string
		before *correlate.Result
		after  *correlate.Result
		change correlate.Change
		was    int
		gone   int
	}{
		{"as many", look(three, sends("a-rule")), look(three, sends("a-rule")), correlate.Same, 3, 0},
		{"more, at another line of another build", look(three, sends("a-rule")), look(forty, sends("a-rule")), correlate.Grown, 3, 0},
		{"fewer", look(forty, sends("a-rule")), look(three, sends("a-rule")), correlate.Shrunk, 40, 0},
		{"another rule speaks for them", look(three, sends("a-rule")), look(three, sends("b-rule")), correlate.Same, 3, 0},
		{"no rule spoke for them then", look(three), look(forty, sends("a-rule")), correlate.Grown, 3, 0},
		{"another leak", look(other, sends("a-rule")), look(three, sends("a-rule")), correlate.New, 0, 1},
		{"nothing was there", look(idle, sends("a-rule")), look(three, sends("a-rule")), correlate.New, 0, 0},
		{"nobody could see it then", look(idle), look(three, sends("a-rule")), correlate.Unasked, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmp := c.after.Compare(c.before.AsBaseline("before"))
			since := c.after.Findings[0].Since
			if since.Change != c.change || since.Was != c.was || len(cmp.Gone) != c.gone || len(cmp.Unasked) != 0 {
				t.Errorf("%s from %d with %d gone and %d not asked for, want %s from %d with %d gone",
					since.Change, since.Was, len(cmp.Gone), len(cmp.Unasked), c.change, c.was, c.gone)
			}
		})
	}
}

// Gone is only what was looked for.
func TestGone(t *testing.T) {
	before := correlate.Run(evidencetest.Set(t, "goroutine 1 chan send since 1s: main.put put.go:4"), []*correlate.Rule{sends("a-rule")})
	after := correlate.Run(evidencetest.Set(t, "goroutine 2 select since 1s: main.idle idle.go:4"), nil)
	if cmp := after.Compare(before.AsBaseline("before")); len(cmp.Gone) != 0 || len(cmp.Unasked) != 1 {
		t.Errorf("%d gone, %d not looked for", len(cmp.Gone), len(cmp.Unasked))
	}
}
