package tracetext

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// Options are what a caller may want while a text is read. The zero value is fine.
type Options struct {
	Cut      exectrace.Cut           // the part of the trace that is wanted
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
}

// ErrNone is the error, wrapped, of a text without events.
var ErrNone = errors.New("no event of go tool trace -d=parsed")

// Parse reads the events in r, wherever the first one is. Name is the file's name in positions and
// messages.
//
// Foreign lines are skipped, unreadable events are Problems. When ctx is done or r fails, what was read so
// far is returned with a Source that is Partial. The Set is nil if and only if the error is not: ErrNone,
// what r or ctx said before the first event, or that the text has nothing of the Cut.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	src := &evidence.Source{Path: name, Kind: evidence.ExecutionTrace}
	p := &parser{name: name, in: textline.NewReader(ctx, r), stacks: newStackTable()}
	set, outside := exectrace.FromEvents(src, o.Cut, func(yield func(trace.Event) bool) { p.events(yield, o) })
	src.Bytes, src.Events = p.in.Bytes, p.read
	err := p.in.Err
	if p.given == 0 {
		if err == nil {
			err = ErrNone
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if outside != nil {
		return nil, outside
	}
	if err == nil && p.cut {
		err = errCut
	}
	if err != nil {
		src.Partial, src.Missing = true, "everything after "+time.Duration(src.To).Round(time.Millisecond).String()
		p.problem(p.in.N, err.Error())
	}
	set.Problems = append(set.Problems, p.problems...)
	if o.Progress != nil {
		last := p.progress(o)
		last.Done, last.Err, last.Goroutines = true, err, len(set.Goroutines)
		o.Progress(last)
	}
	return set, nil
}

var errCut = errors.New("the text is cut: it ends in the middle of an event")

// parser turns lines into events.
type parser struct {
	name   string
	in     *textline.Reader
	stacks stackTable
	open   *record // the event whose stacks may follow
	record record  // its room
	old    old     // what the old format needs to remember

	read     int64 // events, unreadable ones and those of no interest included
	given    int64 // to the books
	bad      int   // line of the last one that could not be read
	cut      bool  // the text ends in the middle of an event
	problems []evidence.Problem
	more     int // problems that are not kept
}

// record is one event and its stacks.
type record struct {
	head
	line              int
	transition, stack trace.Stack
}

// events gives the books all events.
func (p *parser) events(yield func(trace.Event) bool, o Options) {
	for {
		line, ok := p.in.Next()
		if !ok {
			break
		}
		p.line(trim(line), yield)
		if p.in.N%4096 == 0 && o.Progress != nil && p.in.Due() {
			o.Progress(p.progress(o))
		}
	}
	half := p.stacks.section != nil && p.stacks.half()
	p.close(yield)
	p.cut = half || p.bad > 0 && p.bad == p.in.N
}

// line takes in one line without blanks at its ends.
func (p *parser) line(text []byte, yield func(trace.Event) bool) {
	if p.stacks.section != nil && p.stacks.line(text) {
		return
	}
	switch h, kind := readHead(text); kind {
	case current:
		p.close(yield)
		p.read++
		p.record = record{head: h.clone(), line: p.in.N}
		p.open = &p.record
	case ancient:
		p.close(yield)
		p.read++
		p.oldEvent(&h, yield)
	default:
		p.section(text, yield)
	}
}

// section takes in the heading of a stack, or a line of somebody else.
func (p *parser) section(text []byte, yield func(trace.Event) bool) {
	p.stacks.close()
	switch {
	case p.open == nil:
	case string(text) == "TransitionStack=":
		p.stacks.open(&p.open.transition)
	case string(text) == "Stack=":
		p.stacks.open(&p.open.stack)
	case len(text) > 0:
		p.close(yield)
	}
}

// close gives the books the open event.
func (p *parser) close(yield func(trace.Event) bool) {
	p.stacks.close()
	r := p.open
	if r == nil {
		return
	}
	p.open = nil
	ev, wanted, err := r.event()
	if err != nil {
		p.bad = r.line
		p.problem(r.line, fmt.Sprintf("%v, got %s", err, excerpt(r.rest)))
		return
	}
	if wanted {
		p.give(ev, yield)
	}
}

func (p *parser) give(ev trace.Event, yield func(trace.Event) bool) {
	p.given++
	yield(ev) // the books take all there is
}

func (p *parser) progress(o Options) evidence.Progress {
	return evidence.Progress{Path: p.name, Kind: evidence.ExecutionTrace, Read: p.in.Bytes, Total: o.Size, Events: p.read}
}

// maxProblems is how many Problems are kept; the last one counts the rest.
const maxProblems = 100

func (p *parser) problem(line int, msg string) {
	at := evidence.Problem{Pos: evidence.AtLine(p.name, line), Message: msg}
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, at)
		return
	}
	p.more++
	at.Message = fmt.Sprintf("%d more problems, the last one: %s", p.more, msg)
	p.problems = append(p.problems[:maxProblems], at)
}

// excerpt quotes the beginning of a line for a message.
func excerpt(s []byte) string { return strconv.Quote(string(s[:min(len(s), 80)])) }
