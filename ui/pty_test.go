package ui

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// With UI_TEST_PROGRAM set the test binary is a program that shows the incident, for tests that need a
// real terminal, and for looking at it: UI_TEST_PROGRAM=show ./ui.test
func TestMain(m *testing.M) {
	program := os.Getenv("UI_TEST_PROGRAM")
	if program == "" {
		os.Exit(m.Run())
	}
	o := Options{Title: "trace.out", Inputs: []string{"trace.out"}, Open: os.Getenv("UI_TEST_OPEN"), ASCII: os.Getenv("UI_TEST_ASCII") != "",
		Accessible: os.Getenv("ACCESSIBLE") != "", NoColor: os.Getenv("NO_COLOR") != "", Session: os.Getenv("UI_TEST_SESSION"), Source: sourceOf}
	switch program {
	case "show":
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { return full(), nil }
	case "edit": // the place to change is in a file that is here
		o.Load = func(context.Context, Sink) (*correlate.Result, error) {
			r := incident()
			r.Findings[0].Fix.At = fr("ui.Run", "ui/doc.go", 3)
			return r, nil
		}
	case "healthy":
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { return healthy(), nil }
	case "panic":
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { panic("on purpose") }
	case "stubborn": // reads on, whatever it is told
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { select {} }
	case "endless": // reads until it is stopped, then gives what it has
		o.Load = loadUntilStopped
	}
	err := Run(context.Background(), o)
	fmt.Println("ended:", err)
}

func loadUntilStopped(ctx context.Context, s Sink) (*correlate.Result, error) {
	p := evidence.Progress{Path: "trace.out", Kind: evidence.ExecutionTrace, Total: 790 << 20}
	r := incident()
	for i := 0; ; i++ {
		p.Read = min(p.Total*61/100, p.Read+4<<20)
		p.Events += 10_000
		s.Progress(p)
		if i == 10 {
			s.Partial(r)
		}
		select {
		case <-ctx.Done():
			return r, nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// A terminal is a pty with one of the programs of TestMain on it.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	seen bytes.Buffer
}

func open(t *testing.T, program string, env ...string) *terminal {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "UI_TEST_PROGRAM="+program, "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TMUX=")
	cmd.Env = append(cmd.Env, env...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Skip("no pty:", err)
	}
	guard := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() }) // a hang must not be for ever
	t.Cleanup(func() {
		guard.Stop()
		tty.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	return &terminal{t: t, cmd: cmd, tty: tty}
}

// until reads what the program writes until text is in it.
func (x *terminal) until(text string) {
	x.t.Helper()
	x.untilSeen(text, func() bool { return strings.Contains(ansi.Strip(x.seen.String()), text) })
}

func (x *terminal) untilSeen(text string, seen func() bool) {
	x.t.Helper()
	buf := make([]byte, 4096)
	for !seen() {
		n, err := x.tty.Read(buf)
		x.seen.Write(buf[:n])
		if err != nil {
			x.t.Fatalf("%v before %q was to be seen; the end of it was %q", err, text, x.seen.Bytes()[max(0, x.seen.Len()-500):])
		}
	}
}

func (x *terminal) press(keys string) {
	x.t.Helper()
	x.seen.Reset()
	if _, err := x.tty.WriteString(keys); err != nil {
		x.t.Fatal(err)
	}
}

const ctrlC = "\x03"

// One ctrl+c while loading keeps what was read, and quits from there as from any result.
func TestInterruptKeepsPartialResult(t *testing.T) {
	x := open(t, "endless")
	x.until("found so far: 3 chains")
	x.press(ctrlC)
	x.until("PARTIAL")
	x.press(ctrlC)
	x.until("ended: interrupted")
}

// With a reading that does not stop, the second ctrl+c ends the program, and Run says so.
func TestInterruptTwice(t *testing.T) {
	x := open(t, "stubborn")
	x.until("reading 1 input")
	x.press(ctrlC)
	x.until("stopping")
	x.press(ctrlC)
	x.until("ended: interrupted")
}

// A terminal gets the colours that its name promises, and the first eight when it promises nothing; with
// NoColor it gets none, and no bold or reverse either.
func TestTerminalColours(t *testing.T) {
	for _, c := range []struct{ env, want, not string }{
		{"TERM=xterm-256color", "\x1b[1;7m>L1 !!", ""},
		{"TERM=screen", "\x1b[33m! ", ""},
		{"NO_COLOR=1", ">L1 !!", "m>L1"},
	} {
		x := open(t, "show", c.env)
		x.until("send outlives") // the list stands above it
		if out := x.seen.String(); !strings.Contains(out, c.want) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: no %q, or %q, in %q", c.env, c.want, c.not, out)
		}
		x.press("q")
		x.until("ended: <nil>")
	}
}

// A panic gives the terminal back: the alternate screen is left, the cursor is shown.
func TestPanicRestoresTerminal(t *testing.T) {
	x := open(t, "panic")
	x.until("ended: terminal:")
	out := x.seen.String()
	for name, seq := range map[string]string{"alternate screen": ansi.ResetModeAltScreenSaveCursor, "cursor": ansi.SetModeTextCursorEnable} {
		if !strings.Contains(out, seq) {
			t.Errorf("the %s is not given back", name)
		}
	}
}

// The UI asks the terminal nothing: not for colours, not for the cursor's place, not for its name.
func TestAsksNothing(t *testing.T) {
	x := open(t, "show")
	x.until("send outlives")
	out := x.seen.String()
	for _, q := range []string{"\x1b]10;?", "\x1b]11;?", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u"} {
		if strings.Contains(out, q) {
			t.Errorf("the terminal is asked %q", q)
		}
	}
	x.press("q")
	x.until("ended: <nil>")
}

// A copied text goes to the terminal as one whole OSC 52 sequence, between frames.
func TestCopyReachesTerminal(t *testing.T) {
	x := open(t, "show")
	x.until("send outlives")
	x.press("yl")
	x.until("to the terminal's clipboard")
	if want := ansi.SetSystemClipboard("ctxscope analyze trace.out --open 7f3a9c2b"); !strings.Contains(x.seen.String(), want) {
		t.Errorf("%q is not in what was written", want)
	}
}

// The line shell draws nothing and asks nothing: not one escape sequence.
func TestAccessible(t *testing.T) {
	x := open(t, "show", "ACCESSIBLE=1")
	x.until("ctxscope> ")
	x.press("show L2\n")
	x.until("L2: medium severity")
	x.press("quit\n")
	x.until("ended: <nil>")
	if strings.Contains(x.seen.String(), "\x1b") {
		t.Error("there is an escape sequence")
	}
}

// However the program is left, the session is written.
func TestSessionOnTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.json")
	x := open(t, "show", "UI_TEST_SESSION="+path)
	x.until("send outlives")
	x.press("j ")
	x.until("1 mark")
	x.press("\x03")
	x.until("ended: <nil>")
	if b, err := os.ReadFile(path); err != nil || !strings.Contains(string(b), "chain/52c01d9e") {
		t.Errorf("session: %s %v", b, err)
	}
}

// The editor gets the terminal itself, not a pipe, and the UI comes back after it.
func TestEditorOnTerminal(t *testing.T) {
	editor := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\n[ -t 0 ] && [ -t 1 ] && echo \"on a terminal: $1 ${2##*/}\"\n"
	if err := os.WriteFile(editor, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	x := open(t, "edit", "VISUAL="+editor)
	x.until("send outlives")
	x.press("e")
	x.until("on a terminal: +3 doc.go")
	x.until("send outlives")
	x.press("q")
	x.until("ended: <nil>")
}
