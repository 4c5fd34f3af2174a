package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// TestUnseen: a trace from before Go 1.23 has no stack of goroutines that do not move. Any of them may have the lock that
// others wait for, and any may be at work.
func TestUnseen(t *testing.T) {
	set := evidencetest.Set(t, `
goroutine 1 sync.WaitGroup.Wait: sync.(*WaitGroup).Wait < main.main main.go:9
goroutine 10 sync.Mutex.Lock since 10ms: sync.(*Mutex).Lock < main.(*tokens).issue tokens.go:20
goroutine 30 sync.Mutex.Lock since 20ms: sync.(*Mutex).Lock < main.(*tokens).valid tokens.go:9`)
	ix := correlate.NewIndex(set)
	if ix.Holder(set.Goroutine(10)) == nil || !ix.Quiet() {
		t.Fatal("all are seen: one of the two has the lock, and nobody is at work")
	}
	set.Goroutines = append(set.Goroutines, &evidence.Goroutine{ID: 50, State: evidence.Waiting})
	ix = correlate.NewIndex(set)
	if h := ix.Holder(set.Goroutine(10)); h != nil {
		t.Errorf("goroutine %d has the lock, though one is not seen", h.ID)
	}
	if ix.Quiet() {
		t.Error("the process is quiet, though one is not seen")
	}
}
