package filter

import (
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A census answers as if each goroutine were asked for itself.
func TestCensus(t *testing.T) {
	stack := &evidence.Stack{Frames: []evidence.Frame{{Func: "acme/pay.(*Client).Charge", File: "/src/pay.go", Line: 7}}}
	group := &correlate.Group{Wait: evidence.WaitSend, State: evidence.Waiting, Stack: stack, Blocked: stack.Frames[0]}
	for i := range 6 {
		g := &evidence.Goroutine{ID: evidence.GoID(i + 1), State: evidence.Waiting, Wait: evidence.WaitSend, Stack: stack, Since: evidence.Time(time.Duration(i) * time.Second), SinceKnown: true, Leaked: i == 2}
		g.Created.By = evidence.GoID(i%2 - 1)
		g.Labels = []evidence.Label{{Key: "tenant", Value: string(rune('A' + i))}}
		group.Goroutines = append(group.Goroutines, g)
	}
	for expr, want := range map[string]string{
		"charge": "123456", "nothing": "", "!nothing": "123456", "gid>4": "56", "charge gid>4": "56", "/pay.*charge/ age<=8s": "3456",
		"age:6s..8s | gid=1": "1345", "charge at:1s..2s": "23", "label.tenant=b": "2", "is:leaked": "3", "!is:leaked charge": "12456", "created=0": "246", "hub | gid=2": "2", "is:unexplained": "123456",
	} {
		e, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		c := &Census{End: evidence.Time(10 * time.Second), Expr: e}
		got, slow := "", ""
		for _, g := range group.Goroutines {
			if c.Match(g, group) {
				got += string(rune('0' + g.ID))
			}
			if e.Match((&Census{End: c.End}).Row(g, group)) {
				slow += string(rune('0' + g.ID))
			}
		}
		if got != want || slow != want {
			t.Errorf("%s: %s, one by one %s, want %s", expr, got, slow, want)
		}
	}
}
