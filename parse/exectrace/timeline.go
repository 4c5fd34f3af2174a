package exectrace

import (
	"time"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// timeline samples the process at even steps. When the samples are full every other one is dropped and
// the step doubles, so a trace of any length has between half of and all of evidence.MaxSamples.
type timeline struct {
	samples []sample
	begin   evidence.Time // of the first sample
	step    evidence.Time
	next    evidence.Time // when the next sample is due

	states     [5]int // living goroutines by evidence.State
	discovered int    // older than the trace, found so far
	cancels    int    // since the last sample

	procs                int
	heapBytes, heapLimit uint64
}

type sample struct {
	at         evidence.Time
	states     [5]int
	discovered int
	cancels    int
	procs      int
	heapBytes  uint64
	heapGoal   uint64
}

func newTimeline() timeline { return timeline{step: evidence.Time(time.Millisecond)} }

// restart drops the samples; the next ones begin at from.
func (l *timeline) restart(from evidence.Time) {
	l.samples, l.cancels = nil, 0
	l.begin, l.step, l.next = from, newTimeline().step, from
}

func (l *timeline) create()                      { l.states[evidence.Unknown]++ }
func (l *timeline) discover()                    { l.states[evidence.Unknown]++; l.discovered++ }
func (l *timeline) end(from evidence.State)      { l.states[from]-- }
func (l *timeline) move(from, to evidence.State) { l.states[from]--; l.states[to]++ }

func (l *timeline) metric(m trace.Metric) {
	if m.Value.Kind() != trace.ValueUint64 {
		return
	}
	switch v := m.Value.Uint64(); m.Name {
	case "/memory/classes/heap/objects:bytes":
		l.heapBytes = v
	case "/gc/heap/goal:bytes":
		l.heapLimit = v
	case "/sched/gomaxprocs:threads":
		l.procs = int(v)
	}
}

// sample takes the samples that are due.
func (st *state) sample() {
	l := &st.line
	for st.now >= l.next {
		if len(l.samples) == evidence.MaxSamples {
			l.samples = everyOther(l.samples)
			l.step *= 2
			l.next = l.begin + evidence.Time(len(l.samples))*l.step
			st.sites.halve()
			continue
		}
		l.samples = append(l.samples, sample{
			at: l.next, states: l.states, discovered: l.discovered, cancels: l.cancels,
			procs: l.procs, heapBytes: l.heapBytes, heapGoal: l.heapLimit,
		})
		l.cancels = 0
		l.next += l.step
	}
}

// facts returns the samples as evidence. A goroutine older than the trace counts from the start,
// though the trace may mention it late; until then it counts as waiting.
func (l *timeline) facts() []evidence.SchedSample {
	out := make([]evidence.SchedSample, len(l.samples))
	for i, s := range l.samples {
		late := l.discovered - s.discovered
		total := late
		for _, n := range s.states {
			total += n
		}
		out[i] = evidence.SchedSample{
			At: s.at, Goroutines: total, Running: s.states[evidence.Running], Runnable: s.states[evidence.Runnable],
			Waiting: s.states[evidence.Waiting] + late, Cancels: s.cancels,
			Procs: s.procs, HeapBytes: s.heapBytes, HeapGoal: s.heapGoal,
		}
	}
	return out
}

func everyOther[T any](in []T) []T {
	out := in[:0]
	for i := 0; i < len(in); i += 2 {
		out = append(out, in[i])
	}
	return out
}
