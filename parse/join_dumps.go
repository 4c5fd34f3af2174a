package parse

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// joinDumps joins goroutine dumps to set: the last dump of the incident's process gives the goroutines,
// or adds to those of a trace what a trace does not tell: minutes, labels, leaks, identities.
func joinDumps(set *evidence.Set, dumps []*evidence.Set) {
	slices.SortStableFunc(dumps, func(a, b *evidence.Set) int {
		at, bt := lastSeen(a), lastSeen(b)
		if at.IsZero() || bt.IsZero() {
			return 0
		}
		return at.Compare(bt)
	})
	for i := len(dumps) - 1; i >= 0; i-- {
		d := dumps[i]
		if len(set.Goroutines) == 0 {
			set.Goroutines = d.Goroutines
			defer absorb(set, d)
			continue
		}
		if other := strangers(set.Goroutines, d.Goroutines); other != "" {
			refuse(set, d, "not joined: it is of another process, "+other)
			continue
		}
		if set.Sources != nil && set.Sources[0].Kind == evidence.ExecutionTrace && i == len(dumps)-1 {
			joinTrace(set, d)
		}
		defer absorb(set, d) // deferred, so that the series is in the order of time
	}
}

// strangers compares what two files say of goroutines they both know, and returns what they disagree on
// if that is more than half of it; empty if they are of one process, or have too little in common to tell.
func strangers(a, b []*evidence.Goroutine) string {
	common, differ := 0, 0
	var example string
	forCommon(a, b, func(x, y *evidence.Goroutine) {
		began, begins := begin(x), begin(y)
		if began == "" || begins == "" {
			return
		}
		common++
		if began != begins {
			differ++
			example = fmt.Sprintf("goroutine %d is %s there and %s elsewhere", x.ID, begins, began)
		}
	})
	if differ*2 > common {
		return example
	}
	return ""
}

// begin returns the function that g runs, past the compiler's wrapper of a go statement with arguments,
// which crash dumps show and traces hide.
func begin(g *evidence.Goroutine) string {
	f := g.Created.Entry.Func
	if !strings.Contains(f, ".gowrap") {
		return f
	}
	for i, frame := range g.Stack.All() {
		if frame.Func == f && i > 0 {
			return g.Stack.Frames[i-1].Func
		}
	}
	return f
}

// forCommon calls f for each id that is in both lists, which are sorted by id.
func forCommon(a, b []*evidence.Goroutine, f func(x, y *evidence.Goroutine)) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].ID < b[0].ID:
			a = a[1:]
		case a[0].ID > b[0].ID:
			b = b[1:]
		default:
			f(a[0], b[0])
			a, b = a[1:], b[1:]
		}
	}
}

// lastSeen returns the time of the last snapshot of a dump file, zero when it does not tell.
func lastSeen(s *evidence.Set) time.Time {
	if n := len(s.Series); n > 0 {
		return s.Series[n-1].At
	}
	return time.Time{}
}
