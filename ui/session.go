package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// A savedSession is what is remembered between two looks at the same inputs. It names things by ref, so it
// fits the same evidence read by another version too; what is no longer there is left out.
type savedSession struct {
	Version int               `json:"version"`
	Inputs  []string          `json:"inputs"`
	Screen  string            `json:"screen"`
	Focus   int               `json:"focus"`
	At      map[string]string `json:"at"`     // by screen: what the cursor was on
	Filter  map[string]string `json:"filter"` // by screen
	Brush   string            `json:"brush"`
	KeepAll []string          `json:"highlight"` // screens whose filter leaves nothing out
	Marks   []string          `json:"marks"`
	Notes   map[string]string `json:"notes"`
	Moves   []move            `json:"moves"` // of source trees, the latest first
}

const sessionVersion = 1

// SessionFile returns the file that Options.Session takes for these inputs, "" when there is no place
// for one or when an input is standard input. Names and times decide: a file captured anew under an old
// name begins a new session. title tells built-in incidents apart.
func SessionFile(getenv func(string) string, title string, inputs []string) string {
	dir := stateDir(getenv)
	h := sha256.New()
	h.Write([]byte(title + "\x00"))
	for _, in := range inputs {
		abs, err := filepath.Abs(in)
		if err != nil || in == "-" || dir == "" {
			return ""
		}
		h.Write([]byte(abs + "\x00"))
		if info, err := os.Stat(in); err == nil {
			h.Write([]byte(info.ModTime().UTC().String() + "\x00"))
		}
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "ctxscope", hex.EncodeToString(h.Sum(nil))+".json")
}

// stateDir is $XDG_STATE_HOME, or what stands for it; "" when there is none.
func stateDir(getenv func(string) string) string {
	if d := getenv("XDG_STATE_HOME"); filepath.IsAbs(d) {
		return d
	}
	if h := getenv("HOME"); filepath.IsAbs(h) {
		return filepath.Join(h, ".local", "state")
	}
	return ""
}

// snapshot is the session of this moment.
func (a *app) snapshot() savedSession {
	s := savedSession{Version: sessionVersion, Inputs: a.opts.Inputs, Screen: lower(a.screen().tab()), Focus: a.screen().focusAt(),
		At: map[string]string{}, Filter: map[string]string{}, KeepAll: []string{}, Marks: []string{}, Notes: map[string]string{}}
	for _, sc := range a.screens {
		name := lower(sc.tab())
		if at := sc.at(); at != (ref{}) {
			s.At[name] = at.String()
		}
		if expr, _ := sc.filtered(); expr != "" {
			s.Filter[name] = expr
		}
		if keepsAll(sc) {
			s.KeepAll = append(s.KeepAll, name)
		}
	}
	s.Brush = a.brushed
	for _, r := range sortedRefs(a.desk.shelf.marks) {
		s.Marks = append(s.Marks, r.String())
	}
	s.Moves = append([]move{}, a.desk.sources.moves...)
	for r, note := range a.desk.shelf.notes {
		s.Notes[r.String()] = note
	}
	return s
}

// keep writes the session, when the program is left. What goes wrong is not told: the screen is gone.
func (a *app) keep() {
	if a.opts.Session == "" || a.result == nil {
		return
	}
	b, err := json.MarshalIndent(a.snapshot(), "", "  ")
	if err == nil && os.MkdirAll(filepath.Dir(a.opts.Session), 0o700) == nil {
		writeWhole(a.opts.Session, string(b)+"\n")
	}
}

// sessionMsg is the session of last time. From its file to app.
type sessionMsg savedSession

// resume reads the session of last time.
func (a *app) resume() tea.Cmd {
	path := a.opts.Session
	if path == "" {
		return nil
	}
	return func() tea.Msg {
		b, err := os.ReadFile(path)
		var s savedSession
		if err != nil || json.Unmarshal(b, &s) != nil || s.Version != sessionVersion {
			return nil // a first look, or one that cannot be read: begin anew
		}
		return sessionMsg(s)
	}
}

// takeUp goes back to where the session was.
func (a *app) takeUp(s sessionMsg) {
	for _, m := range s.Marks {
		a.desk.shelf.marks[parseRef(m)] = true
	}
	for _, m := range slices.Backward(s.Moves) {
		a.desk.sources.move(m)
	}
	for r, note := range s.Notes {
		a.desk.shelf.write(parseRef(r), note)
	}
	for i, sc := range a.screens {
		name := lower(sc.tab())
		if s.Filter[name] != "" && a.opts.Filter == "" && sc.setFilter(s.Filter[name]) == nil {
			keepAll(sc, slices.Contains(s.KeepAll, name))
		}
		if at := parseRef(s.At[name]); at != (ref{}) && sc.rows() != nil {
			sc.rows().find(at)
		}
		if name == s.Screen && !a.chosenFront {
			a.front = i
			sc.setFocus(max(0, s.Focus))
		}
	}
	a.brushed = s.Brush
	a.resumed = true
	a.toast = "resumed, " + strings.Join(a.keys.Reset.Keys(), " ") + " resets"
	a.arrange()
}

// reset forgets view, filters, marks and notes.
func (a *app) reset() {
	*a.desk.shelf = *newShelf()
	for _, sc := range a.screens {
		sc.setFilter(a.opts.Filter)
		keepAll(sc, false)
		sc.setFocus(listPane)
		if rows := sc.rows(); rows != nil {
			rows.moveTo(0)
		}
	}
	a.front, a.visited, a.bare, a.resumed, a.brushed = onChains, history{}, false, false, ""
	a.toast = "view, filters, marks and notes are as at the first look"
	a.arrange()
}
