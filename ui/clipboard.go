package ui

import (
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/ctxscope/ctxscope/correlate/words"
)

// A clipboard copies for the user, wherever they sit: an escape sequence (OSC 52) asks their terminal, over
// SSH and through tmux and screen too. That is sent first and always, since no terminal says whether it
// took it; a program of this machine is then given the same where the user sits at it.
type clipboard struct {
	out    io.Writer
	getenv func(string) string
	run    func(argv []string, stdin string) error // an error also when there is no such program
}

// clipboardLimit is what terminals take at once over OSC 52: several stop at 74 KiB after encoding.
const clipboardLimit = 74 << 10

// copy returns a command that puts text into the clipboard and says so. what names it in the toast.
func (c clipboard) copy(text, what string) tea.Cmd {
	return func() tea.Msg {
		long := ""
		switch {
		case text == "":
			return toastMsg("nothing to copy: there is no " + what + " here")
		case len(text)*4/3 > clipboardLimit:
			path, err := overflow(text)
			if err != nil {
				return toastMsg("not copied: " + words.Bytes(len(text)) + " is more than terminals take, and " + err.Error())
			}
			long = words.Bytes(len(text)) + " is more than terminals take: wrote " + path + " and "
			text, what = path, "its path"
		}
		seq := ansi.SetSystemClipboard(text)
		to := "the terminal's clipboard"
		switch term := c.getenv("TERM"); {
		case c.getenv("TMUX") != "": // it takes the one with set-clipboard on, and the other with allow-passthrough; by default neither
			seq += ansi.TmuxPassthrough(seq)
		case strings.HasPrefix(term, "screen"):
			seq, to = ansi.ScreenPassthrough(seq, 768), to+" through screen"
		}
		if _, err := io.WriteString(c.out, seq); err != nil {
			return toastMsg("not copied: " + err.Error())
		}
		by := c.native(text)
		switch {
		case c.getenv("TMUX") != "" && by == "":
			to = "tmux for the clipboard; not there? set-clipboard on"
		case by != "":
			to += " and " + by
		}
		return toastMsg(long + "sent " + what + ", " + words.Bytes(len(text)) + ", to " + to)
	}
}

// native gives the text to the first program that takes it, and returns its name; "" when none does. tmux
// comes first: with its default settings it takes no escape sequence from a program, but hands on to the
// terminal what it is given this way.
func (c clipboard) native(text string) string {
	if c.getenv("TMUX") != "" && c.run([]string{"tmux", "load-buffer", "-w", "-"}, text) == nil {
		return "tmux"
	}
	for _, argv := range nativeClipboards(runtime.GOOS, c.getenv) {
		if c.run(argv, text) == nil {
			return argv[0]
		}
	}
	return ""
}

// nativeClipboards lists the programs that could set the clipboard of this machine; none when the user is
// elsewhere: its clipboard is not theirs.
func nativeClipboards(goos string, getenv func(string) string) [][]string {
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if getenv(name) != "" {
			return nil
		}
	}
	var out [][]string
	switch {
	case goos == "darwin":
		out = append(out, []string{"pbcopy"})
	case goos == "windows" || getenv("WSL_DISTRO_NAME") != "":
		out = append(out, []string{"clip.exe"})
	}
	if getenv("WAYLAND_DISPLAY") != "" {
		out = append(out, []string{"wl-copy"})
	}
	if getenv("DISPLAY") != "" {
		out = append(out, []string{"xclip", "-selection", "clipboard"}, []string{"xsel", "--clipboard", "--input"})
	}
	return out
}

// runProgram runs a program to its end, which is soon: one that hangs, for lack of a display, is stopped.
func runProgram(argv []string, stdin string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin = strings.NewReader(stdin)
	return cmd.Run()
}

// overflow writes a text that is too long for a terminal's clipboard into a file, for whoever runs the
// program alone, and returns its path.
func overflow(text string) (string, error) {
	f, err := os.CreateTemp("", "ctxscope-copy-*.txt")
	if err != nil {
		return "", err
	}
	defer f.Close()
	_, err = f.WriteString(text)
	return f.Name(), err
}
