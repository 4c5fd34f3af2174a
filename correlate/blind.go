package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// A BlindSpot is something the given inputs cannot show, with the command that captures what could.
// Silence about it is no all-clear.
type BlindSpot struct {
	To      string // what cannot be seen: "memory held by the leaked"
	Why     string // which input is missing, one clause
	Capture string // a command
}

// captures tells how each kind of input is captured, with the words for it.
var captures = map[evidence.Kind]struct{ words, command string }{
	evidence.ExecutionTrace: {"an execution trace", "curl -o trace.out 'http://HOST/debug/pprof/trace?seconds=10'"},
	evidence.GoroutineDump:  {"a goroutine dump", "curl -o goroutine.txt 'http://HOST/debug/pprof/goroutine?debug=2'"},
	evidence.Goroutines:     {"a goroutine profile", "curl -o goroutine.pb.gz http://HOST/debug/pprof/goroutine"},
	evidence.GoroutineLeak:  {"a goroutineleak profile", "curl -o leak.txt 'http://HOST/debug/pprof/goroutineleak?debug=2'  # Go 1.27, or 1.26 built with GOEXPERIMENT=goroutineleakprofile"},
	NeedVerdict:             {"a goroutineleak profile, or a dump taken after one", "curl -o leak.txt 'http://HOST/debug/pprof/goroutineleak?debug=2'  # Go 1.27, or 1.26 built with GOEXPERIMENT=goroutineleakprofile"},
	NeedSource:              {"the program's source", "ctxscope analyze --src DIR INPUT..."},
	NeedContexts:            {"a trace of a program that makes its contexts with package ctxtrace", "go doc github.com/ctxscope/ctxscope/samples/ctxtrace  # how to, then capture a trace"},
	evidence.HeapProfile:    {"a heap profile", "curl -o heap.pb.gz http://HOST/debug/pprof/heap"},
	evidence.BlockProfile:   {"a block profile", "curl -o block.pb.gz http://HOST/debug/pprof/block  # after runtime.SetBlockProfileRate"},
	evidence.MutexProfile:   {"a mutex profile", "curl -o mutex.pb.gz http://HOST/debug/pprof/mutex  # after runtime.SetMutexProfileFraction"},
	evidence.SchedTrace:     {"a scheduler trace", "GODEBUG=schedtrace=1000 ./SERVICE 2>sched.log"},
	evidence.Benchmark:      {"benchmark results", "go test -bench . -benchmem -count 6 | tee bench.txt"},
}

// blindSpots lists what the inputs of set cannot show, the most telling first.
func blindSpots(set *evidence.Set) []BlindSpot {
	out := []BlindSpot{}
	miss := func(kind evidence.Kind, to, why string) {
		out = append(out, BlindSpot{To: to, Why: why, Capture: captures[kind].command})
	}
	trace, dump := set.Has(evidence.ExecutionTrace), set.Has(evidence.GoroutineDump)
	if !trace {
		miss(evidence.ExecutionTrace, "cancels, and who was woken by them", "no execution trace was given")
	}
	switch {
	case dump:
	case set.Has(evidence.Goroutines) && !trace:
		miss(evidence.GoroutineDump, "who started whom, and how long they wait", "a goroutine profile counts them only")
	case !set.Has(evidence.Goroutines):
		miss(evidence.GoroutineDump, "waits older than the trace, and labels", "no goroutine dump was given")
	}
	if !trace && dump && len(set.Series) < 2 {
		out = append(out, BlindSpot{
			To: "growth", Why: "there is one dump only; add a second, taken a minute later",
			Capture: "curl -o goroutine-2.txt 'http://HOST/debug/pprof/goroutine?debug=2'",
		})
	}
	if !set.Has(evidence.HeapProfile) {
		miss(evidence.HeapProfile, "memory held by the leaked", "no heap profile was given")
	}
	return out
}
