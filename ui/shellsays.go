package ui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

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
	e, err := parseFilter(expr, s.atlas.Compared != nil)
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
