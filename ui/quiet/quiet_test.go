package quiet_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"

	_ "github.com/charmbracelet/bubbletea" // the one whose init asks the terminal
	"github.com/creack/pty"

	"github.com/ctxscope/ctxscope/ui/quiet"
)

// The test binary is its own subject: with QUIET_TEST set it is a program that imports Bubble Tea and
// only prints what TERM is, before and after Restore.
func TestMain(m *testing.M) {
	if os.Getenv("QUIET_TEST") != "" {
		before := os.Getenv("TERM")
		quiet.Restore()
		quiet.Restore()
		after, ok := os.LookupEnv("TERM")
		fmt.Printf("%s %s %v\n", before, after, ok)
		return
	}
	os.Exit(m.Run())
}

// On a terminal that never answers, nothing may be asked: no ESC byte arrives, so nothing can wait.
func TestNothingIsAsked(t *testing.T) {
	for _, c := range []struct {
		env  []string
		want string
	}{
		{[]string{"TERM=xterm-256color"}, "dumb xterm-256color true\r\n"},
		{[]string{"TERM=xterm-256color", "NO_COLOR=1"}, "dumb xterm-256color true\r\n"},
		{nil, "dumb  false\r\n"},
	} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append([]string{"QUIET_TEST=1"}, c.env...)
		tty, err := pty.Start(cmd)
		if err != nil {
			t.Skip("no pty:", err)
		}
		out, err := io.ReadAll(tty)
		if err != nil && !errors.Is(err, syscall.EIO) { // EIO is how Linux ends a pty
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsRune(out, '\x1b') {
			t.Errorf("%v: the terminal was asked something: %q", c.env, out)
		}
		if string(out) != c.want {
			t.Errorf("%v: got %q, want %q", c.env, out, c.want)
		}
	}
}

func TestImportsOnlyOS(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "quiet.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Imports) != 1 || f.Imports[0].Path.Value != `"os"` {
		t.Errorf("quiet.go must import os and nothing else, or its init comes too late")
	}
}
