package parse

import (
	"context"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// A memoryGuard stops the reading when the process has taken too much memory. A limit of the operating system's
// would take what was read along with the process.
type memoryGuard struct {
	limit int64
	used  func() int64
}

// watched is how often a guard looks.
const watched = 100 * time.Millisecond

// watch returns a context that ends, with an overrun as its cause, when more than the limit is used. The caller
// must call stop when reading is over. Until then the garbage collector works harder as the limit comes close, so
// that it is not met by what nobody needs any more.
func (g memoryGuard) watch(ctx context.Context) (reading context.Context, stop func()) {
	reading, cancel := context.WithCancelCause(ctx)
	before := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(before, g.limit-g.limit/10))
	g.check(cancel)
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(watched)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				g.check(cancel)
			}
		}
	}()
	return reading, func() {
		close(done)
		<-ended
		cancel(nil)
		debug.SetMemoryLimit(before)
	}
}

func (g memoryGuard) check(cancel context.CancelCauseFunc) {
	if g.used() > g.limit {
		cancel(overrun("reading was stopped at " + size1024(g.limit) + " of memory, which is all it may take"))
	}
}

// memoryUsed returns what the process has mapped and not given back, as runtime/debug.SetMemoryLimit counts it.
func memoryUsed() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	used := s[0].Value.Uint64() - s[1].Value.Uint64()
	return int64(min(used, math.MaxInt64))
}
