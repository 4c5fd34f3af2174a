package exectrace

import (
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
	Cut      Cut                     // the part of the trace that is wanted
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
	Partial  func(set *evidence.Set) // given what was read so far, now and then; owns the Set
}

// Parse reads one trace from r. Name is the file's name in positions and messages.
//
// The Set is never nil. A damaged or cut trace gives what was readable, a Problem with the place, and a
// Source that is Partial; so does a ctx that is done. The error is for a trace of which nothing could be
// read, or nothing of the Cut (an OutsideError); an error of r itself counts as damage. When Parse returns nothing reads from r any more, so a
// Read that blocks keeps it.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	in := &input{ctx: ctx, r: r}
	src := &evidence.Source{Path: name, Kind: evidence.ExecutionTrace}
	st := newState(src, o.Cut)
	err := read(ctx, in, st, o)
	src.Bytes = in.n.Load()
	if unmet := st.unmet(err); unmet != nil {
		if errors.Is(err, errStopped) {
			unmet = fmt.Errorf("%s: the window asked for was not reached: %w", name, context.Cause(ctx))
		}
		src.Partial, src.Missing = true, "nothing of the window asked for could be read"
		return st.set(), unmet
	}
	if err == nil && !st.told {
		err = errEmpty
	}
	if err != nil && !st.told {
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
	report(o, st, in, true, err)
	return set, nil
}

// errEmpty is the error of a trace that is no more than a header.
var errEmpty = errors.New("the trace has no events")

// read feeds the events of in to st until the end, that of the cut, an error, or the end of ctx.
func read(ctx context.Context, in *input, st *state, o Options) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = survived(p)
		}
	}()
	br := in.buffer()
	st.src.Go = version(br)
	d := decode(br)
	defer d.close()
	pace := newPace()
	for c := range d.full {
		if ctx.Err() != nil {
			return errStopped
		}
		if pace.progress() {
			report(o, st, in, false, nil)
		}
		for i := range c.events {
			ev := &c.events[i]
			if !st.event(ev) {
				st.events += int64(i)
				return nil
			}
			if ev.Kind() == trace.EventSync && o.Partial != nil && st.cut.begun && pace.partial() {
				st.src.Bytes = in.n.Load()
				o.Partial(st.snapshot())
				pace.done()
			}
		}
		st.events += c.read
		d.empty <- c.events
	}
	if d.err != nil {
		return in.clarify(d.err, br.Buffered() == 0)
	}
	return nil
}
