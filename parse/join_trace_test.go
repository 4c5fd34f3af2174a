package parse

import (
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestAsleepAllAlong: a trace before Go 1.21 has no stack of a goroutine that waited since before it began. The dump
// behind it tells where; that it waited all the time stays true.
func TestAsleepAllAlong(t *testing.T) {
	stack := &evidence.Stack{Frames: []evidence.Frame{{Func: "main.work", File: "work.go", Line: 20}}}
	end := evidence.Time(2 * time.Second)
	for what, c := range map[string]struct {
		dump  evidence.Goroutine
		since evidence.Time
		known bool
	}{
		"waits":           {evidence.Goroutine{State: evidence.Waiting, Wait: evidence.WaitSend, Stack: stack}, 0, false},
		"waits an hour":   {evidence.Goroutine{State: evidence.Waiting, Stack: stack, Since: -evidence.Time(time.Hour), SinceKnown: true}, end - evidence.Time(time.Hour), true},
		"runs in between": {evidence.Goroutine{State: evidence.Running, Stack: stack}, end, false},
	} {
		g := evidence.Goroutine{State: evidence.Waiting}
		merge(&g, &c.dump, end, true)
		if g.Stack != stack || g.State != c.dump.State || g.Wait != c.dump.Wait || g.Since != c.since || g.SinceKnown != c.known {
			t.Errorf("%s: %v since %v, known %t, at %v", what, g.State, g.Since, g.SinceKnown, g.Stack)
		}
	}
}
