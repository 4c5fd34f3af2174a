package profile

import (
	"testing"
	"time"

	"github.com/google/pprof/profile"
)

// TestOneSampleEach reads a goroutine profile that is not aggregated, as CockroachDB's Go writes it with
// debug=3: ids are real, and labels of the program stay labels, even one called state.
func TestOneSampleEach(t *testing.T) {
	const parked = "runtime.gopark < runtime.chanrecv < runtime.chanrecv1 < main.worker"
	type numbers = map[string][]int64
	type words = map[string][]string
	data := written(t, &profile.Profile{
		TimeNanos:  time.Date(2026, 1, 9, 12, 0, 0, 0, time.UTC).UnixNano(),
		PeriodType: &profile.ValueType{Type: "goroutine", Unit: "count"}, Period: 1,
		SampleType: types("goroutine/count"),
		Sample: []*profile.Sample{
			{
				Value: []int64{1}, Location: calls(parked),
				NumLabel: numbers{"go::goroutine": {102}, "go::goroutine_created_by": {1}, "go::goroutine_wait_minutes": {7}},
				Label:    words{"go::goroutine_state": {"chan receive"}, "state": {"draining"}, "cluster": {"prod"}},
			},
			{
				Value: []int64{1}, Location: calls("main.spin < main.main"),
				NumLabel: numbers{"go::goroutine": {1}},
				Label:    words{"go::goroutine_state": {"running"}},
			},
			{
				Value: []int64{1}, Location: calls("runtime.gopark < runtime.selectgo < main.loop"),
				NumLabel: numbers{"go::goroutine": {101}, "go::goroutine_created_by": {102}},
				Label:    words{"go::goroutine_state": {"select (leaked)"}},
			},
			{
				Value: []int64{1}, Location: calls("main.start"),
				NumLabel: numbers{"go::goroutine": {103}},
				Label:    words{"go::goroutine_state": {"runnable"}},
			},
			{ // an id twice: one of them must be wrong
				Value: []int64{1}, Location: calls("runtime.gopark < runtime.block < main.forever"),
				NumLabel: numbers{"go::goroutine": {103}},
			},
		},
	})
	compare(t, printed(readGood(t, data), "source", "goroutines"), `goroutine-profile, 5 records, at 2026-01-09T12:00:00Z
g-2 waiting on select (no cases): runtime.gopark:10 < runtime.block:20 < main.forever:30
g1 running: main.spin:10 < main.main:20
g101 waiting on select ("select (leaked)") leaked: runtime.gopark:10 < runtime.selectgo:20 < main.loop:30
    runs main.loop, created by g102 in ?, undated true
g102 waiting on chan receive for 7m0s cluster="prod" state="draining": runtime.gopark:10 < runtime.chanrecv:20 < runtime.chanrecv1:30 < main.worker:40
    runs main.worker, created by g1 in ?, undated true
g103 runnable: main.start:10
`)
}

// TestGoroutineWait reads a debug=2 dump in the form dd-trace-go gives it. The value is the time waited,
// and the creator's frame is the outermost.
func TestGoroutineWait(t *testing.T) {
	each := func(id, waited int64, state, locked, stack string) *profile.Sample {
		return &profile.Sample{
			Value: []int64{waited * int64(time.Minute)}, Location: calls(stack),
			NumLabel: map[string][]int64{"goid": {id}}, NumUnit: map[string][]string{"goid": {"id"}},
			Label: map[string][]string{"state": {state}, "lockedm": {locked}},
		}
	}
	data := written(t, &profile.Profile{
		SampleType: types("waitduration/nanoseconds"),
		Sample: []*profile.Sample{
			each(1, 0, "running", "false", "main.serve < main.main"),
			each(18, 3, "chan send", "false", "main.fetch.func1 < main.fetch"),
			each(19, 0, "IO wait", "true", "internal/poll.runtime_pollWait < main.accept < main.listen"),
			each(20, 9, "select", "false", "main.deep < main.deep < main.listen < ...additional frames elided..."),
		},
	})
	compare(t, printed(readGood(t, data), "goroutines", "sites"), `g1 running: main.serve:10 < main.main:20
g18 waiting on chan send for 3m0s: main.fetch.func1:10
    runs main.fetch.func1, created by g-1 in main.fetch:20, undated true
g19 waiting on IO wait locked: internal/poll.runtime_pollWait:10 < main.accept:20
    runs main.accept, created by g-1 in main.listen:30, undated true
g20 waiting on select for 9m0s: main.deep:10 < main.deep:20
    runs , created by g-1 in main.listen:30, undated true
1 × main.main
1 × main.fetch.func1
1 × main.accept
1 × 
`)
}
