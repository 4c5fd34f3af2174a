package correlate_test

import (
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

func TestCounted(t *testing.T) {
	for _, c := range []struct {
		cancel correlate.Cancel
		want   string
	}{
		{correlate.Cancel{Kind: evidence.Explicit, Count: 237}, "237 explicit cancels"},
		{correlate.Cancel{Kind: evidence.Explicit, Count: 1}, "1 explicit cancel"},
		{correlate.Cancel{Kind: evidence.Deadline, Count: 1842}, "1,842 deadlines"},
		{correlate.Cancel{Kind: evidence.Deadline, OfCaller: true, Count: 77}, "77 deadlines of callers"},
		{correlate.Cancel{Kind: evidence.Deadline, OfCaller: true, Count: 1}, "1 deadline of the caller"},
		{correlate.Cancel{Kind: evidence.Deadline, Timer: true, Count: 2}, "2 timers"},
	} {
		if got := c.cancel.Counted(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
