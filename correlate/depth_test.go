package correlate

import (
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A lock is package context's own when nobody else's code lies between the lock and package context.
func TestContextLock(t *testing.T) {
	for stack, want := range map[string]bool{
		"sync.(*Mutex).Lock < context.(*cancelCtx).propagateCancel < context.WithCancel < main.f":                                true,
		"runtime.gopark < internal/sync.(*Mutex).lockSlow < sync.(*Mutex).Lock < context.removeChild < context.WithCancel.func1": true,
		"runtime.unlock < sync.(*Mutex).Unlock < context.(*cancelCtx).cancel < main.f":                                           true,
		"sync.(*Mutex).Lock < main.(*conn).Value < context.value < main.f":                                                       false,
		"context.WithCancel < main.f":                                       false,
		"runtime.gcAssistAlloc < context.WithDeadlineCause < main.f":        false,
		"sync.(*Mutex).Lock < golang.org/x/net/context.WithCancel < main.f": false,
		"": false,
	} {
		s := &evidence.Stack{}
		for name := range strings.SplitSeq(stack, " < ") {
			s.Frames = append(s.Frames, evidence.Frame{Func: name})
		}
		if ContextLock(s) != want {
			t.Errorf("%s: want %v", stack, want)
		}
	}
	if ContextLock(nil) {
		t.Error("no stack is no lock")
	}
}
