package evidence

import "time"

// MaxSamples is the most samples Set.Sched and Site.Alive hold; the step between them grows with the
// length of the evidence.
const MaxSamples = 128

// A SchedSample is the state of the process at one moment.
type SchedSample struct {
	At         Time
	Goroutines int
	Running    int
	Runnable   int
	Waiting    int
	Cancels    int    // since the sample before
	Procs      int    // GOMAXPROCS; 0 when not known
	HeapBytes  uint64 // live and dead objects on the heap; 0 when not known
	HeapGoal   uint64 // of the garbage collector; 0 when not known
}

// A Span is an interval for which a goroutine was blocked.
type Span struct {
	Goroutine GoID
	Wait      Wait
	Stack     *Stack
	From      Time
	For       time.Duration
}

// A TaskID is the id of a user task (runtime/trace.NewTask).
type TaskID uint64

// A Task is a user task.
type Task struct {
	ID     TaskID
	Parent TaskID
	Name   string // empty when it began before the trace
	By     GoID
	From   Time
	To     Time // meaningful if Done
	Done   bool
}

// A Log is a user log entry (runtime/trace.Log).
type Log struct {
	At        Time
	Goroutine GoID
	Task      TaskID
	Category  string
	Message   string
}
