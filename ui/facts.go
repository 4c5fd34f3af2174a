package ui

import (
	"cmp"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// facts are lines of a name and what it says, wrapped to a width: the body of the panes that show one
// thing in full.
type facts struct {
	look  *look
	w     int
	lines []string

	links  []link
	at     int  // link to be drawn as selected
	folded bool // stacks are
}

const factName = 10 // cells of the name column

// add writes a fact; a value too long for the line goes on below itself. Nothing is written for an
// empty value.
func (f *facts) add(name, value string) {
	if value == "" {
		return
	}
	for i, line := range wrap(f.look.clean(value), max(1, f.w-factName)) {
		if i > 0 {
			name = ""
		}
		f.lines = append(f.lines, f.look.fit(pad(name, factName)+line, f.w))
	}
}

// link writes a fact that leads to another thing, on one line.
func (f *facts) link(name, value string, to ref) {
	selected := len(f.links) == f.at
	mark := "  "
	if selected {
		mark = "> "
	}
	line := pad(name, factName-2) + mark + f.look.fitMiddle(f.look.clean(value), max(1, f.w-factName-2)) + " " + f.look.crumb
	line = f.look.fit(line, f.w)
	if selected {
		line = f.look.selected.Render(line)
	}
	f.links = append(f.links, link{len(f.lines), to})
	f.lines = append(f.lines, line)
}

// stack writes a heading and a stack below it, at marked as the place the talk is of.
func (f *facts) stack(head string, s *evidence.Stack, at evidence.Frame) {
	if len(s.All()) > 0 {
		f.head(head)
		f.raw(f.look.foldedStack(s, at, f.w, f.folded)...)
	}
}

// frame writes a function and, below it, its place in full.
func (f *facts) frame(name string, fr evidence.Frame) {
	if fr.Func == "" {
		return
	}
	room := max(1, f.w-factName)
	f.lines = append(f.lines, f.look.fit(pad(name, factName)+f.look.fitMiddle(f.look.clean(fr.Func), room), f.w))
	if p := fr.Place(); p != "" {
		f.lines = append(f.lines, f.look.fit(pad("", factName)+f.look.fitMiddle(f.look.clean(p), room), f.w))
	}
}

// text writes a paragraph over the whole width.
func (f *facts) text(s string) {
	for _, line := range wrap(f.look.clean(s), f.w) {
		f.lines = append(f.lines, f.look.fit(line, f.w))
	}
}

// head writes a heading after an empty line.
func (f *facts) head(s string) {
	if len(f.lines) > 0 {
		f.lines = append(f.lines, "")
	}
	f.lines = append(f.lines, f.look.title.Render(f.look.fit(f.look.clean(s), f.w)))
}

func (f *facts) raw(lines ...string) { f.lines = append(f.lines, lines...) }

// age writes how long something lasts, with a plus sign when it is a lower bound. A lower bound of zero
// says nothing: then it is what the evidence at hand leaves open.
func (l *look) age(d time.Duration, atLeast bool) string {
	if atLeast && d == 0 {
		return cmp.Or(l.unaged, "<1m")
	}
	s := l.clean(words.Age(d))
	if atLeast {
		s += "+"
	}
	return s
}

// unagedIn is what the age is of a goroutine for which nothing tells one: a dump prints none below a
// minute, a profile none at all.
func unagedIn(set *evidence.Set) string {
	for _, s := range set.Sources {
		if s.Kind == evidence.Goroutines || s.Kind == evidence.GoroutineLeak {
			return "?"
		}
	}
	return "<1m"
}

// moment writes a time of the evidence: seconds into the trace, and the wall clock when its source
// tells it.
func moment(set *evidence.Set, file string, t evidence.Time) string {
	s := strconv.FormatFloat(time.Duration(t).Seconds(), 'f', 3, 64) + "s into it"
	for _, src := range set.Sources {
		if wall, ok := src.At(t); ok && (src.Path == file || file == "") {
			return s + ", " + clock(wall)
		}
	}
	return s
}

// posName writes the place of a fact with its file's name alone; the inputs screen has the path.
func posName(p evidence.Pos) string {
	if p.File == "" {
		return ""
	}
	p.File = path.Base(p.File)
	return p.String()
}

// endOf returns the end of the evidence.
func endOf(set *evidence.Set) evidence.Time {
	var end evidence.Time
	for _, s := range set.Sources {
		end = max(end, s.To)
	}
	return end
}

// clock writes a wall-clock time, in UTC so that two people read the same.
func clock(t time.Time) string { return t.UTC().Format("15:04:05.000") + " UTC" }

// kind writes a kind of input in words.
func kind(k evidence.Kind) string { return strings.ReplaceAll(string(k), "-", " ") }

// percent writes part of whole in whole per cent, rounded down so that 100% means done.
func percent(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return strconv.FormatInt(int64(float64(clamp(int(part), 0, int(whole)))*100/float64(whole)), 10) + "%"
}
