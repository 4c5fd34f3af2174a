package ui

import (
	"io"
	"os"
	"strings"
	"sync"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// rendererFor decides how many colours there are by TERM, and never asks the terminal: the themes need no
// background, and the answer could be slow or not come at all. Whether there are to be any is NoColor's
// business alone; a terminal of which nothing is known is taken to have the first eight.
func rendererFor(out io.Writer, o Options) *lipgloss.Renderer {
	r := lipgloss.NewRenderer(out)
	profile := termenv.Ascii
	if _, file := out.(*lockedFile); file && !o.NoColor {
		profile = termenv.NewOutput(out, termenv.WithTTY(true)).ColorProfile()
		if profile == termenv.Ascii {
			profile = termenv.ANSI
		}
	}
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(true) // unused by the themes; set so that lipgloss does not ask
	return r
}

// asciiOnly reports whether the environment says that box and block characters cannot be shown: the
// locale is not UTF-8, the terminal is the Linux console, whose font lacks them, or characters of
// ambiguous width are two cells wide, which would tear frames apart.
func asciiOnly(getenv func(string) string) bool {
	if getenv("TERM") == "linux" || getenv("RUNEWIDTH_EASTASIAN") == "1" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false // nothing is said: containers and Windows set no locale and show UTF-8
}

// A lockedFile is a terminal whose writes do not mix: the renderer's frames and a copied text's escape
// sequence come from different goroutines. It stays a file, which Bubble Tea needs to ask for its size.
type lockedFile struct {
	*os.File
	mu sync.Mutex
}

func (f *lockedFile) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.File.Write(p)
}

func (f *lockedFile) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

// A lockedWriter is the same for an output that is no file.
type lockedWriter struct {
	io.Writer
	mu sync.Mutex
}

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Writer.Write(p)
}

func oneAtATime(out io.Writer) io.Writer {
	if f, ok := out.(*os.File); ok {
		return &lockedFile{File: f}
	}
	return &lockedWriter{Writer: out}
}
