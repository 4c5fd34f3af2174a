package schedtrace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// Options are what a caller may want while a log is read. The zero value is fine.
type Options struct {
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
}

// ErrNone is the error, wrapped, of a text without a SCHED line.
var ErrNone = errors.New("no SCHED line of schedtrace")

// Parse reads the SCHED lines of the log in r, wherever the first one is. Name is the file's name in
// positions and messages.
//
// Lines of others are skipped, unreadable ones of the scheduler are Problems. When ctx is done or r
// fails, what was read so far is returned with a Source that is Partial. The Set is nil if and only if
// the error is not: ErrNone, or what r or ctx said before the first SCHED line.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	p := &parser{src: &evidence.Source{Path: name, Kind: evidence.SchedTrace}}
	in := textline.NewReader(ctx, r)
	for {
		line, ok := in.Next()
		if !ok {
			break
		}
		p.line(line, in.N)
		if in.N%4096 == 0 && o.Progress != nil && in.Due() {
			o.Progress(p.progress(in, o))
		}
	}
	p.finish()
	p.src.Bytes = in.Bytes
	run := p.runs.last
	if run == nil {
		if in.Err != nil {
			return nil, fmt.Errorf("%s: %w", name, in.Err)
		}
		return nil, fmt.Errorf("%s: %w", name, ErrNone)
	}
	if in.Err != nil {
		p.src.Partial, p.src.Missing = true, fmt.Sprintf("everything after line %d", in.N)
		p.problem(in.N, in.Err.Error())
	}
	set := p.set(run)
	if o.Progress != nil {
		last := p.progress(in, o)
		last.Done, last.Err, last.Goroutines = true, in.Err, len(set.Goroutines)
		o.Progress(last)
	}
	return set, nil
}

// parser holds what was read of all the processes that write to one log.
type parser struct {
	src      *evidence.Source
	runs     runTable
	torn     *torn // a SCHED line whose rest may follow
	problems problems
}

// torn is a SCHED line that ended too early.
type torn struct {
	run  *run
	got  sched
	at   int    // column at which it began, behind the log's prefix
	text string // for the Problem
	left int    // lines in which the rest may still come
}

// patience is in how many lines the rest of a torn line may come.
const patience = 4

// line takes in one line of the log.
func (p *parser) line(line []byte, n int) {
	for rest := line; ; {
		i := bytes.Index(rest, schedWord)
		if i < 0 {
			break
		}
		if ms, from, ok := begin(rest[i:]); ok {
			at := len(line) - len(rest) + i
			p.sched(line, at, from+at, ms, n)
			return
		}
		rest = rest[i+len(schedWord):]
	}
	if p.torn != nil && p.mend(line) {
		return
	}
	if run := p.runs.current; run != nil && run == p.runs.last {
		if i := bytes.Index(line, statusWord); i >= 0 {
			p.detail(run, line, i, n)
		}
	}
}

// sched takes in a SCHED line that begins at column at and has its first field at column from.
func (p *parser) sched(line []byte, at, from int, ms int64, n int) {
	p.giveUp()
	before := p.runs.last
	run := p.runs.find(ms, n)
	if run != p.runs.last {
		return
	}
	if run != before {
		p.src.Records, p.problems = 0, problems{}
	}
	p.src.Records++
	got := sched{sample: evidence.LoadSample{At: millis(ms), Pos: evidence.AtLine(p.src.Path, n)}}
	got.feed(line[from:])
	run.next(&got)
	p.closed(run)
	if run.wall.IsZero() {
		run.wall = wallClock(line, at, got.sample.At)
	}
	if got.complete() {
		run.open = &got.sample
		return
	}
	p.torn = &torn{run: run, got: got, at: at, text: excerpt(line[at:]), left: patience}
}

// mend reports whether line has the rest of the torn line, at its start or behind a prefix as long as
// the torn line's.
func (p *parser) mend(line []byte) bool {
	t := p.torn
	for _, at := range []int{0, t.at} {
		if at > len(line) {
			continue
		}
		got := t.got.clone()
		if got.feed(line[at:]); got.complete() {
			t.run.open, p.torn = &got.sample, nil
			return true
		}
	}
	if t.left--; t.left == 0 {
		p.giveUp()
	}
	return false
}

// giveUp reports the torn line, if there is one.
func (p *parser) giveUp() {
	if t := p.torn; t != nil {
		p.problem(int(t.got.sample.Pos.Line), "SCHED line is cut, got "+t.text)
		p.torn = nil
	}
}

// finish takes in the end of the log.
func (p *parser) finish() {
	p.giveUp()
	if r := p.runs.last; r != nil {
		r.finish()
		p.closed(r)
	}
}

// closed reports what was found wrong with the last block of r.
func (p *parser) closed(r *run) {
	if r.fault != "" {
		p.problem(r.faultLine, r.fault)
		r.fault = ""
	}
}
