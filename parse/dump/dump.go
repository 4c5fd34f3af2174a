package dump

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Options are what a caller may want while a dump is read. The zero value is fine.
type Options struct {
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
}

// ErrNoDump is the error of a text without a single goroutine. It is not damage: a log need not hold a
// dump, and a goroutine profile with debug=1 has none.
var ErrNoDump = errors.New("no goroutine dump in it")

var errStopped = errors.New("reading was stopped")

// Parse reads the text of r to its end and returns the goroutines of the last dump in it, with a Series when
// there are several of one process. Name is the file's name in positions and messages.
//
// The Set is never nil. Text that is cut, torn by other output or otherwise unreadable in places gives
// what was readable, Problems with their lines, and a partial Source when goroutines are missing; so does
// a ctx that is done, and an error of r. The error is ErrNoDump, or that of r when nothing was read.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	src := &evidence.Source{Path: name, Kind: evidence.GoroutineDump}
	p := newParser(src)
	in := newLines(r)
	meter := newMeter(o)
	err := p.read(ctx, in, meter)
	src.Bytes = in.read
	set := p.set(err)
	if p.found == 0 {
		src.Partial, src.Missing = err != nil, ""
		if err == nil {
			err = ErrNoDump
		}
		meter.done(p, in, err)
		return set, fmt.Errorf("%s: %w", name, err)
	}
	meter.done(p, in, err)
	return set, nil
}

// read feeds every line of in to p until the end, an error, or the end of ctx.
func (p *parser) read(ctx context.Context, in *lines, meter *meter) error {
	at := int64(0)
	stopped := false
	for {
		line, ok := in.next()
		if !ok {
			break
		}
		if in.filled {
			in.filled = false
			if stopped = ctx.Err() != nil; stopped {
				break
			}
			meter.tick(p, in)
		}
		p.no, p.last, p.from = in.no, in.unended, at
		at = in.offset()
		if in.cut {
			p.problem("a line is too long", line[:80])
		}
		if p.env.Plain() && p.stage != outside {
			p.line(line)
		} else {
			p.wrapped(line)
		}
	}
	p.bytes = in.read
	p.end() // the dump that is open holds what was read, however reading ended
	if stopped || ctx.Err() != nil {
		return errStopped
	}
	return in.err
}
