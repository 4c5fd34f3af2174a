package ui

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// inputs is screen 6: what each file is and covers, what could not be read, which rules ran, and how to
// capture what the others need.
type inputs struct {
	panes
	keys *keyMap
	page *inputsPage
}

// inputsPage is its only pane.
type inputsPage struct {
	text
	keys   *keyMap
	result *correlate.Result
	places []inputPlace
}

// An inputPlace is a line of the page that tells of a place in an input.
type inputPlace struct {
	line int
	pos  evidence.Pos
}

// about returns the place that a line is about, or the last one above it.
func (p *inputsPage) about(line int) evidence.Pos {
	var at evidence.Pos
	for _, pl := range p.places {
		if pl.line <= max(line, 0) || at.File == "" {
			at = pl.pos
		}
	}
	return at
}

func newInputs(d *desk) *inputs {
	l, k := d.look, d.keys
	i := &inputs{panes: panes{look: l}, keys: k, page: &inputsPage{text: text{look: l}, keys: k}}
	i.all = []pane{i.page}
	return i
}

func (i *inputs) setResult(a *atlas, _ bool) {
	i.page.result = a.Result
	i.page.build()
}

func (i *inputs) settle()                          {}
func (i *inputs) actions() []action                { return i.page.actions() }
func (i *inputs) setQuery(s string) error          { return i.page.setQuery(s) }
func (i *inputs) setFilter(string) error           { return nil }
func (i *inputs) query() string                    { return i.page.query }
func (i *inputs) filtered() (expr, matches string) { return "", "" }
func (i *inputs) searched() *text                  { return &i.page.text }
func (i *inputs) crumbs() []string                 { return []string{"inputs"} }
func (i *inputs) position() string                 { return i.page.place() }
func (i *inputs) tab() string                      { return "Inputs" }
func (i *inputs) at() ref                          { return ref{refView, "inputs"} }
func (i *inputs) show(r ref) bool                  { return r == i.at() }
func (i *inputs) rows() lister                     { return nil }

func (p *inputsPage) setSize(w, h int) {
	if w != p.w || h != p.h {
		p.text.setSize(w, h)
		p.build()
	}
}

func (p *inputsPage) want() int     { return len(p.lines) }
func (p *inputsPage) click(int)     {}
func (p *inputsPage) title() string { return "Inputs" }
func (p *inputsPage) View() string  { return p.view() }
func (p *inputsPage) actions() []action {
	return append(moving(p.keys, &p.text), searching(p.keys, &p.text)...)
}

func (p *inputsPage) build() {
	if p.result == nil || p.w <= 0 {
		return
	}
	f := facts{look: p.look, w: p.w}
	p.places = p.places[:0]
	for _, s := range p.result.Set.Sources {
		p.places = append(p.places, inputPlace{len(f.lines), evidence.Pos{File: s.Path}})
		p.source(&f, s)
	}
	if problems := p.result.Set.Problems; len(problems) > 0 {
		f.head("Could not be read")
		for _, pr := range problems {
			p.places = append(p.places, inputPlace{len(f.lines), pr.Pos})
			f.text("  " + pr.String())
		}
	}
	if len(p.result.NotChecked) > 0 {
		f.head("Not checked")
	}
	for _, n := range p.result.NotChecked {
		if n.Rule == nil {
			continue
		}
		f.text("  " + n.Rule.Name + ": needs " + n.Needs)
		f.text("      " + n.Capture)
	}
	f.head("Checked: " + words.Plural(len(p.result.Checked), "rule"))
	for _, r := range p.result.Checked {
		f.text("  " + pad(r.Name, 20) + " " + r.Doc.Title)
	}
	p.setLines(f.lines)
}

func (p *inputsPage) source(f *facts, s *evidence.Source) {
	f.head(s.Path)
	f.add("  kind", kind(s.Kind)+suffix(", ", s.Go))
	size := words.Bytes(s.Bytes)
	if s.Events > 0 {
		size += ", " + words.Plural(int(s.Events), "event")
	}
	f.add("  read", size)
	if w := s.Window(); w > 0 {
		span := words.Age(w)
		from, ok := s.At(s.From)
		to, _ := s.At(s.To)
		if ok {
			span += ", " + from.UTC().Format("2006-01-02 ") + clock(from) + " to " + clock(to)
		} else {
			span += "; the wall clock is not in the file"
		}
		f.add("  window", span)
	}
	f.add("  cut", s.Cut())
	if s.Apart != "" {
		f.add("  apart", "not joined: "+s.Apart)
	}
	f.add("  note", s.Note)
	if s.Partial {
		for i, line := range wrap(p.look.clean("PARTIAL: "+s.Missing), max(1, f.w-2)) {
			if i == 0 {
				line = p.look.partial.Render(line)
			}
			f.raw(p.look.fit("  "+line, f.w))
		}
	}
}
