package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
	"github.com/ctxscope/ctxscope/ui"
	"github.com/ctxscope/ctxscope/ui/filter"
	"github.com/ctxscope/ctxscope/ui/report"
)

// An incident is what is to be looked at: files of the user's, or one that is built in.
type incident struct {
	title  string // of a built-in one
	inputs []string
	open   func(context.Context, parse.Options) (*evidence.Set, error)
	raw    func(ctx context.Context, path string, read func(io.Reader) error) error
	source func(file string) ([]byte, error) // of a built-in one: its program's source; nil: this machine's
}

// name is what the terminal UI calls the incident.
func (inc incident) name() string {
	switch {
	case inc.title != "":
		return inc.title
	case len(inc.inputs) == 1:
		return filepath.Base(inc.inputs[0])
	}
	return words.Plural(len(inc.inputs), "input")
}

// look reads an incident and shows it, in the terminal UI or as reports. What it returns decides the
// exit code, and that depends on the findings and the flags, never on how they were shown.
func (c *console) look(ctx context.Context, inc incident, p *plan) error {
	var res *correlate.Result
	var err error
	if p.ui {
		res, err = c.browse(ctx, inc, p)
	} else {
		res, err = c.report(ctx, inc, p)
	}
	if err != nil {
		return err
	}
	return verdict(res, p)
}

// browse opens the terminal UI. It returns the last Result that the UI was given. A reading that the
// user interrupted ends as it does in report.
func (c *console) browse(ctx context.Context, inc incident, p *plan) (*correlate.Result, error) {
	session := ""
	if !p.noSession {
		session = ui.SessionFile(c.getenv, inc.title, inc.inputs)
	}
	var last atomic.Pointer[correlate.Result] // written by the reading goroutine
	err := ui.Run(ctx, ui.Options{
		Title:  inc.name(),
		Inputs: inc.inputs,
		Load: func(ctx context.Context, sink ui.Sink) (*correlate.Result, error) {
			base, err := c.baseline(ctx, p, parse.Options{Progress: sink.Progress})
			if err != nil {
				return nil, err
			}
			set, err := inc.open(ctx, parse.Options{
				Cut: p.part, MaxMemory: p.memory,
				Progress: sink.Progress,
				Partial:  func(set *evidence.Set) { sink.Partial(p.rules.conclude(set, base)) },
			})
			if err != nil {
				return nil, err
			}
			res := p.rules.conclude(set, base)
			last.Store(res)
			return res, nil
		},
		Compare: func(ctx context.Context, name string, res *correlate.Result) (*correlate.Result, error) {
			base, err := c.readBaseline(ctx, name, p, parse.Options{})
			if err != nil {
				return nil, err
			}
			res = p.rules.conclude(res.Set, base)
			last.Store(res)
			return res, nil
		},
		Compares: p.baseline != "",
		ASCII:    p.ascii || c.ascii(), Mouse: p.mouse, Theme: p.theme, NoColor: !c.color(p.color, c.outTTY),
		Open: p.open, Filter: p.where, Accessible: p.accessible, Session: session, Config: p.conf, Source: inc.source, Raw: inc.raw,
		Bundle: c.bundler(inc),
	})
	if errors.Is(err, ui.ErrInterrupted) {
		return nil, errInterrupted()
	}
	if err != nil {
		return nil, c.unreadable(err, p)
	}
	res := last.Load()
	if res == nil {
		return nil, nil
	}
	res, _ = scope(res, p.expr)
	return res, nil
}

// report reads the incident and writes every report that was asked for. An interrupt stops the reading
// only: what was read by then is reported as PARTIAL.
func (c *console) report(ctx context.Context, inc incident, p *plan) (*correlate.Result, error) {
	if err := spareInputs(p.outputs, inc.inputs); err != nil {
		return nil, err
	}
	base, err := c.baseline(ctx, p, parse.Options{})
	if err != nil {
		return nil, err
	}
	set, interrupted, err := c.read(ctx, inc, p)
	if err != nil {
		return nil, err
	}
	res, hidden := scope(p.rules.conclude(set, base), p.expr)
	if err := c.write(res, hidden, inc, p); err != nil {
		return nil, err
	}
	if interrupted {
		return nil, errInterrupted()
	}
	return res, nil
}

