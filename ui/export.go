package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/ctxscope/ctxscope/correlate/words"
)

// exportActions answer how to export what is on screen, or what is marked. Each shows the path that it
// would write before it does: the path can be changed, and esc writes nothing.
func (a *app) exportActions() []action {
	k := a.keys
	to := func(ext string, text func() (string, error)) func() {
		return func() { a.prompt.ask("write ", &exportLine{app: a, path: a.exportPath(ext), text: text}) }
	}
	return []action{
		does(k.AsText, to("txt", func() (string, error) { return a.onScreen(), nil })),
		does(k.AsMarkdown, to("md", func() (string, error) { return a.joined(func(s subject) string { return s.markdown() }), nil })),
		does(k.AsJSON, to("json", a.asJSON)),
	}
}

// exportPath is a name that is free in the working directory.
func (a *app) exportPath(ext string) string {
	what := string(a.screen().at().kind)
	if what == "" || a.screen().searched() == nil && len(a.desk.shelf.marks) == 0 {
		what = lower(a.screen().tab())
	}
	name := ""
	for i := 1; i < 1000; i++ {
		if name = "ctxscope-" + what + "-" + strconv.Itoa(i) + "." + ext; !a.exists(name) {
			break
		}
	}
	return name
}

// An exportLine is the path of an export while it is shown and changed.
type exportLine struct {
	app  *app
	path string
	text func() (string, error)
}

func (e *exportLine) setQuery(string) error { return nil }
func (e *exportLine) query() string         { return e.path }

func (e *exportLine) run(path, _ string) tea.Cmd {
	text, err := e.text()
	switch {
	case err != nil:
		e.app.toast = "not written: " + err.Error()
		return nil
	case path == "" || text == "":
		e.app.toast = "nothing written"
		return nil
	case e.app.exists(path):
		e.app.toast = "not written: " + path + " is there already"
		return nil
	}
	return func() tea.Msg {
		if err := writeWhole(path, text); err != nil {
			return toastMsg("not written: " + err.Error())
		}
		return toastMsg("wrote " + path + ", " + words.Bytes(len(text)))
	}
}

// writeWhole writes a file that appears whole or not at all.
func writeWhole(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".ctxscope-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// onScreen is the content of the focused pane in full, as plain text without its frame; of a list, the
// rows on the screen.
func (a *app) onScreen() string {
	s := a.screen()
	content := ""
	if t := s.searched(); t != nil {
		content = strings.Join(t.lines, "\n")
	} else if rows := s.rows(); rows != nil {
		content = rows.title() + "\n\n" + rows.View()
	}
	var b strings.Builder
	if mark := a.partial(); mark != "" {
		b.WriteString(mark + "\n\n")
	}
	for line := range strings.SplitSeq(ansi.Strip(content), "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// joined writes what is marked, or else what the cursor is on.
func (a *app) joined(text func(s subject) string) string {
	var parts []string
	for _, s := range a.subjects() {
		if t := text(s); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, "\n")
}

// asJSON writes the same as data: what it is, where, and its notes.
func (a *app) asJSON() (string, error) {
	type frame struct {
		Func string `json:"func"`
		File string `json:"file,omitempty"`
		Line int    `json:"line,omitempty"`
	}
	type item struct {
		Ref   string   `json:"ref,omitempty"`
		Title string   `json:"title"`
		Facts []string `json:"facts"`
		Note  string   `json:"note,omitempty"`
		Stack []frame  `json:"stack"`
	}
	out := struct {
		Schema  string   `json:"schema"`
		Inputs  []string `json:"inputs"`
		Partial bool     `json:"partial"`
		Items   []item   `json:"items"`
	}{"ctxscope/selection/v1", append([]string{}, a.opts.Inputs...), a.partial() != "", []item{}}
	for _, s := range a.subjects() {
		it := item{Ref: s.ref.String(), Title: s.title, Facts: append([]string{}, s.body...), Note: a.desk.shelf.notes[s.ref], Stack: []frame{}}
		for _, f := range s.stack.All() {
			it.Stack = append(it.Stack, frame{f.Func, f.File, f.Line})
		}
		out.Items = append(out.Items, it)
	}
	b, err := json.MarshalIndent(out, "", "  ")
	return string(b) + "\n", err
}
