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
	"github.com/ctxscope/ctxscope/parse/evidence"
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
	s := &shell{out: out, look: l, atlas: newAtlas(r), chain: -1}
	s.atlas.family = newFamily(r.Set)
	if s.expr, err = filter.Parse(o.Filter); err != nil {
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
// it; an empty line is next.
func (s *shell) do(line string) (quit bool) {
	name, rest, _ := strings.Cut(line, " ")
	if name == "" {
		name = "next"
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

func (s *shell) say(line string) { fmt.Fprintln(s.out, s.look.clean(line)) }

func (s *shell) help(string) {
	for _, c := range shellCommands() {
		s.say(c.usage + ": " + c.about + ".")
	}
	s.say("A command may be shortened. FILTER is as after --where, such as sev>=medium fn:payments.")
}

// tell writes what a pane would show.
func (s *shell) tell(write func(f *facts)) {
	f := facts{look: s.look, w: 78, at: -1, folded: true}
	write(&f)
	for _, line := range f.lines {
		fmt.Fprintln(s.out, strings.TrimRight(line, " "))
	}
}

// with parses a filter; false when it makes no sense, which is said.
func (s *shell) with(expr string) (filter.Expr, bool) {
	if expr == "" {
		return s.expr, true
	}
	e, err := filter.Parse(expr)
	if err != nil {
		s.say("The filter is wrong: " + err.Error() + ".")
	}
	return e, err == nil
}

func (s *shell) chains(expr string) {
	e, ok := s.with(expr)
	if !ok {
		return
	}
	n := 0
	for _, f := range s.atlas.Findings {
		if row := filter.OfFinding(f); e.Match(&row) {
			n++
			s.say(s.title(f))
		}
	}
	switch {
	case len(s.atlas.Findings) == 0:
		s.say("No leak chains found. inputs says what was looked at.")
	case n == 0:
		s.say("No chain matches " + e.String() + ".")
	}
}

// title is a chain in one line of words.
func (s *shell) title(f *correlate.Finding) string {
	return fmt.Sprintf("%s: %s severity, %s, %s, oldest %s, %s in %s.", s.atlas.ids[f], f.Severity, f.Certainty,
		words.Plural(len(f.Goroutines), "goroutine"), s.look.age(f.Oldest, f.AtLeast), f.Title, correlate.Short(f.Blocked.Func))
}

// row returns the place of a chain named by its rank or fingerprint, -1 when there is none.
func (s *shell) row(name string) int {
	for i, f := range s.atlas.Findings {
		if strings.EqualFold(s.atlas.ids[f], name) || len(name) >= 4 && strings.HasPrefix(f.Fingerprint, name) {
			return i
		}
	}
	return -1
}

func (s *shell) show(name string) {
	i := s.row(name)
	if name == "" {
		i = max(0, s.chain)
	}
	if i < 0 || i >= len(s.atlas.Findings) {
		s.say("There is no chain " + strconv.Quote(name) + ".")
		return
	}
	s.chain, s.stage = i, -1
	f := s.atlas.Findings[i]
	s.say(s.title(f))
	s.say(f.Message)
	for _, l := range f.Chain {
		suspect := ""
		if l.Suspect {
			suspect = " Look here first."
		}
		s.say(l.Stage.Letter() + " " + l.Stage.String() + ", " + l.Basis.String() + ": " + l.Text + suffix(", at ", shortPlace(l.At)) + "." + suspect)
	}
	if f.Fix.Text != "" {
		s.say("Fix: " + strings.TrimPrefix(shortPlace(f.Fix.At)+": "+f.Fix.Text, ": ") + ".")
	}
}

func (s *shell) step(n int) {
	if i := s.chain + n; i >= 0 && i < len(s.atlas.Findings) {
		s.show(s.atlas.ids[s.atlas.Findings[i]])
		return
	}
	s.say("There are no more chains.")
}

func (s *shell) why(letter string) {
	if s.chain < 0 {
		s.say("Show a chain first.")
		return
	}
	f := s.atlas.Findings[s.chain]
	for i := range f.Chain {
		next := (s.stage + 1 + i) % len(f.Chain)
		if l := &f.Chain[next]; letter == "" || strings.EqualFold(l.Stage.Letter(), letter) {
			s.stage = next
			s.say(l.Stage.Letter() + " " + l.Stage.String())
			s.tell(func(out *facts) { s.atlas.tellLink(out, f, l) })
			return
		}
	}
	s.say("This chain has no stage " + strconv.Quote(letter) + ".")
}

func (s *shell) goroutines(expr string) {
	e, ok := s.with(expr)
	if !ok {
		return
	}
	n := 0
	for _, g := range s.atlas.Groups {
		row := filter.OfGroup(g)
		if !e.Match(&row) {
			continue
		}
		if n++; n <= shellRows {
			s.say(words.Plural(len(g.Goroutines), "goroutine") + ", " + doing(g.State, g.Wait) + ", oldest " + s.look.age(g.Oldest, g.AtLeast) +
				", in " + correlate.Short(home(g.Stack).Func) + suffix(", ", s.atlas.known(g, nil)) + ".")
		}
	}
	if n > shellRows {
		s.say("And " + words.Plural(n-shellRows, "more group") + "; a filter tells fewer.")
	}
	if n == 0 {
		s.say("No goroutine matches.")
	}
}

func (s *shell) goroutine(id string) {
	n, err := strconv.ParseInt(id, 10, 64)
	g := s.atlas.Set.Goroutine(evidence.GoID(n))
	if err != nil || g == nil {
		s.say("There is no living goroutine " + strconv.Quote(id) + ".")
		return
	}
	group, _ := s.atlas.groupOf(g)
	s.tell(func(f *facts) { s.atlas.tellGoroutine(f, g, group) })
}

func (s *shell) inputs(string) {
	p := &inputsPage{text: text{look: s.look, w: 78, h: 1}, result: s.atlas.Result}
	p.build()
	for _, line := range p.lines {
		fmt.Fprintln(s.out, strings.TrimRight(line, " "))
	}
	for _, b := range s.atlas.Blind {
		s.say("Blind to " + b.To + ": " + b.Why + ". Capture: " + b.Capture)
	}
}
