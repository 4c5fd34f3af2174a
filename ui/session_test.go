package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// visit opens the incident with a session file, presses keys, and leaves.
func visit(t *testing.T, o Options, keys ...string) *session {
	t.Helper()
	s := newSession(t)
	s.start(o, plainRenderer())
	s.key("120x36")
	s.show(full())
	for _, k := range keys {
		s.key(k)
	}
	return s
}

// What was looked at, filtered, marked and noted is there the next time; R forgets it.
func TestSessionResumes(t *testing.T) {
	o := Options{Session: filepath.Join(t.TempDir(), "deep", "s.json")}
	visit(t, o, "j", "space", "a", `"why two?`, "enter", "3", "/", `"chan`, "enter", "5", "j").app.keep()
	info, err := os.Stat(o.Session)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("session: %v %v", info, err)
	}
	s := visit(t, o)
	if v := s.screen(); !strings.Contains(v, "resumed, R resets") || !strings.Contains(v, "[5 Heap]") || !strings.Contains(v, ">     38 MiB") {
		t.Errorf("resumed as\n%s", v)
	}
	s.key("3")
	if v := s.screen(); !strings.Contains(v, "filter: chan") {
		t.Errorf("the filter is lost:\n%s", v)
	}
	s.key("1")
	if v := s.screen(); !strings.Contains(v, "L2 ! *") {
		t.Errorf("the mark is lost:\n%s", v)
	}
	s.key("k")
	if v := s.screen(); s.app.desk.shelf.notes[ref{refChain, "9be11a40"}] != "why two?" && s.app.desk.shelf.notes[ref{refChain, "52c01d9e"}] != "why two?" {
		t.Errorf("the note is lost: %v\n%s", s.app.desk.shelf.notes, v)
	}
	s.key("R")
	if v := s.screen(); strings.Contains(v, " *") || !s.app.desk.shelf.empty() || s.app.front != 0 {
		t.Errorf("not reset:\n%s", v)
	}
}

// A session that is damaged, or of another version, is no session.
func TestSessionDamaged(t *testing.T) {
	for _, text := range []string{"", "{", `{"version": 99, "screen": "heap"}`, `{"version": 1, "screen": 7}`, `{"version": 1, "screen": "nowhere", "focus": -4, "at": {"chains": "chain/none"}, "filter": {"chains": "((("}, "marks": ["x", ""]}`} {
		o := Options{Session: filepath.Join(t.TempDir(), "s.json")}
		if err := os.WriteFile(o.Session, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s := visit(t, o, "j", "q"); s.app.front != 0 || !s.quit {
			t.Errorf("%q: on screen %d", text, s.app.front)
		}
	}
}

func TestSessionFile(t *testing.T) {
	env := func(vars ...string) func(string) string {
		return func(k string) string {
			for _, v := range vars {
				if rest, ok := strings.CutPrefix(v, k+"="); ok {
					return rest
				}
			}
			return ""
		}
	}
	a := SessionFile(env("HOME=/h"), "", []string{"a", "b"})
	if !strings.HasPrefix(a, "/h/.local/state/ctxscope/") || a == SessionFile(env("HOME=/h"), "", []string{"a"}) || a == SessionFile(env("HOME=/h"), "demo", []string{"a", "b"}) {
		t.Error(a)
	}
	if p := SessionFile(env("HOME=/h", "XDG_STATE_HOME=/x"), "", []string{"a"}); !strings.HasPrefix(p, "/x/ctxscope/") {
		t.Error(p)
	}
	for _, p := range []string{SessionFile(env("HOME=/h"), "", []string{"-"}), SessionFile(env(), "", []string{"a"}), SessionFile(env("XDG_STATE_HOME=rel"), "", nil)} {
		if p != "" {
			t.Error(p)
		}
	}
}

// A link opens the very view it was copied from.
func TestLinkReopens(t *testing.T) {
	for _, keys := range [][]string{
		{"j"}, {"3", "l", "j", "j"}, {"4", "j", "l", "j"}, {"5", "j"}, {"2", "]", "]"}, {"3", "/", `"sel`, "enter"}, {"6"},
	} {
		s := visit(t, Options{}, keys...)
		link, want := s.app.link(), s.screen()
		args := strings.Fields(link)
		o := Options{}
		for i, a := range args[:len(args)-1] {
			switch a {
			case "--open":
				o.Open = strings.Trim(args[i+1], "'")
			case "--where":
				o.Filter = strings.Trim(args[i+1], "'")
			}
		}
		again := visit(t, o)
		if again.app.front != s.app.front || again.app.screen().at() != s.app.screen().at() {
			t.Errorf("%v: %s opens\n%s\nwant\n%s", keys, link, again.screen(), want)
		}
	}
}
