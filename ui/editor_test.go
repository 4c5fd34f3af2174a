package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEditorCommand(t *testing.T) {
	for in, want := range map[string]string{
		"vim": "vim +142 /a/b.go", "nvim -R": "nvim -R +142 /a/b.go", "/usr/bin/nano": "/usr/bin/nano +142 /a/b.go", "emacs -nw": "emacs -nw +142 /a/b.go",
		"code --wait": "code --wait --goto /a/b.go:142", "hx": "hx /a/b.go:142", "subl -w": "subl -w /a/b.go:142", "goland": "goland --line 142 /a/b.go",
		"notepad.exe": "notepad.exe /a/b.go",
	} {
		if got := strings.Join(editorCommand(in, "/a/b.go", 142), " "); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	if got := editorCommand("vi", "/a/b.go", 0); got[1] != "+1" {
		t.Errorf("an unknown line is %s", got[1])
	}
}

// A file is taken where it was built, or else by the longest tail of its path that is here; a path
// that climbs out of the working directory is never taken.
func TestFindSource(t *testing.T) {
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	exists := func(list ...string) func(string) bool {
		return func(p string) bool {
			for _, e := range list {
				if p == filepath.FromSlash(e) {
					return true
				}
			}
			return false
		}
	}
	abs := filepath.Join(here, "abs.go")
	for _, c := range []struct {
		file string
		have []string
		want string
	}{
		{abs, []string{abs}, abs},
		{"acme.example/api/pay.go", []string{"api/pay.go", "pay.go"}, filepath.Join(here, "api", "pay.go")},
		{"/build/acme/api/pay.go", []string{"pay.go"}, filepath.Join(here, "pay.go")},
		{"../../etc/passwd", []string{"../../etc/passwd", "../etc/passwd"}, ""},
		{"-c.go", []string{"-c.go"}, filepath.Join(here, "-c.go")},
		{"pay.go", nil, ""},
	} {
		if got := findSource(c.file, exists(c.have...)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.file, got, c.want)
		}
	}
}

// What was built elsewhere is found by the path of one file, or by a directory; then its neighbours are
// too. A path that climbs out of the tree is not followed.
func TestMoved(t *testing.T) {
	have := []string{"/home/me/pay/client.go", "/home/me/pay/api/pay.go", "/home/me/client.go"}
	exists := func(p string) bool { return slices.Contains(have, filepath.ToSlash(p)) }
	for _, c := range []struct {
		file, answer string
		from, to     string
	}{
		{"/build/acme/pay/client.go", "/home/me/pay/client.go", "/build/acme", "/home/me"},
		{"/build/acme/pay/client.go", "/home/me", "/build/acme", "/home/me"},
		{"acme.example/pay/client.go", "/home/me", "acme.example", "/home/me"},
		{"/build/acme/client.go", "/home/me/pay", "/build/acme", "/home/me/pay"},
		{"client.go", "/home/me", "", "/home/me"},
		{"/build/acme/pay/client.go", "/home/you", "", ""},
		{"/build/acme/pay/client.go", "/home/me/pay/api/pay.go", "", ""},
	} {
		m, ok := moved(c.file, c.answer, exists)
		if ok != (c.to != "") || filepath.ToSlash(m.From) != c.from || filepath.ToSlash(m.To) != c.to {
			t.Errorf("%s at %s: %v, %v", c.file, c.answer, m, ok)
		}
		if ok && m.apply(c.file, exists) == "" {
			t.Errorf("%s is not found by %v", c.file, m)
		}
	}
	m := move{"/build/acme", "/home/me"}
	if got := m.apply("/build/acme/pay/api/pay.go", exists); filepath.ToSlash(got) != have[1] {
		t.Errorf("the neighbour is at %q", got)
	}
	if got := m.apply("/build/acme/../me/client.go", func(string) bool { return true }); got != "" {
		t.Errorf("it climbed to %q", got)
	}
}

// e asks where a file is, once; then it opens it, and what else lies in its tree, with the cursor where
// it was, also in the next session.
func TestEditAsksOnce(t *testing.T) {
	o := Options{Session: filepath.Join(t.TempDir(), "s.json")}
	s := visit(t, o, "j", "e")
	if v := s.screen(); !strings.Contains(v, "where is hub.go?") || !strings.Contains(v, "it was /src/acme/feed/hub.go") {
		t.Fatalf("it does not ask:\n%s", v)
	}
	have := []string{"/home/me/acme/feed/hub.go", "/home/me/acme/internal/payments/client.go"}
	exists := func(p string) bool { return slices.Contains(have, filepath.ToSlash(p)) }
	s.app.exists = exists
	for _, k := range []string{`"/home/me/acme`, "enter"} {
		s.key(k)
	}
	told := "set $VISUAL or $EDITOR to open " + filepath.FromSlash("/home/me/acme/feed/hub.go:")
	if v := s.screen(); !strings.Contains(v, told) || !strings.Contains(v, ">L2") {
		t.Errorf("it does not open it:\n%s", v)
	}
	s.app.keep()
	s = visit(t, o)
	s.app.exists = exists
	s.key("k")
	s.key("e")
	if v := s.screen(); !strings.Contains(v, "to open "+filepath.FromSlash("/home/me/acme/internal/payments/client.go:140")) {
		t.Errorf("it asks again:\n%s", v)
	}
}

func TestLastWords(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.WriteString(strings.Repeat("x ", 1<<10) + "\n\x1b[31mE325:\x1b[0m\tno such file\n")
	if got := lastWords(f); !strings.HasSuffix(got, "x E325: no such file") {
		t.Errorf("got %q", got)
	}
}
