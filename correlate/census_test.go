package correlate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// Making one context allocates several objects; each line counts them all, so the fullest line counts.
func TestCensus(t *testing.T) {
	set := evidencetest.Set(t, `
snapshot
    alloc 100 objects 9600 bytes samples 25: context.withCancel context.go:260 < context.WithCancel context.go:240 < main.watch watch.go:9
alloc 400 objects 38400 bytes samples 100: context.withCancel context.go:260 < context.WithCancel context.go:240 < main.watch watch.go:9
alloc 390 objects 9360 bytes samples 97: context.WithCancel context.go:241 < main.watch watch.go:9
alloc 9 objects 4096 bytes: context.(*cancelCtx).propagateCancel context.go:480 < context.withCancel context.go:261 < context.WithCancel context.go:240 < main.watch watch.go:9
alloc 300 objects 33600 bytes samples 4: context.WithDeadlineCause context.go:640 < context.WithDeadline context.go:620 < context.WithTimeout context.go:700 < main.pay pay.go:3
alloc 290 objects 33600 bytes samples 4: time.newTimer sleep.go:3 < time.AfterFunc sleep.go:160 < context.WithDeadlineCause context.go:650 < context.WithDeadline context.go:620 < context.WithTimeout context.go:700 < main.pay pay.go:3
alloc 50 objects 800 bytes: time.newTimer sleep.go:3 < time.NewTimer sleep.go:90 < main.poll poll.go:7
alloc 70 objects 4000 bytes: context.WithValue context.go:750 < main.tag tag.go:1
alloc 80 objects 4000 bytes: context.withCancel context.go:260 < context.WithCancelCause context.go:240 < golang.org/x/sync/errgroup.WithContext errgroup.go:60 < main.all all.go:4
alloc 80 objects 4000 bytes: bytes.growSlice buffer.go:3 < main.fill fill.go:1
`)
	var got []string
	for _, c := range correlate.NewIndex(set).Census() {
		got = append(got, fmt.Sprintf("%s %s %d ±%.2f %v %t", c.Kind, c.At, c.Objects, c.Error, c.Counts, c.Timed()))
	}
	want := []string{
		"WithCancel main.watch watch.go:9 400 ±0.10 [100 400] false",
		"WithTimeout main.pay pay.go:3 300 ±0.50 [0 300] true",
		"WithCancelCause main.all all.go:4 80 ±0.11 [0 80] false",
		"time.NewTimer main.poll poll.go:7 50 ±0.14 [0 50] true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := len(correlate.NewIndex(evidencetest.Set(t, "")).Census()); n != 0 {
		t.Errorf("%d without a heap", n)
	}
}
