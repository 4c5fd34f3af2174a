package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// longPath is how many letters of a file's path fit beside its function.
const longPath = 32

// finding writes one chain: its title, the verdict, the spine from cancel to heap, and the fix.
func (p *page) finding(n int, f *correlate.Finding, names map[string]string) {
	p.line("")
	p.title(n, f)
	p.line("")
	p.para("    ", f.Message, p.plain)
	p.line("")
	for _, l := range f.Chain {
		p.link(l, names)
	}
	p.line("")
	if fix := f.Fix; fix.Text != "" || fix.At.File != "" {
		p.para("    fix       ", strings.TrimSpace(p.place(fix.At)+"  "+fix.Text), p.plain)
	}
	if behind := len(f.Goroutines) - f.Direct(); f.Roots > 0 && behind > 0 {
		p.para("              ", fmt.Sprintf("this frees all %s: %s blocked by it, %s wait behind them",
			words.Count(len(f.Goroutines)), words.Count(f.Direct()), words.Count(behind)), p.plain)
	}
	p.para("    more      ", "ctxscope explain "+f.Rule.Name, p.plain)
	p.para("    keywords  ", keywords(f), p.plain)
}

// title writes the severity's mark, what leaks, and the fingerprint; below it the numbers.
func (p *page) title(n int, f *correlate.Finding) {
	mark, style := f.Severity.Mark(), p.plain
	switch f.Severity {
	case correlate.High:
		style = p.high
	case correlate.Medium:
		style = p.medium
	}
	lead := p.strong.Render(fmt.Sprintf("L%d", n)) + " " + style.Render(fmt.Sprintf("%-2s", mark)) + " "
	p.aside(lead, f.Title, f.Fingerprint)
	parts := []string{f.Severity.String() + ", " + f.Certainty.String()}
	if len(f.Goroutines) > 0 {
		parts = append(parts, words.Plural(len(f.Goroutines), "goroutine")+" ("+words.Percent(f.Share)+")")
	}
	if f.Oldest > 0 {
		parts = append(parts, "oldest "+atLeast(f.AtLeast)+words.Age(f.Oldest))
	}
	if f.Since != nil {
		parts = append(parts, f.Since.String())
	}
	p.para(strings.Repeat(" ", lipgloss.Width(lead)), strings.Join(parts, " · "), p.plain)
}

// link writes one stage of the spine: letter, word, statement; its basis and where it was read at the
// right edge; and the frame below it, unless the statement names that place already.
func (p *page) link(l correlate.Link, names map[string]string) {
	mark := "  "
	if l.Suspect {
		mark = "> "
	}
	lead := "  " + mark + p.stages[l.Stage].Render(l.Stage.Letter()) + "  " + fmt.Sprintf("%-11s", l.Stage)
	note := l.Basis.String()
	if l.Pos.File != "" {
		note += "  " + orElse(names[l.Pos.File], l.Pos.File) + l.Pos.In()
	}
	p.aside(lead, l.Text, note)
	under := strings.Repeat(" ", lipgloss.Width(lead))
	if l.At.Func != "" && !strings.Contains(l.Text, l.At.Place()) {
		p.para(under, p.frame(l.At), p.plain)
	}
	if !p.why {
		return
	}
	if l.How != "" {
		p.para(under+"how: ", l.How, p.plain)
	}
	for i, fr := range l.Stack.All() {
		lead := under + "     "
		if i == 0 {
			lead = under + "at:  "
		}
		p.para(lead, p.frame(fr), p.plain)
	}
}

func (p *page) frame(f evidence.Frame) string {
	return strings.TrimSpace(f.Func + "  " + p.place(f))
}

// place returns file:line with the front of a long path left out, which the function's package mostly
// says again; --why leaves it in.
func (p *page) place(f evidence.Frame) string {
	if parts := strings.Split(f.File, "/"); !p.why && len(f.File) > longPath && len(parts) > 2 {
		keep := len(parts) - 1
		for n := len(parts[keep]); keep > 1 && n+len(parts[keep-1]) < longPath; keep-- {
			n += 1 + len(parts[keep-1])
		}
		f.File = "…/" + strings.Join(parts[keep:], "/")
	}
	return f.Place()
}

// keywords are what a tracker finds an earlier incident of the same leak by; no line numbers, no counts.
func keywords(f *correlate.Finding) string {
	parts := []string{f.Fingerprint, f.Rule.Name, string(f.Wait), f.Blocked.Func}
	if f.Created.Func != f.Blocked.Func {
		parts = append(parts, f.Created.Func)
	}
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}
