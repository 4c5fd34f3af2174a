package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
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

func TestEdit(t *testing.T) {
	env := map[string]string{}
	getenv := func(k string) string { return env[k] }
	anywhere := func(string) bool { return true }
	f := evidence.Frame{Func: "api.Pay", File: "api/pay.go", Line: 71}
	if msg, ok := edit(f, getenv, anywhere)().(toastMsg); !ok || !strings.HasPrefix(string(msg), "set $VISUAL") {
		t.Errorf("without an editor: %v", msg)
	}
	env["EDITOR"], env["VISUAL"] = "ed", "  "
	msg, ok := edit(f, getenv, anywhere)().(editMsg)
	if !ok || msg.cmd.Args[0] != "ed" || msg.cmd.Args[1] != "+71" {
		t.Errorf("with an editor: %v", msg)
	}
	if msg, ok := edit(evidence.Frame{Func: "api.Pay"}, getenv, anywhere)().(toastMsg); !ok {
		t.Errorf("without a file: %v", msg)
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
