package evidence

import "time"

// A Kind says what a file is, found from its content.
type Kind string

// The kinds of input, in the words the reports use.
const (
	ExecutionTrace Kind = "execution-trace"
	GoroutineDump  Kind = "goroutine-dump"    // text, a stack for each goroutine: debug=2, SIGQUIT, a crash
	Goroutines     Kind = "goroutine-profile" // counts by stack, without ids: debug=1 or protobuf
	GoroutineLeak  Kind = "goroutineleak-profile"
	HeapProfile    Kind = "heap-profile" // heap or allocs
	BlockProfile   Kind = "block-profile"
	MutexProfile   Kind = "mutex-profile"
	SchedTrace     Kind = "schedtrace"
	Benchmark      Kind = "benchmark" // go test -bench
	Bundle         Kind = "bundle"    // an incident that ctxscope wrote: the sources beside it are what it was made of
	Unrecognised   Kind = "unrecognised"
)

// A Source is one input file: what it is, what it covers, and what is missing from it.
type Source struct {
	Path  string // as the user gave it
	Kind  Kind
	Go    string // version that wrote it, such as "go1.26"; empty when the file does not tell
	Bytes int64  // read so far

	Program string // file name of the program, when the file tells: protobuf profiles do

	Events int64 // trace events read

	// The window of the file on its own clock, From <= To. Wall is the wall clock at time 0, the zero
	// time when the file does not tell it (traces before Go 1.25).
	From, To Time
	Wall     time.Time

	// The window begins, or ends, where it was asked to and not where the file does. The goroutines are then
	// those of the moment To.
	CutFrom, CutTo bool

	// What the file can tell beyond its kind. Identities: frames' arguments were printed, so channels, locks
	// and contexts have addresses (SIGQUIT and crash dumps; locks and contexts in debug=2).
	Identities bool
	Contexts   int64 // of an instrumented program, of which its trace told
	Detail     bool  // a schedtrace with the goroutines of scheddetail
	Leaked     int64 // goroutines that the runtime marked as leaked
	Records    int64 // goroutines, samples or lines read, whichever the kind has

	Final   bool   // printed as the process ended: no other file of it is later
	Partial bool   // damaged, cut, or reading was stopped
	Note    string // what to know about it beside that, one clause; empty: nothing
	Missing string // what is not in it, when Partial: "generation 3 of the trace is cut", one clause

	// Apart says why the file is not joined to the others, such as that it is of another process, one
	// clause; then nothing in the Set comes from it. Empty: joined, or Unrecognised.
	Apart string
}

// At returns the wall-clock time of t, or false when the source does not know it.
func (s *Source) At(t Time) (time.Time, bool) {
	if s.Wall.IsZero() {
		return time.Time{}, false
	}
	return s.Wall.Add(time.Duration(t)), true
}

// Cut says which part of the file was asked for, "" when it was all of it: "from 1.2s to 2.5s of it, as asked".
func (s *Source) Cut() string {
	at := func(t Time) string { return time.Duration(t).Round(time.Millisecond).String() }
	switch {
	case s.CutFrom && s.CutTo:
		return "from " + at(s.From) + " to " + at(s.To) + " of it, as asked"
	case s.CutFrom:
		return "from " + at(s.From) + " of it on, as asked"
	case s.CutTo:
		return "until " + at(s.To) + " of it, as asked"
	}
	return ""
}

// Window returns how much time the source covers; 0 for a snapshot.
func (s *Source) Window() time.Duration { return s.To.Sub(s.From) }

// Progress is how far the reading of one input has come.
type Progress struct {
	Path        string
	Kind        Kind  // empty until it is known
	Read, Total int64 // bytes; Total is 0 when the size is not known
	Events      int64 // trace events read, for an execution trace
	Goroutines  int   // alive at this point
	Done        bool  // the last word on this input
	Err         error // why it could not be read, or not whole; only with Done
}
