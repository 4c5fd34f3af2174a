package exectrace

import (
	"bytes"
	"io"
	"testing"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestSameAsPlainLoop compares the goroutines that are left, their states and their words for what they
// wait for with those of the simplest program there is: a map, in the order of the events.
func TestSameAsPlainLoop(t *testing.T) {
	data, release := smallTrace(t)
	defer release()
	comparePlain(t, data, readAll(t, data))
}

type plainState struct {
	state  evidence.State
	reason string
}

// plain returns the last state of every living goroutine.
func plain(t *testing.T, data []byte) map[evidence.GoID]plainState {
	t.Helper()
	r, err := trace.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	states := map[trace.GoState]evidence.State{
		trace.GoRunnable: evidence.Runnable, trace.GoRunning: evidence.Running,
		trace.GoWaiting: evidence.Waiting, trace.GoSyscall: evidence.Syscall,
	}
	last := make(map[evidence.GoID]plainState)
	for {
		ev, err := r.ReadEvent()
		if err != nil {
			if err != io.EOF {
				t.Logf("plain loop ends: %.80v", err)
			}
			return last
		}
		if ev.Kind() != trace.EventStateTransition || ev.StateTransition().Resource.Kind != trace.ResourceGoroutine {
			continue
		}
		change := ev.StateTransition()
		from, to := change.Goroutine()
		id := evidence.GoID(change.Resource.Goroutine())
		switch {
		case to == trace.GoNotExist:
			delete(last, id)
		case from == to:
			// a status, which never has a reason
		case to == trace.GoWaiting:
			last[id] = plainState{evidence.Waiting, change.Reason}
		default:
			last[id] = plainState{state: states[to]}
		}
	}
}

func comparePlain(t *testing.T, data []byte, set *evidence.Set) {
	t.Helper()
	want := plain(t, data)
	if len(want) != len(set.Goroutines) {
		t.Errorf("%d goroutines, want %d", len(set.Goroutines), len(want))
	}
	for _, g := range set.Goroutines {
		if got := (plainState{g.State, g.WaitText}); got != want[g.ID] {
			t.Errorf("g%d is %v, want %v", g.ID, got, want[g.ID])
		}
	}
}
