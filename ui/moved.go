package ui

import (
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A move says where a source tree is here: what lay below From when the program was built lies below To.
type move struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// apply returns where a file is by this move, "" when it is not there.
func (m move) apply(file string, exists func(string) bool) string {
	rest, ok := strings.CutPrefix(filepath.FromSlash(file), m.From)
	if !ok || !filepath.IsLocal(strings.TrimPrefix(rest, string(filepath.Separator))) {
		return ""
	}
	if path := filepath.Join(m.To, rest); exists(path) {
		return path
	}
	return ""
}

// moved finds out how file came to be where the user says: answer is its path here, or a directory that
// the longest tail of its path that exists is below. False when it is not there.
func moved(file, answer string, exists func(string) bool) (move, bool) {
	file, answer = filepath.FromSlash(file), filepath.Clean(answer)
	if filepath.Base(file) == filepath.Base(answer) && exists(answer) {
		from, to := file, answer
		for from != to && filepath.Base(from) == filepath.Base(to) && filepath.Dir(from) != from && filepath.Dir(to) != to {
			from, to = filepath.Dir(from), filepath.Dir(to)
		}
		return move{from, to}, true
	}
	const sep = string(filepath.Separator)
	for rest := file; rest != ""; {
		if tail := strings.TrimPrefix(rest, sep); filepath.IsLocal(tail) && exists(filepath.Join(answer, tail)) {
			return move{strings.TrimSuffix(strings.TrimSuffix(file, tail), sep), answer}, true
		}
		i := strings.Index(strings.TrimPrefix(rest, sep), sep)
		if i < 0 {
			break
		}
		rest = strings.TrimPrefix(rest, sep)[i:]
	}
	return move{}, false
}

// A moveLine is the question where a source file is, asked once for a tree: the answer is kept with the
// session.
type moveLine struct {
	app *app
	at  evidence.Frame
}

func (m *moveLine) setQuery(string) error { return nil }
func (m *moveLine) query() string         { return "" }
func (m *moveLine) note() string          { return "it was " + m.at.File }

func (m *moveLine) run(answer, _ string) tea.Cmd {
	if answer == "" {
		return nil
	}
	if home := m.app.getenv("HOME"); home != "" && strings.HasPrefix(answer, "~/") {
		answer = filepath.Join(home, answer[2:])
	}
	abs, err := filepath.Abs(answer)
	mv, ok := moved(m.at.File, abs, m.app.exists)
	if err != nil || !ok {
		return say(filepath.Base(m.at.File) + " is not there, nor below " + answer)
	}
	m.app.desk.sources.move(mv)
	m.app.chains.detail.build() // there may be source to show now
	return m.app.editAt(m.at)
}
