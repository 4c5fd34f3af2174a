package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// mostUnnamed is how many files that were not recognised WriteInspection names.
const mostUnnamed = 40

// WriteInspection writes what the inputs are, without any conclusion: of each file its kind, window, what
// was counted in it, which stages of a leak chain it can show, and what could not be read; and which of them
// were joined as one process. It fits Options.Width.
func WriteInspection(w io.Writer, set *evidence.Set, o Options) error {
	p := newPage(o)
	p.whole = "--json"
	p.joined(set)
	var paths []string
	for _, s := range set.Sources {
		if s.Kind != evidence.Unrecognised && !slices.Contains(paths, s.Path) {
			paths = append(paths, s.Path)
		}
	}
	for _, path := range paths {
		p.line("")
		p.para("", path, p.strong)
		for _, s := range set.Sources {
			if s.Path == path {
				p.inspected(set, s)
			}
		}
	}
	p.unrecognised(set)
	p.legend(set)
	p.problems(set.Problems)
	_, err := w.Write(p.Bytes())
	return err
}

// joined says how much there is, and which files are taken for one process.
func (p *page) joined(set *evidence.Set) {
	files, names := map[string]bool{}, sourceNames(set)
	by := map[string][]string{}
	for _, s := range set.Sources {
		files[s.Path] = true
		how, name := joinedBy(s), orElse(names[s.Path], s.Path)
		if !slices.Contains(by[how], name) {
			by[how] = append(by[how], name)
		}
	}
	text := words.Plural(len(files), "file")
	if n := len(set.Goroutines); n > 0 {
		text += ", " + words.Plural(n, "living goroutine")
	}
	if n := len(set.Series); n > 0 {
		text += ", a series of " + words.Plural(n, "snapshot")
	}
	p.para("", text, p.strong)
	for _, how := range []string{byID, byFunction, beside, notJoined} {
		if list := by[how]; len(list) > 0 {
			p.para(fmt.Sprintf("  %-22s", how), strings.Join(list, ", "), p.plain)
		}
	}
}

// How a file belongs to the others.
const (
	byID       = "one process, by id"
	byFunction = "joined by function"
	beside     = "side by side"
	notJoined  = "not joined"
)

// joinedBy says how s is joined to the rest; empty for a file that was not recognised, and for a bundle, which holds them.
func joinedBy(s *evidence.Source) string {
	switch {
	case s.Kind == evidence.Unrecognised, s.Kind == evidence.Bundle:
		return ""
	case s.Apart != "":
		return notJoined
	case s.Kind == evidence.ExecutionTrace, s.Kind == evidence.GoroutineDump:
		return byID
	case s.Kind == evidence.SchedTrace, s.Kind == evidence.Benchmark:
		return beside
	}
	return byFunction
}

// inspected writes the facts of one source below its path.
func (p *page) inspected(set *evidence.Set, s *evidence.Source) {
	what := []string{kindWords(s.Kind)}
	if s.Go != "" {
		what = append(what, s.Go)
	}
	switch {
	case s.Identities:
		what = append(what, "with addresses")
	case s.Detail:
		what = append(what, "with scheddetail")
	}
	p.para("  what      ", strings.Join(append(what, words.Bytes(s.Bytes)), " · "), p.plain)
	if when := moment(s); when != "" {
		p.para("  when      ", when, p.plain)
	}
	if text := counts(set, s); text != "" {
		p.para("  counts    ", text, p.plain)
	}
	var stages []string
	for i, sh := range shows(s) {
		stages = append(stages, correlate.Stage(i).Letter()+" "+sh.Basis)
	}
	p.para("  shows     ", strings.Join(stages, " · "), p.plain)
	for _, clause := range []struct{ lead, text string }{{"  cut       ", s.Cut()}, {"  note      ", s.Note}, {"  apart     ", s.Apart}} {
		if clause.text != "" {
			p.para(clause.lead, clause.text, p.plain)
		}
	}
	if s.Partial {
		p.para("  PARTIAL   ", "lacks "+orElse(s.Missing, "a part"), p.styles.partial)
	}
}

// moment says when the file is from: its window, or the moment of a snapshot.
func moment(s *evidence.Source) string {
	const layout = "2006-01-02 15:04:05.000Z"
	from, ok := s.At(s.From)
	switch d := s.Window(); {
	case d > 0 && ok:
		return words.Age(d) + ", from " + from.UTC().Format(layout)
	case d > 0 && s.Kind == evidence.SchedTrace:
		return words.Age(d) + " of the process; the wall clock is not in the file"
	case d > 0:
		return words.Age(d) + "; the wall clock is not in the file"
	case ok:
		return from.UTC().Format(layout)
	}
	return ""
}

func (p *page) unrecognised(set *evidence.Set) {
	var list []string
	for _, s := range set.Sources {
		if s.Kind != evidence.Unrecognised {
			continue
		}
		text := s.Path
		if s.Note != "" {
			text += ": " + s.Note
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return
	}
	p.line("")
	p.para("", "Not recognised: "+words.Plural(len(list), "file"), p.strong)
	for i, text := range list {
		if i == mostUnnamed {
			p.para("  ", fmt.Sprintf("… and %s more; --json lists them", words.Count(len(list)-i)), p.plain)
			break
		}
		p.para("  ", text, p.plain)
	}
}

// legend says for each kind of file that is there what it can show of the stages of a chain.
func (p *page) legend(set *evidence.Set) {
	var done []string
	for _, s := range set.Sources {
		name := variant(s)
		if s.Kind == evidence.Unrecognised || slices.Contains(done, name) {
			continue
		}
		if len(done) == 0 {
			p.line("")
			p.para("", "What they can show", p.strong)
		}
		done = append(done, name)
		p.para("  ", name, p.plain)
		for i, sh := range shows(s) {
			stage := correlate.Stage(i)
			p.para("    "+p.stages[stage].Render(stage.Letter())+fmt.Sprintf("  %-11s%-11s", stage, sh.Basis), sh.Text, p.plain)
		}
	}
}
