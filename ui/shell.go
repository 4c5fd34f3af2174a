package ui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// A shell is the UI in lines: no alternate screen, nothing drawn again, nothing said by place or
// colour. It is for screen readers, and for terminals that can do no more. What it tells comes from the
// same code as the panes.
type shell struct {
	out   io.Writer
	look  *look
	atlas *atlas
	expr  filter.Expr

	chain int // of the findings, -1: none was shown yet
	stage int // of its links
}

// A shellCommand is one word that the shell knows.
type shellCommand struct {
	name, usage, about string
	run                func(s *shell, words string)
}

// shellCommands is a function because help lists the table that it is in.
func shellCommands() []shellCommand {
	return []shellCommand{
		{"chains", "chains [FILTER]", "the leak chains, the worst first", (*shell).chains},
		{"show", "show L1", "one chain in full", (*shell).show},
		{"next", "next", "the next chain", func(s *shell, _ string) { s.step(1) }},
		{"previous", "previous", "the chain before", func(s *shell, _ string) { s.step(-1) }},
		{"why", "why [C X G D H]", "what a stage rests on; without a letter, the next stage", (*shell).why},
		{"goroutines", "goroutines [FILTER]", "goroutines by what they do", (*shell).goroutines},
		{"goroutine", "goroutine 8123", "one goroutine and what it touches", (*shell).goroutine},
		{"inputs", "inputs", "what each file is, what could not be seen, and how to capture it", (*shell).inputs},
		{"help", "help", "these commands", (*shell).help},
		{"quit", "quit", "leave", nil},
	}
}

// shellRows is how many rows of a list are told at once.
const shellRows = 20

// stillReading is how often the reading says how far it is: a line each time, which is read aloud.
const stillReading = 10 * time.Second

// runShell reads the inputs, then answers lines until quit or the end of in.
func runShell(ctx context.Context, o Options, in io.Reader, out io.Writer, l *look) error {
	fmt.Fprintf(out, "ctxscope, reading %s.\n", words.Plural(len(o.Inputs), "input"))
	r, err := loadInLines(ctx, o, out, l)
	if r == nil {
		return err
	}
	l.unaged = unagedIn(r.Set)
	s := &shell{out: out, look: l, atlas: newAtlas(r), chain: -1}
	s.atlas.family = newFamily(r.Set)
	if s.expr, err = parseFilter(o.Filter, r.Compared != nil); err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	if r.Set.Partial() {
		s.say("PARTIAL: an input could be read only in part.")
	}
	s.chains("")
	if id, thing := parseLink(o.Open); id != "" {
		s.show(id)
	} else if thing.kind == refGoroutine {
		s.goroutine(thing.id)
	}
	s.say("Type help for the commands.")
	return s.answer(ctx, in)
}

// loadInLines reads the inputs and says now and then how far it is.
func loadInLines(ctx context.Context, o Options, out io.Writer, l *look) (*correlate.Result, error) {
	m := newMailbox()
	type loaded struct {
		r   *correlate.Result
		err error
	}
	done := make(chan loaded, 1)
	go func() {
		r, err := o.Load(ctx, m.sink())
		done <- loaded{r, err}
	}()
	tick := time.NewTicker(stillReading)
	defer tick.Stop()
	far := &loading{look: l, named: o.Inputs}
	for {
		select {
		case end := <-done:
			if end.err == nil && end.r == nil {
				end.err = errors.New("nothing was read")
			}
			return end.r, end.err
		case <-tick.C:
			far.hear(m.take(), time.Now())
			fmt.Fprintf(out, "Still reading, %s.\n", strings.Replace(far.share(), "%", " %", 1))
		}
	}
}

// answer reads commands, one a line.
func (s *shell) answer(ctx context.Context, in io.Reader) error {
	lines := bufio.NewScanner(in)
	for {
		fmt.Fprint(s.out, "ctxscope> ")
		if ctx.Err() != nil || !lines.Scan() {
			fmt.Fprintln(s.out)
			return lines.Err()
		}
		if s.do(strings.TrimSpace(lines.Text())) {
			return nil
		}
	}
}

// do runs one line and reports whether it was to quit. A word that is short for one command stands for
// it; an empty line is next, and ? is help, as it is on the screen.
func (s *shell) do(line string) (quit bool) {
	name, rest, _ := strings.Cut(line, " ")
	switch name {
	case "":
		name = "next"
	case "?":
		name = "help"
	}
	var hits []shellCommand
	for _, c := range shellCommands() {
		if c.name == name {
			hits = []shellCommand{c}
			break
		}
		if strings.HasPrefix(c.name, lower(name)) {
			hits = append(hits, c)
		}
	}
	switch {
	case s.row(line) >= 0:
		s.show(line)
	case len(hits) == 0:
		s.say("There is no command " + strconv.Quote(name) + ". Type help for the commands.")
	case hits[0].run == nil:
		return true
	default:
		hits[0].run(s, strings.TrimSpace(rest))
	}
	return false
}
