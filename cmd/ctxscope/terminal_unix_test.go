//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// program returns a command that runs this program in the given environment only.
func program(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, exe)
	cmd.Args = append([]string{"ctxscope"}, args...) // TestMain runs main for this name
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}, env...)
	return cmd
}

// onTerminal runs the program on a terminal that shows what it gets and answers nothing.
func onTerminal(t *testing.T, env []string, args ...string) (output string, took time.Duration) {
	t.Helper()
	cmd := program(t, append([]string{"TERM=xterm-256color"}, env...), args...)
	start := time.Now()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	var b bytes.Buffer
	io.Copy(&b, tty) // ends with an error once the program has ended: its terminal is gone
	if err := cmd.Wait(); err != nil {
		t.Errorf("ctxscope %s: %v\n%s", strings.Join(args, " "), err, b.String())
	}
	return b.String(), time.Since(start)
}

// TestSilentTerminal: importing Bubble Tea asks the terminal a question before main runs, and waits 5 s
// for the answer. No command that does not draw may do that.
func TestSilentTerminal(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"analyze", "--help"}, {"inspect", "--help"}, {"version"}, {"explain"}, {"demo"}, {"completion", "bash"}} {
		out, took := onTerminal(t, nil, args...)
		if strings.Contains(out, "\x1b") {
			t.Errorf("%v: escape sequences in %q", args, out)
		}
		if took > 4*time.Second {
			t.Errorf("%v took %v on a terminal that does not answer", args, took)
		}
	}
}

// TestReportOnTerminal: with CI set, or --no-tui, or -f, a terminal gets the report and no UI.
func TestReportOnTerminal(t *testing.T) {
	for _, c := range []struct{ env, args []string }{
		{[]string{"CI=true"}, nil},
		{nil, []string{"--no-tui"}},
		{nil, []string{"-f", "text"}},
		{[]string{"TERM=dumb"}, nil},
	} {
		out, _ := onTerminal(t, append(c.env, "NO_COLOR=1"), append([]string{"demo", "healthy"}, c.args...)...)
		if !strings.Contains(out, "No leak chains found") || strings.Contains(out, "\x1b") {
			t.Errorf("%v %v: %q", c.env, c.args, out)
		}
	}
	if out, _ := onTerminal(t, nil, "demo", "healthy", "--no-tui"); !strings.Contains(out, "\x1b[1m") {
		t.Errorf("no colour on a terminal: %q", out)
	}
}

// TestBrowse: on a terminal the UI opens, q leaves it, and the exit code is the one a report would have.
func TestBrowse(t *testing.T) {
	cmd := program(t, []string{"TERM=xterm-256color"}, "demo", "early-return", "--fail-on", "low")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	var screen bytes.Buffer
	for buf := make([]byte, 4096); !strings.Contains(screen.String(), "Charge"); {
		n, err := tty.Read(buf)
		if err != nil {
			t.Fatalf("%v after %q", err, screen.String())
		}
		screen.Write(buf[:n])
	}
	tty.WriteString("q")
	io.Copy(&screen, tty)
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != codeFindings {
		t.Errorf("%v, want exit code %d", err, codeFindings)
	}
	if !strings.Contains(screen.String(), "\x1b[?1049h") {
		t.Error("the UI did not take the alternate screen")
	}
}

// TestInterrupt: the first interrupt keeps what was read and reports it as PARTIAL, with exit code 130.
func TestInterrupt(t *testing.T) {
	trace, err := os.ReadFile("../../samples/early-return/captured/trace.out")
	if err != nil {
		t.Fatal(err)
	}
	cmd := program(t, nil, "analyze", "-")
	var out, notes bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &notes
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// A pipe holds 64 KiB: when all but that is written, the program has read most of the trace. The
	// rest never comes.
	if _, err := in.Write(trace[:len(trace)*3/4]); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Signal(os.Interrupt)
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != codeInterrupted {
		t.Errorf("%v, want exit code %d\n%s", err, codeInterrupted, notes.String())
	}
	if !strings.HasPrefix(out.String(), "PARTIAL") {
		t.Errorf("no PARTIAL report: %s", out.String())
	}
}

// TestBrowseInterrupted: an interrupt of the reading keeps what was read in the UI, and the exit code is
// 130 however the UI is left.
func TestBrowseInterrupted(t *testing.T) {
	trace, err := os.ReadFile("../../samples/early-return/captured/trace.out")
	if err != nil {
		t.Fatal(err)
	}
	cmd := program(t, []string{"TERM=xterm-256color"}, "analyze", "-", "--no-session", "--fail-on", "low")
	cmd.SysProcAttr = &syscall.SysProcAttr{Ctty: 1} // standard input is the trace, keys come from /dev/tty
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	var screen bytes.Buffer
	until := func(want string) {
		for buf := make([]byte, 4096); !strings.Contains(screen.String(), want); {
			n, err := tty.Read(buf)
			if err != nil {
				t.Fatalf("%v before %q in %q", err, want, screen.String())
			}
			screen.Write(buf[:n])
		}
	}
	if _, err := in.Write(trace[:len(trace)*3/4]); err != nil { // the rest never comes
		t.Fatal(err)
	}
	until("reading")
	tty.WriteString("\x03")
	until("PARTIAL")
	tty.WriteString("q")
	io.Copy(&screen, tty)
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != codeInterrupted {
		t.Errorf("%v, want exit code %d", err, codeInterrupted)
	}
}

// TestProgress: a slow read draws its progress on standard error if that is a terminal, by carriage
// returns, and takes it away before the report.
func TestProgress(t *testing.T) {
	trace, err := os.ReadFile("../../samples/early-return/captured/trace.out")
	if err != nil {
		t.Fatal(err)
	}
	cmd := program(t, []string{"TERM=xterm"}, "analyze", "-")
	cmd.Stdout = io.Discard
	screen, stderr, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	cmd.Stderr = stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stderr.Close() // the program has its own; without it the terminal is gone when the program is
	go func() {
		defer in.Close()
		for len(trace) > 0 {
			n := min(len(trace), 20_000)
			in.Write(trace[:n])
			trace = trace[n:]
			time.Sleep(40 * time.Millisecond) // in all longer than patience, so that there is something to show
		}
	}()
	var b bytes.Buffer
	io.Copy(&b, screen)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, b.String())
	}
	if out := b.String(); !strings.Contains(out, "\rreading -  ") || strings.Contains(out, "\x1b") {
		t.Errorf("no progress, or escape sequences: %q", out)
	}
}
