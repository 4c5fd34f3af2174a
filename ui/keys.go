package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// A keyMap is every key of the program. Components take their bindings from here, so that what is
// remapped is remapped in the help and the hints too.
type keyMap struct {
	// moving
	Up, Down, PageUp, PageDown, HalfUp, HalfDown, Top, Bottom key.Binding
	NextStage, PrevStage                                      key.Binding

	// going somewhere
	Open, Back, NextPane, PrevPane, Last, Earlier, Later        key.Binding
	Chains, Timeline, Goroutines, Contexts, Heap, Inputs        key.Binding
	Chain, Moment, Expand, Collapse, NextEvent, PrevEvent, Kind key.Binding

	// looking closer
	Why, Source, Raw, Peek, Fold, Filter, Next, Prev, Sort, Zoom, Chrome key.Binding
	Closer, Wider, Whole, Brush                                          key.Binding

	// taking along
	Copy, CopyCell, CopyMarkdown, CopyStack, CopyLink, Edit  key.Binding
	Export, AsText, AsMarkdown, AsJSON, Mark, Note, Baseline key.Binding
	Bundle, Redact, Issue                                    key.Binding

	// the program
	Command, Theme, Reset, Mouse, Help, Quit, Interrupt, Suspend key.Binding

	// typing
	Accept, Cancel, Rubout, RuboutWord, RuboutAll, Left, Right, Home, End, Older, Newer, Complete, Flip key.Binding
}

// bind makes a binding. hint is how the hint line writes it: a key alone is followed by the help text,
// "jk move" stands for itself, and empty is the first key.
func bind(keys, hint, help string) key.Binding {
	list := strings.Fields(keys)
	for i, k := range list {
		if k == "space" {
			list[i] = " " // as Bubble Tea names it
		}
	}
	if hint == "" {
		hint = list[0]
	}
	return key.NewBinding(key.WithKeys(list...), key.WithHelp(hint, help))
}

// defaultKeys returns the key map of the manual. ctrl+a, ctrl+b, ctrl+s and ctrl+q are nobody's: tmux,
// screen and flow control have them. h j k l g G n N only ever move.
func defaultKeys() *keyMap {
	return &keyMap{
		Up: bind("k up", "jk move", "up"), Down: bind("j down", "", "down"),
		PageUp: bind("pgup", "", "a page up"), PageDown: bind("pgdown", "pgdn", "a page down"),
		HalfUp: bind("ctrl+u", "", "half a page up"), HalfDown: bind("ctrl+d", "", "half a page down"),
		Top: bind("g home", "", "first"), Bottom: bind("G end", "", "last"),
		NextStage: bind("J", "JK stage", "next stage of the chain"), PrevStage: bind("K", "", "previous stage"),

		Open: bind("enter", "", "open"), Back: bind("esc backspace", "", "back"),
		NextPane: bind("tab", "tab pane", "next pane"), PrevPane: bind("shift+tab", "", "previous pane"),
		Last: bind("-", "", "the last place, to and fro"), Earlier: bind("<", "", "back through the places visited"), Later: bind(">", "", "and forth again"),
		Chains: bind("1", "", "leak chains"), Timeline: bind("2", "", "timeline"), Goroutines: bind("3", "", "goroutines"),
		Contexts: bind("4", "", "contexts"), Heap: bind("5", "", "heap"), Inputs: bind("6", "", "inputs"),
		Chain: bind("c", "c chain", "its leak chain"), Moment: bind("t", "t timeline", "its moment on the timeline"),
		Expand: bind("l right", "hl members", "show a group's members"), Collapse: bind("h left", "", "hide them"),
		NextEvent: bind("]", "[] next", "next"), PrevEvent: bind("[", "", "previous"), Kind: bind("v", "v view", "groups, individuals, who started whom"),

		Why: bind("w", "w why", "raw evidence of the stage, and back"), Source: bind("s", "s source", "source of the stage; again: its stack"),
		Raw:  bind("o", "o input", "the input itself, where this was read"),
		Peek: bind("p", "p peek", "who else waits here"), Fold: bind("z", "", "unfold std"), Sort: bind("S", "S sort", "sort by the next column"),
		Closer: bind("+ =", "+_ zoom", "closer"), Wider: bind("_", "", "wider"), Whole: bind("0", "0 all", "all of the time"),
		Brush:  bind("b", "b brush", "pick a stretch of time, one end and then the other: all lists show what is of it"),
		Filter: bind("/", "", "filter"), Next: bind("n", "", "next match"), Prev: bind("N", "", "previous match"),
		Zoom: bind("f", "f full", "give the pane the whole screen, and back"), Chrome: bind("H", "", "hide title and hints"),

		Copy: bind("y", "y copy", "copy; the next key says what"), CopyCell: bind("c", "", "cell"), CopyMarkdown: bind("m", "", "markdown"),
		CopyStack: bind("s", "", "stack"), CopyLink: bind("l", "", "link that reopens this"),
		Edit: bind("e", "e editor", "open the line in $VISUAL or $EDITOR"),

		Export: bind("x", "x export", "write what is on screen to a file; the next key says how"), AsText: bind("t", "", "text"),
		AsMarkdown: bind("m", "", "markdown"), AsJSON: bind("j", "", "JSON"),
		Mark: bind("space", "space mark", "mark, and unmark"), Note: bind("a", "a note", "note on it"),
		Baseline: bind("D", "D diff", "what is new, grown or gone since a baseline"),

		Bundle: bind("B", "B bundle", "a redacted zip of the chains for a bug report: look at it, then write it"),
		Redact: bind("r", "r redaction", "replace more, or less"), Issue: bind("i", "i issue", "also write the text for a bug report"),

		Command: bind(":", ": command", "command by name"), Theme: bind("T", "", "next theme"), Reset: bind("R", "", "forget the view, marks and filters of last time"),
		Mouse: bind("M", "", "mouse on, and off"), Help: bind("? f1", "", "help"), Quit: bind("q", "", "back"),
		Interrupt: bind("ctrl+c", "^C", "quit"), Suspend: bind("ctrl+z", "^Z", "suspend"),

		Accept: bind("enter", "", "accept"), Cancel: bind("esc", "", "cancel"),
		Rubout: bind("backspace ctrl+h", "", "delete"), RuboutWord: bind("ctrl+w alt+backspace", "", "delete the word"),
		RuboutAll: bind("ctrl+u", "", "delete all before"),
		Left:      bind("left", "", "left"), Right: bind("right", "", "right"), Home: bind("home", "", "start"), End: bind("end", "", "end"),
		Older: bind("up", "", "earlier text"), Newer: bind("down", "", "later text"), Complete: bind("tab", "tab complete", "complete"),
		Flip: bind("shift+tab", "shift+tab highlight", "keep all rows and mark the matches, or filter"),
	}
}

