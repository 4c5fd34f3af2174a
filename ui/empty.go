package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// empty is what stands in the place of the chains when there is none: what was checked, who waits the
// longest by design, and what could not be seen, with the command that would show it. Nothing found is
// never said without what was looked at.
type empty struct {
	text
	keys    *keyMap
	result  *correlate.Result
	reading bool
}

func newEmpty(l *look, k *keyMap) *empty { return &empty{text: text{look: l}, keys: k} }

func (e *empty) show(r *correlate.Result, reading bool) {
	e.result, e.reading = r, reading
	e.build()
}

func (e *empty) setSize(w, h int) {
	if w != e.w || h != e.h {
		e.text.setSize(w, h)
		e.build()
	}
}

func (e *empty) want() int     { return len(e.lines) }
func (e *empty) title() string { return "Leak chains" }
func (e *empty) click(int)     {}
func (e *empty) View() string  { return e.view() }

func (e *empty) actions() []action {
	return append(moving(e.keys, &e.text), searching(e.keys, &e.text)...)
}

const shownExpected = 3 // groups parked by design that the page names

func (e *empty) build() {
	if e.result == nil {
		return
	}
	set := e.result.Set
	f := facts{look: e.look, w: e.w}
	switch {
	case e.reading:
		f.head("No leak chains so far; reading goes on.")
	case set.Partial():
		f.head("No leak chains found in the part that could be read.")
	default:
		f.head("No leak chains found.")
	}
	f.raw("")
	f.add("checked", e.checked())
	name := "longest"
	for _, g := range e.longest() {
		where := g.Blocked
		if where.Func == "" {
			where = g.Stack.Leaf()
		}
		text := words.Plural(len(g.Goroutines), "goroutine") + " in " + correlate.Short(where.Func)
		if g.Oldest > 0 || !g.AtLeast {
			text += " for " + e.look.age(g.Oldest, g.AtLeast)
		}
		f.add(name, text+" ("+strings.TrimSuffix(g.Expected, ".")+")")
		name = ""
	}
	if n, members := e.unexplained(); n > 0 {
		f.add("other", words.Plural(members, "goroutine")+" in "+words.Plural(n, "group")+" that no rule explains and no table knows")
	}
	name = "blind to"
	for _, b := range e.result.Blind {
		f.add(name, b.To+": "+b.Why)
		f.add("", "  "+b.Capture)
		name = ""
	}
	f.raw("")
	f.text(e.keys.Goroutines.Keys()[0] + " browse all goroutine groups   " + e.keys.Timeline.Keys()[0] + " timeline   " + e.keys.Inputs.Keys()[0] + " input coverage")
	e.setLines(f.lines)
}

// checked counts what the rules looked at, which what is not joined to the rest was not.
func (e *empty) checked() string {
	parts := []string{words.Plural(len(e.result.Set.Goroutines), "goroutine")}
	for _, s := range e.result.Set.Sources {
		if w := s.Window(); w > 0 && s.Apart == "" {
			parts = append(parts, words.Age(w)+" of "+kind(s.Kind))
		}
	}
	return strings.Join(append(parts, words.Plural(len(e.result.Checked), "rule")), ", ")
}

// longest returns the groups parked by design that have waited the longest, the runtime's own left
// out: they are in every program.
func (e *empty) longest() []*correlate.Group {
	var expected []*correlate.Group
	for _, g := range e.result.Groups {
		if g.Expected != "" && correlate.Package(g.Blocked.Func) != "runtime" {
			expected = append(expected, g)
		}
	}
	slices.SortStableFunc(expected, func(a, b *correlate.Group) int { return cmp.Compare(b.Oldest, a.Oldest) })
	return expected[:min(len(expected), shownExpected)]
}

// unexplained counts the waiting groups that are neither a leak nor parked by design, and their
// goroutines.
func (e *empty) unexplained() (groups, members int) {
	for _, g := range e.result.Groups {
		if g.Expected == "" && g.Finding == nil && g.State == evidence.Waiting {
			groups++
			members += len(g.Goroutines)
		}
	}
	return groups, members
}
