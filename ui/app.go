package ui

import (
	"context"
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
)

// app is the root: it knows which screen is in front and what stands over it, and sends every message
// on to the one it is for.
type app struct {
	opts   Options
	desk   *desk
	keys   *keyMap
	look   *look
	out    io.Writer
	getenv func(string) string
	exists func(string) bool
	run    func(argv []string, stdin string) error // see clipboard

	ctx  context.Context    // until Run ends
	stop context.CancelFunc // ends the reading, what was read is kept
	mail *mailbox
	load *loading

	w, h int
	mode mode

	result      *correlate.Result // what the screens show; nil: the loading screen is in front
	atlas       *atlas
	chains      *chains
	goers       *goroutines
	screens     []screen
	front       int  // of screens
	chosenFront bool // the user asked for it while the reading went on
	visited     history
	resumed     bool // a session was taken up

	prompt  *prompt
	help    *help
	peek    *peek
	raw     *raw
	bundle  *bundler
	versus  *versus
	menu    *menu // nil: the next key is no answer
	bare    bool  // title, tabs, status and hints are hidden
	mouse   bool
	brushed string // the condition on time in the filters, see brush
	toast   string // until the next key

	err error // what Run returns
}

// A screen is one numbered view of the result.
type screen interface {
	target
	setResult(a *atlas, reading bool)
	setSize(m mode, w, h int)
	settle() // after an update: panes that follow others do so
	actions() []action
	mouse(msg tea.MouseMsg, x, y int)
	View() string

	tab() string
	crumbs() []string
	position() string
	filtered() (expr, matches string) // empty when no filter is set
	setFilter(string) error
	searched() *text // the focused text, nil when a list has the focus
	subject() subject
	at() ref       // what the cursor is on
	show(ref) bool // goes to a thing; false when it is not on this screen
	rows() lister  // nil for a screen without a list

	// of its panes
	back() bool
	focusAt() int
	setFocus(i int)
}

func newApp(ctx context.Context, o Options, l *look, out io.Writer) *app {
	k := defaultKeys()
	if o.Config != nil {
		k = o.Config.keys
	}
	todo := &jobs{}
	read := o.Source
	if read == nil {
		read = readLocal
	}
	d := &desk{l, k, todo, newShelf(), &sources{jobs: todo, read: read, lines: map[string][]string{}, exists: isThere}, o.Compares}
	a := &app{
		opts: o, desk: d, keys: k, look: l, out: out, ctx: ctx, mouse: o.Mouse,
		getenv: os.Getenv, exists: isThere,
		run:  runProgram,
		mail: newMailbox(), load: &loading{look: l, named: o.Inputs},
		chains: newChains(d), goers: newGoroutines(d), prompt: &prompt{keys: k}, help: newHelp(l, k), peek: newPeek(d), raw: newRaw(d, o.Raw), versus: newVersus(d),
	}
	a.bundle = newBundler(d, o.Bundle, a.freePath)
	a.screens = []screen{a.chains, newTimeline(d, a.chosen), a.goers, newContexts(d), newHeap(d), newInputs(d)}
	return a
}

// Init starts the reading.
func (a *app) Init() tea.Cmd {
	ctx, stop := context.WithCancel(a.ctx)
	a.stop = stop
	load := func() tea.Msg {
		r, err := a.opts.Load(ctx, a.mail.sink())
		return loadedMsg{r, err}
	}
	return tea.Batch(load, a.mail.wait(a.ctx))
}

// Update sends msg to whom it is for.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = max(0, msg.Width), max(0, msg.Height)
		a.arrange()
	case tea.KeyMsg:
		cmd = a.typed(msg)
	case tea.MouseMsg:
		a.point(msg)
	case newsMsg:
		cmd = a.hear(msg)
	case loadedMsg:
		cmd = a.loaded(msg)
	case goMsg:
		a.follow(msg.to)
	case siftedMsg:
		msg.sieve.take(msg)
	case familyMsg:
		a.goers.related(msg)
	case sessionMsg:
		a.takeUp(msg)
	case sourceMsg:
		a.desk.sources.lines[msg.path] = msg.lines
		a.chains.detail.build()
	case rawMsg:
		a.raw.take(msg)
	case comparedMsg:
		a.compared(msg)
	case bundleMsg:
		a.bundle.take(msg)
	case brushMsg:
		a.setBrush(string(msg))
	case toastMsg:
		a.toast = string(msg)
	}
	a.settle()
	return a, tea.Batch(cmd, a.desk.jobs.take())
}

// settle brings the panes of the screen in front in line with what has just changed.
func (a *app) settle() {
	if a.result != nil {
		a.screen().settle()
	}
}

func (a *app) screen() screen { return a.screens[a.front] }

// arrange gives the screens the room that the chrome leaves.
func (a *app) arrange() {
	a.mode = modeOf(a.w, a.h)
	h := a.bodyHeight()
	for _, s := range a.screens {
		s.setSize(a.mode, a.w, h)
	}
	for _, o := range a.overlays() {
		o.setSize(a.w, max(0, h-1))
	}
}

// typed takes what came from the keyboard at once. Keys that follow each other fast, a held j over SSH,
// come as one message and are so many presses. A paste is text and never keys.
func (a *app) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Type != tea.KeyRunes || len(msg.Runes) == 1 {
		return a.press(msg)
	}
	if msg.Paste {
		if a.prompt.active() {
			a.prompt.insert(msg)
		}
		return nil
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		cmds = append(cmds, a.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}))
	}
	return tea.Batch(cmds...)
}

// press runs the action of a key, or types it.
func (a *app) press(msg tea.KeyMsg) tea.Cmd {
	a.toast = ""
	cmd, ok := press(msg, a.live())
	switch {
	case ok:
	case a.prompt.active() && a.mode != tooSmall:
		a.prompt.insert(msg)
	case a.menu != nil:
		a.menu = nil
	}
	a.arrange() // an action may have opened or closed what takes room
	a.settle()
	return cmd
}

// point handles the mouse, over panes only.
func (a *app) point(msg tea.MouseMsg) {
	if a.result == nil || a.over() != nil || a.menu != nil || a.prompt.active() || a.mode == tooSmall {
		return
	}
	top := chromeTop
	if a.bare {
		top = 0
	}
	a.screen().mouse(msg, msg.X, msg.Y-top)
}
