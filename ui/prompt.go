package ui

import (
	"slices"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// A prompt is the line in which a filter or a search is typed. What it changes follows every letter;
// enter keeps it, esc puts back what was there before. While it is open, only the keys of its own
// actions are keys: everything else is text.
//
// It is not bubbles/textinput: that one blinks, asks the clipboard, and draws with the global renderer.
type prompt struct {
	keys *keyMap

	target target // nil: the prompt is closed
	before string
	text   []rune
	at     int
	err    error

	history []string
	recall  int // place in history; len(history): the line being typed
}

// A target is what a prompt changes.
type target interface {
	setQuery(s string) error // an error leaves the target as it was
	query() string
}

func (p *prompt) active() bool { return p.target != nil }

// ask opens the prompt with the target's last text.
func (p *prompt) ask(t target) {
	p.target, p.before, p.err = t, t.query(), nil
	p.recall = len(p.history)
	p.set(p.before)
}

func (p *prompt) set(s string) {
	p.text = []rune(s)
	p.at = len(p.text)
	p.apply()
}

func (p *prompt) apply() { p.err = p.target.setQuery(string(p.text)) }

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

func (p *prompt) accept() {
	if p.err != nil {
		return // the error stays on screen until it is mended or cancelled
	}
	s := string(p.text)
	if s != "" && (len(p.history) == 0 || p.history[len(p.history)-1] != s) {
		p.history = append(p.history, s)
	}
	p.target = nil
}

func (p *prompt) cancel() {
	p.target.setQuery(p.before)
	p.target = nil
}

// remember goes n steps through the history.
func (p *prompt) remember(n int) {
	p.recall = clamp(p.recall+n, 0, len(p.history))
	if p.recall == len(p.history) {
		p.set("")
		return
	}
	p.set(p.history[p.recall])
}

func (p *prompt) actions() []action {
	k := p.keys
	return []action{
		does(k.Accept, p.accept), does(k.Cancel, p.cancel),
		does(k.Rubout, func() { p.rubout(p.at - 1) }),
		does(k.RuboutWord, func() { p.rubout(p.word()) }),
		does(k.RuboutAll, func() { p.rubout(0) }),
		does(k.Left, func() { p.at = max(0, p.at-1) }), does(k.Right, func() { p.at = min(len(p.text), p.at+1) }),
		does(k.Home, func() { p.at = 0 }), does(k.End, func() { p.at = len(p.text) }),
		does(k.Older, func() { p.remember(-1) }), does(k.Newer, func() { p.remember(1) }),
	}
}

// view draws the line, the cursor visible, and the error or note at the right.
func (p *prompt) view(l *look, note string, w int) string {
	before := l.clean(string(p.text[:p.at]))
	after := l.clean(string(p.text[p.at:]))
	line := " /" + before + l.cursor + after
	if p.err != nil {
		note = l.clean(p.err.Error())
	}
	return l.ends(line, note, w)
}
