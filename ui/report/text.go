package report

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

const (
	mostProblems = 20
	mostExpected = 12
	mostUnread   = 6
)

// writeText writes the report a person reads: what leaks, and how much; then each chain from its cancel
// to its fix; then what is fine, what was not checked, and what could not be read.
func writeText(w io.Writer, res *correlate.Result, o Options) error {
	p := newPage(o)
	p.headline(res, o)
	p.inputs(res.Set)
	p.since(res)
	if len(res.Findings) == 0 {
		p.nothing(res, o)
	}
	for i, f := range res.Findings {
		p.finding(i+1, f, sourceNames(res.Set))
	}
	p.gone(res.Compared)
	p.expected(res.Expected)
	p.others(res)
	if len(res.Findings) > 0 {
		p.notChecked(res.NotChecked)
	}
	p.problems(res.Set.Problems)
	_, err := w.Write(p.Bytes())
	return err
}

// headline says PARTIAL first of all, because every number after it depends on that.
func (p *page) headline(res *correlate.Result, o Options) {
	if o.Title != "" {
		p.para("", o.Title, p.strong)
		p.line("")
	}
	if res.Set.Partial() {
		p.para("", "PARTIAL: not everything could be read. What follows holds for what was; more may have leaked.", p.styles.partial)
		for _, s := range res.Set.Sources {
			if s.Partial {
				p.para("  ", filepath.Base(s.Path)+" lacks "+orElse(s.Missing, "a part"), p.plain)
			}
		}
		p.line("")
	}
	if len(res.Findings) == 0 {
		return
	}
	leaked := 0
	by := map[correlate.Severity]int{}
	for _, f := range res.Findings {
		leaked += len(f.Goroutines)
		by[f.Severity]++
	}
	var parts []string
	for s := correlate.High; ; s-- {
		if by[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[s], s))
		}
		if s == correlate.Low {
			break
		}
	}
	text := fmt.Sprintf("%s (%s)", words.Plural(len(res.Findings), "leak chain"), strings.Join(parts, ", "))
	if leaked > 0 {
		text += fmt.Sprintf(" with %s of %s", words.Count(leaked), words.Plural(len(res.Set.Goroutines), "living goroutine"))
	}
	p.para("", text+hidden(o), p.strong)
}

func hidden(o Options) string {
	if o.Hidden == 0 {
		return ""
	}
	return fmt.Sprintf("; %s hidden by --where %s", words.Plural(o.Hidden, "more chain"), o.Where)
}

func (p *page) inputs(set *evidence.Set) {
	var unread []string
	for _, s := range set.Sources {
		if s.Kind == evidence.Unrecognised {
			unread = append(unread, filepath.Base(s.Path))
			continue
		}
		parts := []string{kindWords(s.Kind)}
		if s.Go != "" {
			parts = append(parts, s.Go)
		}
		parts = append(parts, words.Bytes(s.Bytes))
		if d := s.Window(); d > 0 {
			window := words.Age(d)
			if at, ok := s.At(s.From); ok {
				window += " from " + at.UTC().Format("2006-01-02 15:04:05Z")
			}
			parts = append(parts, window)
		}
		if cut := s.Cut(); cut != "" {
			parts = append(parts, cut)
		}
		if s.Kind == evidence.Bundle {
			parts = append(parts, s.Note) // that it is redacted
		}
		if s.Apart != "" {
			parts = append(parts, "not joined")
		}
		p.para("  ", filepath.Base(s.Path)+"  "+strings.Join(parts, " · "), p.plain)
	}
	if len(unread) == 0 {
		return
	}
	text := words.Plural(len(unread), "file") + " not recognised: " + strings.Join(unread[:min(mostUnread, len(unread))], ", ")
	if len(unread) > mostUnread {
		text += ", …"
	}
	p.para("  ", text, p.plain)
}

func kindWords(k evidence.Kind) string { return strings.ReplaceAll(string(k), "-", " ") }

