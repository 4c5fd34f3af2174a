package ui

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// edit opens the line of what the cursor is on. A file that is not found is asked for.
func (a *app) edit() tea.Cmd { return a.editAt(a.screen().subject().at) }

func (a *app) editAt(f evidence.Frame) tea.Cmd {
	if f.File == "" {
		return say("no source line is known for this")
	}
	path := findSource(f.File, a.exists)
	for _, m := range a.desk.sources.moves {
		if path == "" {
			path = m.apply(f.File, a.exists)
		}
	}
	if path == "" {
		a.prompt.ask("where is "+filepath.Base(f.File)+"? ", &moveLine{app: a, at: f})
		return nil
	}
	return a.openEditor(path, int(f.Line))
}

// openEditor gets the user's editor ready for a file that is here.
func (a *app) openEditor(path string, line int) tea.Cmd {
	editor := strings.TrimSpace(a.getenv("VISUAL"))
	if editor == "" {
		editor = strings.TrimSpace(a.getenv("EDITOR"))
	}
	if editor == "" {
		return say("set $VISUAL or $EDITOR to open " + path + ":" + strconv.Itoa(line))
	}
	argv := editorCommand(editor, path, line)
	return a.runEditor(exec.Command(argv[0], argv[1:]...))
}

// editRaw opens an input itself, where it is a file on this machine.
func (a *app) editRaw() tea.Cmd {
	if !a.exists(a.raw.in) {
		return say(a.raw.in + " is no file of its own")
	}
	path, err := filepath.Abs(a.raw.in) // so that no name can look like an option
	if err != nil {
		return say(err.Error())
	}
	return a.openEditor(path, a.raw.part.at)
}

// runEditor gives the terminal to the editor until it ends.
func (a *app) runEditor(cmd *exec.Cmd) tea.Cmd {
	if f, ok := a.out.(*lockedFile); ok {
		cmd.Stdout = f.File // through anything but the file itself the editor would see a pipe, no terminal
	}
	// What it complains of would be gone with the next frame. A file, not a pipe: an editor that leaves a
	// window behind may write to it for hours.
	said, err := os.CreateTemp("", "ctxscope-editor-*")
	if err == nil {
		os.Remove(said.Name()) // gone when both have closed it; where that cannot be, it stays until the end
		cmd.Stderr = said
	}
	return tea.ExecProcess(cmd, func(err error) tea.Msg {
		text := ""
		if said != nil {
			text = lastWords(said)
			said.Close()
			os.Remove(said.Name())
		}
		if err != nil {
			return toastMsg(strings.Join(cmd.Args, " ") + ": " + err.Error() + suffix(": ", text))
		}
		return nil
	})
}

// lastWords returns the end of what a program complained of, in a line.
func lastWords(f *os.File) string {
	const most = 1 << 10
	end, _ := f.Seek(0, io.SeekEnd)
	b := make([]byte, min(end, most))
	n, _ := f.ReadAt(b, end-int64(len(b)))
	return strings.Join(strings.Fields(ansi.Strip(string(b[:n]))), " ")
}

// findSource returns the path of a file that a binary was built from: as recorded, or, when the build
// ran elsewhere, the longest tail of it that exists below the working directory. "" when there is none.
func findSource(file string, exists func(string) bool) string {
	file = filepath.FromSlash(file)
	if filepath.IsAbs(file) && exists(file) {
		return file
	}
	for rest := file; rest != ""; {
		if filepath.IsLocal(rest) && exists(rest) {
			if abs, err := filepath.Abs(rest); err == nil {
				return abs // absolute, so that no file name can look like an option
			}
		}
		i := strings.IndexRune(rest, filepath.Separator)
		if i < 0 {
			break
		}
		rest = rest[i+1:]
	}
	return ""
}

// editorCommand returns the words of the command that opens file at line, in the editor's own way of
// saying it. An unknown editor gets +line, which vi taught most of them.
func editorCommand(editor, file string, line int) []string {
	argv := strings.Fields(editor)
	line = max(1, line)
	n := strconv.Itoa(line)
	name := strings.TrimSuffix(filepath.Base(argv[0]), ".exe")
	switch name {
	case "code", "code-insiders", "codium", "cursor", "windsurf":
		return append(argv, "--goto", file+":"+n)
	case "hx", "helix", "subl", "zed", "lite-xl":
		return append(argv, file+":"+n)
	case "idea", "goland", "kate":
		return append(argv, "--line", n, file)
	case "notepad++":
		return append(argv, "-n"+n, file)
	case "notepad", "open", "xdg-open", "gedit":
		return append(argv, file)
	}
	return append(argv, "+"+n, file)
}
