package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/quiet"
)

// ErrInterrupted is what Run returns when the user stopped the reading, or left before it had come to
// its end.
var ErrInterrupted = errors.New("interrupted")

// Options says what Run shows and how.
type Options struct {
	Title  string   // what is looked at: "trace.out", "3 inputs"
	Inputs []string // as the user named them, for the loading screen and for links

	// Load reads the inputs. It runs beside the UI. When ctx is cancelled the user wants to keep what
	// has been read: Load returns that soon, with a nil error if there is something to show. A result
	// that comes with an error is shown, and the error with it.
	Load func(ctx context.Context, sink Sink) (*correlate.Result, error)

	Now func() time.Time // for rates; nil: time.Now

	Accessible bool // lines instead of a screen: for screen readers and terminals that can do no more

	ASCII   bool   // draw without box and block characters; also on when the terminal cannot show them
	Mouse   bool   // begin with the mouse on
	Theme   string // ansi, dark, light or mono; empty: ansi
	NoColor bool   // no escape sequences for style at all

	Open   string // what to go to first: a chain's fingerprint or its beginning, a thing, or both joined by a slash
	Filter string // a filter expression to begin with

	Session string // file to keep the view, marks and notes in until the next look; empty: none

	Config *Config // what a configuration file says; nil: nothing. Options that are set win over it

	// Source returns the content of a file that the program was built from, by its name in the evidence.
	// nil: only what is found on this machine is shown.
	Source func(file string) ([]byte, error)

	Bundle *Bundler // nil: no bundles can be made

	// Raw gives read the content of an input, unpacked, by its Source's Path; nil: the inputs are gone.
	Raw func(ctx context.Context, path string, read func(io.Reader) error) error

	// Compare gives r anew, beside the baseline of that name; r itself stays as it is. It runs beside the UI.
	// nil: there is nothing to compare with.
	Compare  func(ctx context.Context, baseline string, r *correlate.Result) (*correlate.Result, error)
	Compares bool // what Load returns stands beside a baseline

	In  io.Reader // for tests; nil: the terminal
	Out io.Writer
}

// A Sink takes reports of the reading. Both functions may be called from any goroutine and return at
// once.
type Sink struct {
	Progress func(evidence.Progress)
	Partial  func(*correlate.Result) // a provisional result; it must not change afterwards
}

// Run shows the UI until the user leaves it. It returns ErrInterrupted when the user interrupted the
// reading, whether or not what was read by then was looked at; the error of Load when there was nothing
// to show, and nil otherwise.
func Run(ctx context.Context, o Options) error {
	quiet.Restore()
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP) // a lost connection must not lose marks and notes
	defer cancel()
	if o.Now == nil {
		o.Now = time.Now
	}
	in, out := o.In, o.Out
	if in == nil {
		in = os.Stdin
	}
	if out == nil {
		out = os.Stdout
	}
	out = oneAtATime(out)
	if c := o.Config; c != nil {
		o.ASCII, o.Mouse = o.ASCII || c.ASCII, o.Mouse || c.Mouse
		if o.Theme == "" {
			o.Theme = c.Theme
		}
	}
	if o.Out == nil && asciiOnly(os.Getenv) {
		o.ASCII = true
	}
	if o.Accessible {
		o.NoColor = true
	}
	look, err := newLook(rendererFor(out, o), o.Theme, o.ASCII)
	if err != nil {
		return err
	}
	if o.Accessible {
		return runShell(ctx, o, in, out, look)
	}
	a := newApp(ctx, o, look, out)
	if err := a.filter(o.Filter); err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	_, err = tea.NewProgram(a, programOptions(ctx, o, in, out)...).Run()
	a.keep()
	switch {
	case errors.Is(err, tea.ErrInterrupted), errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil:
		return ErrInterrupted
	case err != nil:
		return fmt.Errorf("terminal: %w", err)
	}
	return a.err
}

func programOptions(ctx context.Context, o Options, in io.Reader, out io.Writer) []tea.ProgramOption {
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithAltScreen(), tea.WithOutput(out)}
	if f, ok := in.(*os.File); !ok || f != os.Stdin {
		opts = append(opts, tea.WithInput(in)) // otherwise Bubble Tea finds the terminal when stdin is a pipe
	}
	if o.Mouse {
		opts = append(opts, tea.WithMouseCellMotion())
	}
	return opts
}

// filter sets the filter of every screen that has one.
func (a *app) filter(expr string) error {
	if _, err := parseFilter(expr, a.desk.compares); err != nil {
		return err
	}
	for _, s := range a.screens {
		s.setFilter(expr)
	}
	return nil
}