// An action is a key and what it does, at this moment and in this place. Key presses, the hint line and
// the help are all made from lists of actions.
type action struct {
	key.Binding
	do func() tea.Cmd
}

// does makes an action of a function that has nothing left to do afterwards.
func does(b key.Binding, f func()) action {
	return action{b, func() tea.Cmd { f(); return nil }}
}

// as gives an action's key another help text, for a place where it does something more particular.
func (a action) as(help string) action {
	hint := a.Help().Key
	if name, _, whole := strings.Cut(hint, " "); whole {
		hint = name + " " + help
	}
	a.SetHelp(hint, help)
	return a
}

// press runs the first action that msg is a key of; false when there is none.
func press(msg tea.KeyMsg, actions []action) (tea.Cmd, bool) {
	for _, a := range actions {
		if key.Matches(msg, a.Binding) {
			return a.do(), true
		}
	}
	return nil, false
}

// A mover is a cursor or a scroll position. Positions out of range go to the nearest end.
type mover interface {
	moveBy(n int)
	moveTo(i int)
	page() int
}

const lastRow = int(^uint(0) >> 2) // beyond every list, and safe to add to

// moving returns the actions that move m.
func moving(k *keyMap, m mover) []action {
	return []action{
		does(k.Up, func() { m.moveBy(-1) }), does(k.Down, func() { m.moveBy(1) }),
		does(k.PageUp, func() { m.moveBy(-m.page()) }), does(k.PageDown, func() { m.moveBy(m.page()) }),
		does(k.HalfUp, func() { m.moveBy(-max(1, m.page()/2)) }), does(k.HalfDown, func() { m.moveBy(max(1, m.page()/2)) }),
		does(k.Top, func() { m.moveTo(0) }), does(k.Bottom, func() { m.moveTo(lastRow) }),
	}
}

// bindings returns the keys of actions, each once.
func bindings(actions []action) []key.Binding {
	var out []key.Binding
	for _, a := range actions {
		same := func(b key.Binding) bool { return slices.Equal(b.Keys(), a.Keys()) }
		if !slices.ContainsFunc(out, same) {
			out = append(out, a.Binding)
		}
	}
	return out
}

// hintedTyping lists the keys of the hint line while a prompt is open.
func (k *keyMap) hintedTyping() []key.Binding {
	return []key.Binding{k.Accept, k.Cancel, k.Complete, k.Flip, k.Older}
}

// hinted lists the keys of the hint line, the most useful first: it is cut on the right.
func (k *keyMap) hinted() []key.Binding {
	return []key.Binding{
		k.Up, k.Open, k.Redact, k.Issue, k.NextStage, k.Why, k.Source, k.Filter, k.Closer, k.Brush, k.NextEvent, k.Chain, k.Moment, k.Kind,
		k.NextPane, k.Expand, k.Sort, k.Edit, k.Raw, k.Copy, k.Export, k.Command, k.Bundle, k.Fold, k.Peek, k.Mark, k.Baseline, k.Zoom,
	}
}
