package exectrace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Options are what a caller may want while a trace is read. The zero value is fine.
type Options struct {
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
	Partial  func(set *evidence.Set) // given what was read so far, now and then; owns the Set
}

// Parse reads one trace from r. Name is the file's name in positions and messages.
//
// The Set is never nil. A damaged or cut trace gives what was readable, a Problem with the place, and a
// Source that is Partial; so does a ctx that is done. The error is for a trace of which nothing could be
// read; an error of r itself counts as damage.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	in := &input{r: r}
	src := &evidence.Source{Path: name, Kind: evidence.ExecutionTrace}
	st := newState(src)
	err := read(ctx, in, st, o)
	src.Bytes = in.n
	if err != nil && st.events == 0 {
		src.Partial, src.Missing = true, "nothing could be read"
		return st.set(), fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		src.Partial = true
		src.Missing = "everything after " + time.Duration(st.now).Round(time.Millisecond).String()
		pos := evidence.Pos{File: name, Time: st.now, Timed: true}
		st.problems = append(st.problems, evidence.Problem{Pos: pos, Message: err.Error()})
	}
	set := st.set()
	report(o, st, in, true)
	return set, nil
}

// errStopped is the problem of a trace whose reading was stopped on request.
var errStopped = errors.New("reading was stopped")

// read feeds the events of in to st until the end, an error, or the end of ctx.
func read(ctx context.Context, in *input, st *state, o Options) (err error) {
	// The reader checks what it reads, but a hostile file may still find a hole in it.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the trace is damaged in a way its reader does not survive: %v", p)
		}
	}()
	br := bufio.NewReaderSize(in, 256<<10)
	st.src.Go = version(br)
	tr, err := trace.NewReader(br)
	if err != nil {
		return clarify(err)
	}
	pace := newPace()
	for n := 0; ; n++ {
		if n%4096 == 0 {
			if ctx.Err() != nil {
				return errStopped
			}
			if pace.progress() {
				report(o, st, in, false)
			}
		}
		ev, err := tr.ReadEvent()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return clarify(err)
		}
		st.event(&ev)
		if ev.Kind() == trace.EventSync && o.Partial != nil && pace.partial() {
			st.src.Bytes = in.n
			o.Partial(st.snapshot())
			pace.done()
		}
	}
}

// version returns the Go version in the header, "go 1.26 trace\x00\x00\x00", as "go1.26".
func version(br *bufio.Reader) string {
	head, _ := br.Peek(16)
	var minor int
	if _, err := fmt.Sscanf(string(head), "go 1.%d trace", &minor); err != nil {
		return ""
	}
	return fmt.Sprintf("go1.%d", minor)
}

// clarify says in one line what an error of the reader means to the person who has the file.
func clarify(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the trace is cut: it ends in the middle of a generation")
	}
	return fmt.Errorf("damaged trace: %w", err)
}

func report(o Options, st *state, in *input, done bool) {
	if o.Progress == nil {
		return
	}
	o.Progress(evidence.Progress{
		Path: st.src.Path, Kind: st.src.Kind, Read: in.n, Total: o.Size,
		Events: st.events, Goroutines: len(st.gs), Done: done,
	})
}

// input counts the bytes read.
type input struct {
	r io.Reader
	n int64
}

func (in *input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.n += int64(n)
	return n, err
}

// pace keeps progress and partial results from costing more than they are worth.
type pace struct {
	lastProgress, lastPartial time.Time
	cost                      time.Duration // of the last partial result
}

func newPace() *pace { now := time.Now(); return &pace{lastProgress: now, lastPartial: now} }

func (p *pace) progress() bool {
	if time.Since(p.lastProgress) < 100*time.Millisecond {
		return false
	}
	p.lastProgress = time.Now()
	return true
}

// partial reports whether the next partial result is due: at most one in half a second, and no more
// than a tenth of the time spent on them.
func (p *pace) partial() bool {
	now := time.Now()
	if now.Sub(p.lastPartial) < max(500*time.Millisecond, 10*p.cost) {
		return false
	}
	p.lastPartial = now
	return true
}

func (p *pace) done() { p.cost = time.Since(p.lastPartial) }
