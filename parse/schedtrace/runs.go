package schedtrace

// runTable tells apart the processes whose SCHED lines are in one log: those before and after a restart,
// or a `go run` with the compiler, the linker and the program it starts, all of which inherit GODEBUG
// and the terminal. A process's first line is of 0 ms, unless the log was cut before.
type runTable struct {
	count   int
	last    *run   // the one that began last, the only one of which more than the clock is kept
	current *run   // to which the lines of a block belong
	active  []*run // those that may still write, in the order they began
}

// maxRuns is how many processes are followed at a time.
const maxRuns = 16

// find returns the run that a SCHED line of ms belongs to, a new one if it fits none.
func (t *runTable) find(ms int64, line int) *run {
	var r *run
	if ms > 0 {
		r = t.fit(ms)
	}
	if r == nil {
		r = &run{begun: line, ms: ms}
		t.count++
		t.last = r
		t.active = append(t.active, r)
	}
	t.current = r
	t.age()
	if ms > r.ms {
		r.step = ms - r.ms
	}
	r.ms = ms
	return r
}

// age drops the runs that have not written for longer than others that write at the same pace.
func (t *runTable) age() {
	limit := 2*len(t.active) + 2
	still := t.active[:0]
	for _, r := range t.active {
		r.idle++
		if r == t.current {
			r.idle = 0
		}
		if r.idle <= limit {
			still = append(still, r)
		}
	}
	clear(t.active[len(still):])
	t.active = still[max(0, len(still)-maxRuns):]
}

// fit returns the active run whose next line is due closest to ms. A younger one is taken before an older
// one unless that fits clearly better.
func (t *runTable) fit(ms int64) (best *run) {
	var least int64
	for i := len(t.active) - 1; i >= 0; i-- {
		r := t.active[i]
		if r.ms > ms {
			continue
		}
		off := ms - r.ms - r.step
		if off < 0 {
			off = -off
		}
		if best == nil || off < least-r.step/4 {
			best, least = r, off
		}
	}
	return best
}
