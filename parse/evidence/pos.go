package evidence

import (
	"math"
	"strconv"
	"time"
)

// A Time is a moment of the evidence: nanoseconds since the first event of the trace. It orders facts of
// one Source; Source.At turns it into wall-clock time.
type Time int64

// Sub returns t-u.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t - u) }

// A Pos is the place a fact was read from. Which of the fields count depends on the kind of the file:
// text has lines, a trace has times, of anything else it is only the file.
type Pos struct {
	File  string
	Time  Time  // in an execution trace; meaningful when Timed
	Line  int32 // from 1; 0: not a text file
	Timed bool
}

// AtLine returns the place of a line of a text file, counted from 1; 0 stands for the file as a whole.
func AtLine(file string, line int) Pos {
	return Pos{File: file, Line: int32(min(line, math.MaxInt32))}
}

// String returns the place in one word: "dump.txt:812", "trace.out@1.204883s", "heap.pb.gz".
func (p Pos) String() string {
	if w := p.In(); w != "" {
		return p.File + w
	}
	return p.File
}

// In returns the place within the file, as String writes it after the file's name.
func (p Pos) In() string {
	switch {
	case p.Timed:
		return "@" + strconv.FormatFloat(time.Duration(p.Time).Seconds(), 'f', 6, 64) + "s"
	case p.Line > 0:
		return ":" + strconv.Itoa(int(p.Line))
	}
	return ""
}

// A Problem is something that could not be read, with its place. Reading went on after it.
type Problem struct {
	Pos     Pos
	Message string // lower case, no full stop: what, and what was got
}

func (p Problem) String() string { return p.Pos.String() + ": " + p.Message }
