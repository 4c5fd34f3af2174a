package ui

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var update = flag.Bool("update", false, "rewrite the screens in testdata")

// Each testdata/*.txtar is a session: a comment, "setup", then any number of "keys" and "screen".
//
//	setup   words: a size such as 80x24; incident, full, named, compared, comparable, healthy, cut, loading or
//	        reading; ascii;
//	        colour, with ESC written as ␛; theme=NAME, filter=EXPR, open=FINGERPRINT
//	keys    separated by spaces: names as Bubble Tea writes them, "quoted" text typed letter by
//	        letter, together:abc for keys that come at once, paste:abc, a size for a resize, news,
//	        done and failed for what the reading does
//	screen  what is to be seen then, trailing spaces cut
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newSession(t)
			for i := range ar.Files {
				s.section(&ar.Files[i])
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A session drives an app with messages, one after the other.
type session struct {
	t    *testing.T
	app  *app
	out  bytes.Buffer // what is written to the terminal beside frames
	quit bool

	colour bool // escape sequences are drawn, ESC written as ␛
	now    time.Time
}

func newSession(t *testing.T) *session { return &session{t: t, now: time.Unix(1e9, 0)} }

func (s *session) section(f *txtar.File) {
	switch f.Name {
	case "setup":
		s.setup(strings.Fields(string(f.Data)))
	case "keys":
		for _, k := range splitKeys(string(f.Data)) {
			s.key(k)
		}
	case "screen":
		got := s.screen()
		if *update {
			f.Data = []byte(got)
		} else if got != string(f.Data) {
			s.t.Errorf("the screen is\n%swant\n%s", got, f.Data)
		}
	default:
		s.t.Fatalf("no section is called %q", f.Name)
	}
}

// splitKeys splits at spaces, but not within quotes.
func splitKeys(s string) []string {
	var out []string
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 {
			out = append(out, `"`+part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

func (s *session) start(o Options, r *lipgloss.Renderer) {
	l, err := newLook(r, o.Theme, o.ASCII)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nothing may wait
	o.Now = func() time.Time { return s.now }
	o.Title, o.Inputs = "trace.out", []string{"trace.out", "goroutine.txt"}
	if o.Source == nil {
		o.Source = sourceOf
	}
	o.Raw = rawOf
	s.app = newApp(ctx, o, l, &s.out)
	s.app.stop = func() {}
	s.app.getenv = func(string) string { return "" }
	s.app.run = func([]string, string) error { return exec.ErrNotFound }
	s.app.exists = func(string) bool { return false }
	if err := s.app.filter(o.Filter); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) setup(list []string) {
	var o Options
	var size string
	var then func()
	for _, w := range list {
		name, value, _ := strings.Cut(w, "=")
		switch name {
		case "ascii":
			o.ASCII = true
		case "colour":
			s.colour = true
		case "theme":
			o.Theme = value
		case "filter":
			o.Filter = value
		case "open":
			o.Open = value
		case "incident":
			then = func() { s.send(loadedMsg{result: incident()}) }
		case "named":
			then = func() { s.send(loadedMsg{result: named()}) }
		case "full":
			then = func() { s.send(loadedMsg{result: full()}) }
		case "compared": // with a week ago, when a chain was not there, one was smaller, and there was another
			o.Compares = true
			then = func() { s.send(loadedMsg{result: comparedWith(weekAgo(), incident())}) }
		case "comparable":
			o.Compare = func(_ context.Context, name string, r *correlate.Result) (*correlate.Result, error) {
				if name != "lastweek.json" {
					return nil, errors.New("open " + name + ": no such file or directory")
				}
				return comparedWith(weekAgo(), incident()), nil
			}
			then = func() { s.send(loadedMsg{result: incident()}) }
		case "bundles": // of an incident
			o.Bundle = fakeBundler()
			then = func() { s.send(loadedMsg{result: full()}) }
		case "healthy":
			then = func() { s.send(loadedMsg{result: healthy()}) }
		case "cut":
			r := incident()
			r.Set.Sources[0].Partial, r.Set.Sources[0].Missing = true, "generation 3 of the trace is cut"
			r.Set.Problems = []evidence.Problem{{Pos: at(61 * sec), Message: "unexpected end of file"}}
			then = func() { s.send(loadedMsg{result: r}) }
		case "loading":
			then = s.news
		case "reading":
			then = func() { s.news(); s.send(newsMsg{partial: incident()}) }
		default:
			size = w
		}
	}
	r := plainRenderer()
	if s.colour {
		r.SetColorProfile(termenv.ANSI)
	}
	s.start(o, r)
	s.key(size)
	then()
}

func plainRenderer() *lipgloss.Renderer {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return r
}

// news reports progress, 8 s apart: 154 MiB, 482 MiB, …
func (s *session) news() {
	p := evidence.Progress{Path: "trace.out", Kind: evidence.ExecutionTrace, Total: 790 << 20}
	if len(s.app.load.inputs) == 0 {
		p.Read = 154 << 20
		s.send(newsMsg{progress: []evidence.Progress{p}})
	}
	s.now = s.now.Add(8 * time.Second)
	p.Read = min(p.Total, s.app.load.inputs[0].Read+328<<20)
	p.Events, p.Goroutines = 23_000_000, 2954
	s.send(newsMsg{progress: []evidence.Progress{p}})
}

func (s *session) send(msg tea.Msg) {
	_, cmd := s.app.Update(msg)
	s.run(cmd)
}

// run runs commands to their end, and what they lead to.
func (s *session) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		s.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	default:
		s.send(msg)
	}
}

func (s *session) key(name string) {
	var w, h int
	switch n, _ := fmt.Sscanf(name, "%dx%d", &w, &h); {
	case n == 2:
		s.send(tea.WindowSizeMsg{Width: w, Height: h})
	case name == "space":
		s.send(tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
	case name == "done":
		s.send(loadedMsg{result: incident()})
	case name == "failed":
		s.send(loadedMsg{err: errors.New("trace.out: not an execution trace")})
	case name == "news":
		s.news()
	case strings.HasPrefix(name, "together:"): // keys that come in one message
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name[len("together:"):])})
	case strings.HasPrefix(name, "paste:"):
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name[len("paste:"):]), Paste: true})
	case strings.HasPrefix(name, `"`):
		for _, r := range name[1:] {
			if r == ' ' {
				s.key("space")
				continue
			}
			s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	default:
		s.send(keyMsg(s.t, name))
	}
}

