package evidence

import "time"

// A Snapshot is what one dump or heap of a series said, kept small: enough to see what stayed and what
// grew.
type Snapshot struct {
	Source *Source
	At     time.Time // zero when neither the content nor the log around it tells

	Goroutines []Still      // by id; nil for a heap
	Allocs     []*AllocSite // nil for a dump
}

// A Still is one goroutine in one snapshot.
type Still struct {
	ID    GoID
	Wait  Wait
	Stack *Stack
}

// An AllocSite is memory allocated at one stack, as a heap profile estimates it.
type AllocSite struct {
	Stack        *Stack
	InUseObjects int64
	InUseBytes   int64
	AllocObjects int64 // since the program began
	AllocBytes   int64
	Samples      float64 // how many samples the in-use figures rest on, about; the error is 1/sqrt of it
}

// A Contention is time goroutines were held up at one stack, from a block or mutex profile.
type Contention struct {
	Kind  Kind // BlockProfile or MutexProfile
	Stack *Stack
	Count int64
	Delay time.Duration
}

// A LoadSample is one SCHED line.
type LoadSample struct {
	At              time.Duration // since the program started
	Procs           int           // gomaxprocs
	IdleProcs       int
	Threads         int
	IdleThreads     int
	SpinningThreads int
	RunQueue        int   // global
	Local           []int // run queue of each P
	Ticks           []int // schedticks of each P; nil before Go 1.26
	Pos             Pos
}

// A BenchResult is one line of `go test -bench`.
type BenchResult struct {
	Name    string // with its -N suffix
	Package string // its import path, from the line "pkg:"; empty when there was none
	Iters   int
	Values  []BenchValue // in the order printed
	Pos     Pos
}

// A BenchValue is one measurement with its unit, such as 352 "B/op".
type BenchValue struct {
	Value float64
	Unit  string
}
