package ui

import (
	"context"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A raw is the overlay that shows an input itself, at the place where a fact was read: the lines as they
// are in the file, or why there are none. It can be searched.
type raw struct {
	text
	desk *desk
	read func(ctx context.Context, path string, read func(io.Reader) error) error

	shown bool
	pos   evidence.Pos // asked for
	kind  evidence.Kind
	in    string // the input that is shown
	part  rawPart
	err   error // why there is nothing to see
	pan   int   // cells that the lines are moved to the left by
}

// rawMsg is the part of a file that was read, or why it was not. From its command to the overlay, by way
// of app.
type rawMsg struct {
	pos  evidence.Pos // that was asked for
	in   string
	part rawPart
	err  error
}

func newRaw(d *desk, read func(context.Context, string, func(io.Reader) error) error) *raw {
	return &raw{text: text{look: d.look}, desk: d, read: read}
}

// open shows the first of some places that there is something to see of, as soon as it is read, beside the
// UI: a large file takes a while. Without a place it returns a word on that.
func (r *raw) open(ctx context.Context, places []rawPlace, kind evidence.Kind) string {
	switch {
	case len(places) == 0:
		return "this was put together from several places; w says which"
	case r.read == nil:
		return "the inputs are not at hand"
	}
	r.shown, r.pos, r.kind, r.in = true, places[0].Pos, kind, places[0].File
	r.part, r.err, r.pan, r.text.query = rawPart{}, nil, 0, ""
	r.build()
	r.desk.jobs.add(func() tea.Msg {
		m := rawMsg{pos: places[0].Pos, in: places[0].File}
		for i, p := range places {
			part, err := r.partAt(ctx, p)
			if i == 0 && errors.Is(err, errNotFound) {
				m.part, m.err = r.partAt(ctx, rawPlace{Pos: p.Pos}) // its beginning, then
			} else if i == 0 {
				m.part, m.err = part, err
			}
			if err == nil && (part.at > 0 || p.find == "") {
				m.in, m.part, m.err = p.File, part, nil
				break
			}
		}
		return m
	})
	return ""
}

func (r *raw) partAt(ctx context.Context, p rawPlace) (part rawPart, err error) {
	err = r.read(ctx, p.File, func(in io.Reader) (err error) {
		part, err = partOf(in, int(p.Line), p.find)
		return err
	})
	return part, err
}

// take shows what was read, unless another place has been asked for since.
func (r *raw) take(m rawMsg) {
	if !r.shown || m.pos != r.pos {
		return
	}
	r.in, r.part, r.err = m.in, m.part, m.err
	r.build()
	at := max(0, r.part.at-r.part.first)
	r.moveTo(at - r.h/3)
	r.hit = at
}

func (r *raw) isShown() bool { return r.shown }
func (r *raw) close()        { r.shown = false }
func (r *raw) crumb() string { return "input" }
func (r *raw) query() string { return r.text.query }

func (r *raw) setSize(w, h int) {
	if w != r.w || h != r.h {
		r.text.setSize(w, h)
		r.build()
	}
}

func (r *raw) build() {
	if r.w <= 0 || !r.shown {
		return
	}
	f := facts{look: r.look, w: r.w}
	switch {
	case errors.Is(r.err, errBinary):
		r.binary(&f)
	case r.err != nil:
		f.text("It cannot be shown: " + r.err.Error())
	case r.part.first == 0:
		f.text("Reading " + r.pos.File)
	default:
		f.raw(r.numbered()...)
	}
	r.setLines(f.lines)
}

// binary says what there is instead of lines.
func (r *raw) binary(f *facts) {
	f.text("This file is binary: it has no lines to show.")
	f.raw("")
	f.add("read at", r.pos.String())
	name := r.pos.File
	if i := strings.LastIndexByte(name, '!'); i >= 0 {
		name = path.Base(name[i+1:]) // once it is out of its archive
	}
	if r.kind == evidence.ExecutionTrace {
		f.add("as text", "go tool trace -d=parsed "+quote(name))
		f.raw("")
		f.text("Its events, by time, are on the timeline: " + r.desk.keys.Timeline.Keys()[0] + ".")
		return
	}
	f.add("as text", "go tool pprof -raw "+quote(name))
}

func (r *raw) numbered() []string {
	var out []string
	last := r.part.first + len(r.part.lines) - 1
	w := len(strconv.Itoa(last))
	for i, s := range r.part.lines {
		n := r.part.first + i
		mark := " "
		if n == r.part.at {
			mark = ">"
		}
		s = r.look.clean(strings.ReplaceAll(s, "\t", "    "))
		if r.pan > 0 {
			s = ansi.TruncateLeft(s, r.pan, "")
		}
		line := r.look.fit(mark+padLeft(strconv.Itoa(n), w)+"  "+s, r.w)
		if n == r.part.at {
			line = r.look.own.Render(line)
		}
		out = append(out, line)
	}
	return out
}

func (r *raw) title() string {
	s := r.pos.String()
	if r.in != r.pos.File {
		s = evidence.Pos{File: r.in, Line: int32(r.part.at)}.String() + "  (" + path.Base(r.pos.File) + " is binary)"
	} else if r.part.at > 0 && r.pos.Line == 0 {
		s += ":" + strconv.Itoa(r.part.at)
	}
	if n := len(r.part.lines); r.part.more || r.part.first > 1 {
		s += "  lines " + words.Count(r.part.first) + " to " + words.Count(r.part.first+n-1)
		if r.part.more {
			s += ", more follow"
		}
	}
	return r.look.clean(s)
}

func (r *raw) View() string { return r.view() }

func (r *raw) panBy(n int) {
	r.pan = max(0, r.pan+n)
	r.build()
}

func (r *raw) actions() []action {
	k := r.desk.keys
	acts := []action{
		does(k.Back, r.close).as("close"), does(k.Quit, r.close).as("close"), does(k.Raw, r.close).as("close"),
		does(k.Collapse, func() { r.panBy(-20) }).as("pan"), does(k.Expand, func() { r.panBy(20) }).as("pan"),
	}
	return append(append(acts, moving(k, &r.text)...), searching(k, &r.text)...)
}

// openRaw shows the input where it says what the cursor is on. Of a goroutine that was read in a trace, which
// has no lines, it is the text that a dump has of it.
func (a *app) openRaw() {
	s := a.screen().subject()
	var places []rawPlace
	find := ""
	if s.who > 0 {
		find = "goroutine " + strconv.FormatInt(int64(s.who), 10) + " "
	}
	kind := evidence.Kind("")
	if s.pos.File != "" {
		first := rawPlace{Pos: s.pos}
		if s.pos.Line == 0 && !s.pos.Timed {
			first.find = find
		}
		places = append(places, first)
	}
	for _, src := range a.atlas.Set.Sources {
		if src.Path == s.pos.File {
			kind = src.Kind
		} else if src.Kind == evidence.GoroutineDump && find != "" && src.Apart == "" {
			places = append(places, rawPlace{evidence.Pos{File: src.Path}, find})
		}
	}
	a.toast = a.raw.open(a.ctx, places, kind)
}