// nothing is the report without findings: what was looked at, and what could not be seen, because
// silence is never an all-clear.
func (p *page) nothing(res *correlate.Result, o Options) {
	if len(res.Set.Sources) > 0 {
		p.line("")
	}
	p.para("", "No leak chains found"+hidden(o)+".", p.strong)
	p.line("")
	checked := []string{words.Plural(len(res.Set.Goroutines), "goroutine")}
	window := longestWindow(res.Set)
	if window > 0 {
		checked = append(checked, words.Age(window)+" of trace")
	}
	checked = append(checked, words.Plural(len(res.Checked), "rule"))
	p.para("  checked   ", strings.Join(checked, ", "), p.plain)
	if g := longestGroup(res.Groups); g != nil && g.Oldest > 0 {
		text := fmt.Sprintf("%s in %s for %s%s", words.Plural(len(g.Goroutines), "goroutine"), groupPlace(g), atLeast(g.AtLeast), words.Age(g.Oldest))
		if g.Expected != "" {
			text += " (" + g.Expected + ")"
		}
		p.para("  longest   ", text, p.plain)
	}
	lead := "  blind to  "
	for _, b := range res.Blind {
		p.para(lead, b.To+": "+b.Why, p.plain)
		lead = strings.Repeat(" ", len(lead))
		p.para(lead+"  ", b.Capture, p.plain)
	}
	if window > 0 {
		p.para(lead, fmt.Sprintf("what takes longer than %s to show: that is all the trace covers", words.Age(window)), p.plain)
	}
}

// longestWindow returns the longest time that one of the sources covers which were looked at: those that are
// not joined were not.
func longestWindow(set *evidence.Set) (d time.Duration) {
	for _, s := range set.Sources {
		if s.Apart == "" {
			d = max(d, s.Window())
		}
	}
	return d
}

// longestGroup returns the waiting goroutines that have waited longest: those that nothing explains
// before those that are parked by design, and never the runtime's own, which always wait.
func longestGroup(groups []*correlate.Group) *correlate.Group {
	var most *correlate.Group
	for _, g := range groups {
		if g.State != evidence.Waiting || strings.HasPrefix(g.Blocked.Func, "runtime.") || strings.HasPrefix(g.Blocked.Func, "runtime/") {
			continue
		}
		if most == nil || g.Expected == "" && most.Expected != "" || (g.Expected == "") == (most.Expected == "") && g.Oldest > most.Oldest {
			most = g
		}
	}
	return most
}

func groupPlace(g *correlate.Group) string {
	return orElse(orElse(g.Blocked.Func, string(g.Wait)), g.State.String())
}

// expected lists what is parked by design, one line for each reason: forty goroutines of the runtime
// are of no interest one by one.
func (p *page) expected(list []correlate.Expected) {
	if len(list) == 0 {
		return
	}
	total := 0
	var reasons []string
	count := map[string]int{}
	functions := map[string][]string{}
	for _, e := range list {
		total += e.Count
		if count[e.Why] == 0 {
			reasons = append(reasons, e.Why)
		}
		count[e.Why] += e.Count
		functions[e.Why] = append(functions[e.Why], e.Function)
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return count[b] - count[a] })
	p.line("")
	p.para("", "Expected, no leak: "+words.Plural(total, "goroutine")+" parked by design", p.strong)
	for i, why := range reasons {
		if i == mostExpected {
			p.para("  ", fmt.Sprintf("… and %s; -f json lists them", words.Plural(len(reasons)-i, "more kind")), p.plain)
			break
		}
		text := why
		if of := functions[why]; len(of) == 1 && strings.Contains(of[0], ".") { // a bare package says nothing new
			text += " (" + of[0] + ")"
		}
		p.para(fmt.Sprintf("  %6s  ", words.Count(count[why])), text, p.plain)
	}
}

func (p *page) notChecked(list []correlate.NotChecked) {
	if len(list) == 0 {
		return
	}
	p.line("")
	p.para("", "Not checked", p.strong)
	for _, n := range list {
		p.para("  ", fmt.Sprintf("%s needs %s", n.Rule.Name, n.Needs), p.plain)
		p.para("    ", n.Capture, p.plain)
	}
}

func (p *page) problems(list []evidence.Problem) {
	if len(list) == 0 {
		return
	}
	p.line("")
	p.para("", "Problems: "+words.Plural(len(list), "place")+" that could not be read", p.styles.partial)
	for i, pr := range list {
		if i == mostProblems {
			p.para("  ", fmt.Sprintf("… and %s more; %s lists them", words.Count(len(list)-i), p.whole), p.plain)
			break
		}
		p.para("  ", pr.String(), p.plain)
	}
}

// sourceNames maps each input's path to what the text calls it: the file's name, or the whole path
// where two inputs share a name.
func sourceNames(set *evidence.Set) map[string]string {
	count, seen := map[string]int{}, map[string]bool{}
	for _, s := range set.Sources {
		if !seen[s.Path] { // one file may be two sources: a log with a dump and SCHED lines
			seen[s.Path] = true
			count[filepath.Base(s.Path)]++
		}
	}
	names := map[string]string{}
	for _, s := range set.Sources {
		names[s.Path] = s.Path
		if base := filepath.Base(s.Path); count[base] == 1 {
			names[s.Path] = base
		}
	}
	return names
}

func atLeast(yes bool) string {
	if yes {
		return "at least "
	}
	return ""
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
