package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// A palette is the prompt after ":": every action by its name, found by letters in their order, and
// commands that take words: goroutines pkg:pay goes to a screen and filters it, 42 to a row, q quits.
type palette struct {
	app  *app
	live []action // of the place where it was opened
	said string
}

// A command is what the palette can do beside the actions of the place.
type command struct {
	name, about string
	do          func(a *app, words string) tea.Cmd
}

// commands that take words after their name.
var commands = []command{
	{"chains", "go to the chains; words filter them", jump(onChains)},
	{"timeline", "go to the timeline; words filter its events", jump(onTimeline)},
	{"goroutines", "go to the goroutines; words filter them", jump(onGoroutines)},
	{"contexts", "go to the contexts; words filter them", jump(onContexts)},
	{"heap", "go to the heap; words filter it", jump(onHeap)},
	{"inputs", "go to the inputs", jump(onInputs)},
	{"filter", "filter the rows of this screen", func(a *app, words string) tea.Cmd { return a.setFilterTo(words) }},
	{"open", "go to a chain or a thing: L2, goroutine/8123", func(a *app, words string) tea.Cmd { a.follow(parseRef(words)); return nil }},
	{"use", "a filter by its name in the configuration", func(a *app, words string) tea.Cmd { return a.use(words) }},
	{"theme", "ansi, dark, light or mono", func(a *app, words string) tea.Cmd { a.setTheme(words); return nil }},
	{"q", "leave", func(a *app, _ string) tea.Cmd { return a.quit() }},
}

func jump(screen int) func(*app, string) tea.Cmd {
	return func(a *app, words string) tea.Cmd {
		a.goToScreen(screen)
		a.screen().setFocus(listPane)
		if words == "" {
			return nil
		}
		return a.setFilterTo(words)
	}
}

// use filters by a name of the configuration.
func (a *app) use(name string) tea.Cmd {
	c := a.opts.Config
	if c == nil || c.Filters[name] == "" {
		a.toast = "the configuration has no filter " + strconv.Quote(name)
		return nil
	}
	return a.setFilterTo(c.Filters[name])
}

func (a *app) setFilterTo(expr string) tea.Cmd {
	if err := a.screen().setFilter(expr); err != nil {
		a.toast = err.Error()
	}
	return nil
}

// openPalette asks for a command.
func (a *app) openPalette() {
	a.prompt.ask(":", &palette{app: a, live: a.live()})
}

func (p *palette) setQuery(s string) error { p.said = s; return nil }
func (p *palette) query() string           { return "" }
func (p *palette) eager() bool             { return true }

func (p *palette) completes([]rune, int) bool { return true }

// complete ranks the names that have the letters typed so far, in their order. Behind a command that
// takes a filter it is the filter that is completed.
func (p *palette) complete(text []rune, at int) (from int, choices []choice) {
	typed := string(text[:at])
	name, _, more := strings.Cut(typed, " ")
	if i := screenOf(ref{refView, name}); more && i >= 0 {
		from, choices = completeFilter(p.app.screens[i].rows(), text[len([]rune(name))+1:], at-len([]rune(name))-1)
		return from + len([]rune(name)) + 1, choices
	}
	if more {
		return len([]rune(name)) + 1, p.words(name, strings.TrimLeft(typed[len(name):], " "))
	}
	type hit struct {
		choice
		score int
	}
	var hits []hit
	for _, c := range p.all() {
		if score := fuzzy(c.text, typed); score > 0 {
			hits = append(hits, hit{c, score})
		} else if typed != "" && strings.Contains(strings.ToLower(c.about), strings.ToLower(typed)) {
			hits = append(hits, hit{c, 1})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	for _, h := range hits {
		choices = append(choices, h.choice)
	}
	return 0, choices
}

// words lists what may follow a command that does not take a filter.
func (p *palette) words(name, begun string) []choice {
	var all []choice
	switch {
	case name == "theme":
		for _, t := range themeNames {
			all = append(all, choice{t, ""})
		}
	case name == "use" && p.app.opts.Config != nil:
		for _, f := range sortedKeys(p.app.opts.Config.Filters) {
			all = append(all, choice{f, p.app.opts.Config.Filters[f]})
		}
	case name == "open":
		for _, f := range p.app.atlas.Findings {
			all = append(all, choice{p.app.atlas.ids[f], f.Title})
		}
	}
	return slices.DeleteFunc(all, func(c choice) bool { return !strings.HasPrefix(lower(c.text), lower(begun)) })
}

// all lists the commands and the actions that are live here, each once.
func (p *palette) all() []choice {
	var out []choice
	have := map[string]bool{}
	add := func(name, about string) {
		if !have[name] && name != "" {
			have[name] = true
			out = append(out, choice{name, about})
		}
	}
	for _, c := range commands {
		add(c.name, c.about)
	}
	for _, a := range p.live {
		add(p.app.keys.nameOf(a.Binding), a.Help().Desc+"  "+strings.Join(a.Keys(), " "))
	}
	return out
}

// run does what was typed: a row's number, a command with its words, or the first action that fits.
func (p *palette) run(s, picked string) tea.Cmd {
	s = strings.TrimSpace(s)
	if n, err := strconv.Atoi(s); err == nil {
		if rows := p.app.screen().rows(); rows != nil {
			rows.moveTo(n - 1)
		}
		return nil
	}
	name, words, _ := strings.Cut(s, " ")
	if cmd, ok := p.do(name, strings.TrimSpace(words)); ok {
		return cmd
	}
	if cmd, ok := p.do(picked, ""); ok && s != "" && words == "" {
		return cmd
	}
	for _, c := range commands {
		if name != "" && strings.HasPrefix(c.name, name) {
			return c.do(p.app, strings.TrimSpace(words))
		}
	}
	if s != "" {
		p.app.toast = "no command " + strconv.Quote(s)
	}
	return nil
}

func (p *palette) do(name, words string) (tea.Cmd, bool) {
	for _, c := range commands {
		if c.name == name {
			return c.do(p.app, words), true
		}
	}
	for _, a := range p.live {
		if name != "" && p.app.keys.nameOf(a.Binding) == name {
			return a.do(), true
		}
	}
	return nil, false
}

// fuzzy scores how well the letters typed fit a name: 0 not at all; more when they stand together, at
// the beginnings of words, and in a short name.
func fuzzy(name, typed string) int {
	score, at, run := 100-len(name), 0, 0
	n := []rune(strings.ToLower(name))
	for _, r := range strings.ToLower(typed) {
		i := slices.Index(n[at:], r)
		if i < 0 {
			return 0
		}
		run++
		if i > 0 {
			run = 0
		}
		if i += at; i == 0 || !unicode.IsLetter(n[i-1]) {
			score += 30
		}
		score += 10 * run
		at = i + 1
	}
	return max(1, score)
}
