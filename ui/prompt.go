package ui

import (
	"slices"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// A prompt is the line in which a filter, a search, a command or a note is typed. What it changes
// follows every letter; enter keeps it, esc puts back what was there before. While it is open, only the
// keys of its own actions are keys: everything else is text.
//
// It is not bubbles/textinput: that one blinks, asks the clipboard, and draws with the global renderer.
type prompt struct {
	keys *keyMap

	lead       string // in front of the text: / or :
	target     target // nil: the prompt is closed
	before     string
	wasFlipped bool // it was, when the prompt was opened
	text       []rune
	at         int
	err        error

	choices []choice // ways to go on; shown above the prompt
	from    int      // where in text a choice goes
	picked  int      // of choices, -1: none yet

	history map[string][]string // by lead
	recall  int                 // place in history; its length: the line being typed
}

// A target is what a prompt changes.
type target interface {
	setQuery(s string) error // an error leaves the target as it was
	query() string
}

// A completer is a target that knows how its text can go on.
type completer interface {
	complete(text []rune, at int) (from int, choices []choice)
	completes(text []rune, at int) bool // whether it is worth asking; cheap
	eager() bool                        // choices are shown while typing, not only when asked for
}

// A flipper is a target that can show all its rows with what is typed marked in them, or only those that
// match it.
type flipper interface {
	flips() bool
	flipped() bool // all are shown
	flip()
}

// A noter is a target that says what is asked for.
type noter interface{ note() string }

// A runner is a target that does something with the text once it is entered.
type runner interface {
	run(s string, picked string) tea.Cmd // picked is the first choice, "" when there is none
}

// A choice is one way to go on.
type choice struct{ text, about string }

func (p *prompt) active() bool { return p.target != nil }

// ask opens the prompt with the target's last text.
func (p *prompt) ask(lead string, t target) {
	p.lead, p.target, p.before, p.err = lead, t, t.query(), nil
	p.recall = len(p.history[lead])
	if f := p.flipper(); f != nil {
		p.wasFlipped = f.flipped()
	}
	p.set(p.before)
}

func (p *prompt) set(s string) {
	p.text = []rune(s)
	p.at = len(p.text)
	p.apply()
}

func (p *prompt) apply() {
	p.err = p.target.setQuery(string(p.text))
	p.choices, p.picked = nil, -1
	if c, ok := p.target.(completer); ok && c.eager() {
		p.from, p.choices = c.complete(p.text, p.at)
	}
}

// complete puts in the next choice; the first time it finds out which there are.
func (p *prompt) complete() {
	c, ok := p.target.(completer)
	if !ok {
		return
	}
	if len(p.choices) == 0 {
		p.from, p.choices = c.complete(p.text, p.at)
	}
	if len(p.choices) == 0 {
		return
	}
	choices, picked := p.choices, (p.picked+1)%len(p.choices)
	word := []rune(choices[picked].text)
	p.text = slices.Replace(p.text, p.from, p.at, word...)
	p.at = p.from + len(word)
	p.err = p.target.setQuery(string(p.text))
	p.choices, p.picked = choices, picked
	if len(choices) == 1 {
		p.choices, p.picked = nil, -1 // nothing to choose between: the next time asks anew
	}
}

// insert types text in at the cursor. Control characters of a paste are dropped.
func (p *prompt) insert(msg tea.KeyMsg) {
	var in []rune
	for _, r := range msg.Runes {
		if unicode.IsPrint(r) {
			in = append(in, r)
		}
	}
	if msg.Alt || len(in) == 0 {
		return
	}
	p.text = slices.Insert(p.text, p.at, in...)
	p.at += len(in)
	p.apply()
}

// rubout deletes what stands between place from and the cursor.
func (p *prompt) rubout(from int) {
	from = max(0, from)
	p.text = slices.Delete(p.text, from, p.at)
	p.at = from
	p.apply()
}

// word returns where the word before the cursor begins.
func (p *prompt) word() int {
	i := p.at
	for i > 0 && unicode.IsSpace(p.text[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(p.text[i-1]) {
		i--
	}
	return i
}

// flipper returns the target when it can highlight, nil otherwise.
func (p *prompt) flipper() flipper {
	if f, ok := p.target.(flipper); ok && f.flips() {
		return f
	}
	return nil
}

func (p *prompt) accept() tea.Cmd {
	if p.err != nil {
		if c, ok := p.target.(completer); ok && p.picked >= 0 { // a field was taken: now its values
			p.from, p.choices = c.complete(p.text, p.at)
			p.picked = -1
		}
		return nil // the error stays on screen until it is mended or cancelled
	}
	s, t, first := string(p.text), p.target, ""
	if len(p.choices) > 0 {
		first = p.choices[max(0, p.picked)].text
	}
	if past := p.history[p.lead]; s != "" && (len(past) == 0 || past[len(past)-1] != s) {
		if p.history == nil {
			p.history = map[string][]string{}
		}
		p.history[p.lead] = append(past, s)
	}
	p.target, p.choices = nil, nil
	if r, ok := t.(runner); ok {
		return r.run(s, first)
	}
	return nil
}

func (p *prompt) cancel() {
	p.target.setQuery(p.before)
	if f := p.flipper(); f != nil && f.flipped() != p.wasFlipped {
		f.flip()
	}
	p.target, p.choices = nil, nil
}

// remember goes n steps through the history.
func (p *prompt) remember(n int) {
	past := p.history[p.lead]
	p.recall = clamp(p.recall+n, 0, len(past))
	if p.recall == len(past) {
		p.set("")
		return
	}
	p.set(past[p.recall])
}

func (p *prompt) actions() []action {
	k := p.keys
	acts := []action{{k.Accept, p.accept}, does(k.Cancel, p.cancel)}
	c, ok := p.target.(completer)
	f := p.flipper()
	completes := ok && (f == nil || len(p.choices) > 0 || c.completes(p.text, p.at))
	if completes {
		acts = append(acts, does(k.Complete, p.complete))
	}
	if f != nil {
		to := "highlight"
		if f.flipped() {
			to = "filter"
		}
		acts = append(acts, does(k.Flip, f.flip).as(to))
		if !completes { // a word of no field: there is nothing to go on with
			acts = append(acts, does(k.Complete, f.flip).as(to))
		}
	}
	return append(acts,
		does(k.Rubout, func() { p.rubout(p.at - 1) }),
		does(k.RuboutWord, func() { p.rubout(p.word()) }),
		does(k.RuboutAll, func() { p.rubout(0) }),
		does(k.Left, func() { p.at = max(0, p.at-1) }), does(k.Right, func() { p.at = min(len(p.text), p.at+1) }),
		does(k.Home, func() { p.at = 0 }), does(k.End, func() { p.at = len(p.text) }),
		does(k.Older, func() { p.remember(-1) }), does(k.Newer, func() { p.remember(1) }))
}

// view draws the line, the cursor visible, and the error or note at the right.
func (p *prompt) view(l *look, note string, w int) string {
	before := l.clean(string(p.text[:p.at]))
	after := l.clean(string(p.text[p.at:]))
	lead := p.lead
	if f := p.flipper(); f != nil && f.flipped() {
		lead = "highlight " + lead
	}
	line := " " + lead + before + l.cursor + after
	if n, ok := p.target.(noter); ok {
		note = l.fitMiddle(l.clean(n.note()), max(0, w-cells(line)-2)) + " "
	}
	if p.err != nil {
		note = l.clean(p.err.Error())
	}
	return l.ends(line, note, w)
}

// choicesShown is how many choices stand above the prompt.
const choicesShown = 8

// list draws the choices, the picked one in view.
func (p *prompt) list(l *look, w int) []string {
	first := clamp(p.picked-choicesShown+1, 0, max(0, len(p.choices)-choicesShown))
	var lines []string
	for i := first; i < min(len(p.choices), first+choicesShown); i++ {
		c := p.choices[i]
		mark := "  "
		if i == p.picked || p.picked < 0 && i == 0 {
			mark = " >"
		}
		line := pad(l.ends(mark+" "+l.clean(c.text), l.clean(c.about)+" ", min(w, 78)), w)
		if mark == " >" {
			line = l.selected.Render(line)
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		n := count(len(p.choices)) + " matches"
		if len(p.choices) == 1 {
			n = "1 match"
		}
		lines = append([]string{l.rule(n, false, w, "", "")}, lines...)
	}
	return lines
}