// keyMsg returns the message of a key by the name that Bubble Tea gives it.
func keyMsg(t testing.TB, name string) tea.KeyMsg {
	if r := []rune(name); len(r) == 1 {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: r}
	}
	for k := tea.KeyType(-100); k < 128; k++ {
		if msg := (tea.KeyMsg{Type: k}); msg.String() == name {
			return msg
		}
	}
	t.Fatalf("no key is called %q", name)
	return tea.KeyMsg{}
}

// screen returns what is to be seen, or how the program ended.
func (s *session) screen() string {
	if s.quit {
		return fmt.Sprintf("(ended: %v)\n", s.app.err)
	}
	s.checkSize(s.app.View())
	var b strings.Builder
	for line := range strings.SplitSeq(s.app.View(), "\n") {
		b.WriteString(strings.TrimRight(strings.ReplaceAll(line, "\x1b", "␛"), " ") + "\n")
	}
	return b.String()
}

// checkSize fails when a line is wider, or there are more lines, than the terminal has.
func (s *session) checkSize(view string) {
	s.t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) > max(1, s.app.h) {
		s.t.Errorf("%d lines on a terminal of %d", len(lines), s.app.h)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > s.app.w {
			s.t.Errorf("%dx%d: line %d is %d cells wide: %q", s.app.w, s.app.h, i+1, w, line)
		}
	}
}

func (s *session) show(r *correlate.Result) { s.send(loadedMsg{result: r}) }
