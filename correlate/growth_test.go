package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		shape, alive string
		want         bool
	}{
		{"steady", "0 40", true},
		{"steady from a base", "100 140", true},
		{"steps", "0 0 10 10 20 20 30 30 40", true},
		{"a pause in one quarter", "0 10 20 20 30", true},
		{"a dip of one", "0 10 9 20 19 30 40", true},
		{"warm-up", "0 40 40 40 40", false},
		{"warm-up over two quarters", "0 20 40 40 40", false},
		{"a burst at the end", "0 0 0 0 40", false},
		{"up and down", "0 40 20 40 20 40", false},
		{"it fell", "40 30 20 10", false},
		{"saw tooth that rises", "0 20 5 30 10 40", false},
		{"too little to tell", "0 1 2 3", false},
		{"level", "40 40", false},
	} {
		b := balance(t, "goroutine 7 select since 2s: main.a a.go:1\n    created 1s by 3: main.run a.go:5\nsite alive "+c.alive+": main.run a.go:5")
		if got := b.Growth().Steady(); got != c.want {
			t.Errorf("%s (%s): steady %t, want %t: %+v", c.shape, c.alive, got, c.want, b.Growth())
		}
	}
}

// One line of the program has one balance, whoever called it and through whatever it went.
func TestBalanceIsByLine(t *testing.T) {
	b := balance(t, `
goroutine 7 select since 2s: main.a a.go:1
    created 1s by 3: main.run a.go:5 < main.x x.go:1
goroutine 8 select since 2s: main.a a.go:1
    created 1s by 4: golang.org/x/sync/errgroup.(*Group).Go g.go:78 < main.run a.go:5 < main.y y.go:1
site created 10 ended 4 handed 3 lived 2s: main.run a.go:5 < main.x x.go:1
site created 7 ended 6 handed 1 lived 3s: golang.org/x/sync/errgroup.(*Group).Go g.go:78 < main.run a.go:5 < main.y y.go:1
site created 50: main.run a.go:6 < main.y y.go:1
`)
	if b.Created != 17 || b.Ended != 10 || b.Now() != 7 || b.Handed != 4 || b.Lived.Seconds() != 3 || b.Alive[len(b.Alive)-1] != 7 {
		t.Errorf("%+v", b)
	}
}

func TestBalanceUnknown(t *testing.T) {
	if b := balance(t, "goroutine 7 select: main.a a.go:1"); b.Created != 0 || b.Now() != 0 {
		t.Errorf("one older than the evidence has the balance %+v", b)
	}
	var none correlate.SiteBalance
	if g := none.Growth(); g.Steady() {
		t.Errorf("no samples show %+v", g)
	}
}

func balance(t *testing.T, timeline string) *correlate.SiteBalance {
	t.Helper()
	set := evidencetest.Set(t, timeline)
	return correlate.NewIndex(set).Balance(set.Goroutine(7))
}