// read reads the incident, with a meter on standard error. Interrupted is true when the set is what was read
// by then.
func (c *console) read(ctx context.Context, inc incident, p *plan) (set *evidence.Set, interrupted bool, err error) {
	start := time.Now()
	o := parse.Options{Cut: p.part, MaxMemory: p.memory}
	clear := func() {}
	if c.errTTY && !p.noProgress && !p.quiet && c.getenv("TERM") != "dumb" {
		m := newMeter(c.err)
		o.Progress, clear = m.update, m.clear
	}
	reading, stop := interruptible(ctx, func() {
		clear()
		c.note(p, "interrupted: reporting what was read so far; again to quit at once")
	})
	set, err = inc.open(reading, o)
	interrupted = reading.Err() != nil
	stop()
	clear()
	if err != nil {
		return nil, interrupted, c.unreadable(err, p)
	}
	c.noteWhole(set, p)
	if p.verbose && !p.quiet {
		c.stats(set, time.Since(start))
	}
	return set, interrupted, nil
}

// unreadable gives the error of an unreadable input its exit code.
func (c *console) unreadable(err error, p *plan) error {
	var outside *exectrace.OutsideError
	if errors.As(err, &outside) {
		return errOutside(outside)
	}
	if p.strict && !errors.Is(err, context.Canceled) {
		return errUnreadable(err)
	}
	return err
}

// scope returns res with the findings that match, and how many do not.
func scope(res *correlate.Result, expr filter.Expr) (*correlate.Result, int) {
	scoped := *res
	scoped.Findings = slices.DeleteFunc(slices.Clone(res.Findings), func(f *correlate.Finding) bool {
		row := filter.OfFinding(f)
		return !expr.Match(&row)
	})
	return &scoped, len(res.Findings) - len(scoped.Findings)
}

// write writes the reports in the order they were asked for and stops at the first that fails.
func (c *console) write(res *correlate.Result, hidden int, inc incident, p *plan) error {
	if p.open != "" {
		id, _, _ := strings.Cut(p.open, "/")
		only := *res
		only.Findings = slices.DeleteFunc(slices.Clone(res.Findings), func(f *correlate.Finding) bool { return f.Fingerprint != id })
		if len(only.Findings) == 0 {
			return errNoChain(p.open)
		}
		res = &only
	}
	for _, out := range p.outputs {
		o := report.Options{
			Title: inc.title, Version: version(), Why: p.why, Where: p.expr.String(), Hidden: hidden,
			ASCII: p.ascii, Color: p.color == "always",
		}
		if out.path == stdout {
			o.ASCII = p.ascii || c.outTTY && c.ascii()
			o.Color = c.color(p.color, c.outTTY)
			if err := out.format.Write(c.out, res, o); err != nil {
				return fmt.Errorf("standard output: %w", reason(err))
			}
			continue
		}
		err := writeFile(out.path, func(w io.Writer) error { return out.format.Write(w, res, o) })
		if err != nil {
			return err
		}
		c.note(p, "wrote "+out.path)
	}
	return nil
}

// verdict turns a Result into the error that carries the exit code. Evidence that is not whole comes
// first: what it shows may not be all.
func verdict(res *correlate.Result, p *plan) error {
	if res == nil {
		return nil
	}
	if p.strict {
		switch n := len(res.Set.Problems); {
		case res.Set.Partial():
			return errPartial("an input could be read only in part")
		case n > 0:
			return errPartial(words.Plural(n, "problem") + " with the inputs, " + res.Set.Problems[0].String())
		}
	}
	n := 0
	for _, f := range res.Findings {
		isNew := f.Since != nil && f.Since.Change == correlate.New
		if p.fails && f.Severity >= p.from || p.failOn == newOnly && isNew {
			n++
		}
	}
	if n > 0 {
		return errFindings(n, p.failOn)
	}
	return nil
}
