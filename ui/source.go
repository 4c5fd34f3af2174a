package ui

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// sources are the source files shown so far. A file is read beside the UI, once; until it is there, and
// when it cannot be read, there is no source to show.
type sources struct {
	jobs   *jobs
	read   func(file string) ([]byte, error)
	lines  map[string][]string // by path; nil: asked for, or not to be had
	moves  []move              // where the user says that trees are, the latest first
	exists func(string) bool
}

// move takes a tree to be elsewhere. What was not found before is looked for again.
func (s *sources) move(m move) {
	s.moves = append([]move{m}, s.moves...)
	maps.DeleteFunc(s.lines, func(_ string, lines []string) bool { return lines == nil })
}

// here returns the path to read a file by.
func (s *sources) here(path string) string {
	for _, m := range s.moves {
		if p := m.apply(path, s.exists); p != "" {
			return p
		}
	}
	return path
}

// sourceMsg is a source file that was read, or the lack of it. From its command to app.
type sourceMsg struct {
	path  string
	lines []string
}

// sourceLimit is the size beyond which a file is taken for no source.
const sourceLimit = 4 << 20

// of returns the lines of a file, nil as long as they are not there.
func (s *sources) of(path string) []string {
	lines, asked := s.lines[path]
	if asked || path == "" {
		return lines
	}
	s.lines[path] = nil
	here := s.here(path)
	s.jobs.add(func() tea.Msg {
		b, err := s.read(here)
		if err != nil || len(b) > sourceLimit {
			return nil
		}
		return sourceMsg{path, strings.Split(string(b), "\n")}
	})
	return nil
}

// readLocal reads a source file of this machine. The name comes from a stranger's evidence: nothing but
// source is opened.
func readLocal(file string) ([]byte, error) {
	switch filepath.Ext(file) {
	case ".go", ".s", ".c", ".h":
	default:
		return nil, errors.New("not a source file")
	}
	path := findSource(file, isThere)
	if path == "" {
		return nil, os.ErrNotExist
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > sourceLimit {
		return nil, errors.New("not a source file")
	}
	return os.ReadFile(path)
}

// isThere reports whether a path leads to something on this machine.
func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// sourceAround is how many lines stand above and below the one that is talked of.
const sourceAround = 4

// excerpt draws the source around a frame's line: > marks the line itself, D the calls deferred above
// it that have not run, L the locks that it holds. Nothing when the source is not at hand, or is not
// that of the frame.
func (d *desk) excerpt(set *evidence.Set, at evidence.Frame, w int) []string {
	path, code := at.File, set.Code[at]
	if code != nil && code.Mismatch != "" {
		return nil
	}
	if code != nil && code.Path != "" {
		path = code.Path
	}
	lines := d.sources.of(path)
	if at.Line < 1 || at.Line > len(lines) {
		return nil
	}
	signs := map[int]string{at.Line: ">"}
	if code != nil {
		for _, l := range code.Held {
			signs[l.Line] = "L"
		}
		for _, df := range code.Defers {
			signs[df.Line] = "D"
		}
	}
	show := shownLines(at.Line, len(lines), signs)
	out := []string{d.look.title.Render(d.look.fit("Source  "+d.look.clean(shortPlace(at)), w))}
	last := 0
	for _, n := range show {
		if last > 0 && n > last+1 {
			out = append(out, d.look.fit("    "+d.look.clean("…"), w))
		}
		last = n
		line := " " + pad(signs[n], 1) + padLeft(strconv.Itoa(n), 5) + "  " + d.look.clean(strings.ReplaceAll(lines[n-1], "\t", "    "))
		line = d.look.fit(line, w)
		if n == at.Line {
			line = d.look.own.Render(line)
		}
		out = append(out, line)
	}
	return out
}

// shownLines are the lines around the one talked of, and those with a sign that stand above it.
func shownLines(at, n int, signs map[int]string) []int {
	var out []int
	for i := max(1, at-sourceAround); i <= min(n, at+sourceAround); i++ {
		out = append(out, i)
	}
	for i := range signs {
		if i >= 1 && i <= n && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}
