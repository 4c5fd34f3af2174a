package filter

import (
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// OfFinding returns what an expression is asked about a finding: its own words, and the functions and
// files of the stack its goroutines are blocked on.
func OfFinding(f *correlate.Finding) Row {
	var s *evidence.Stack
	if len(f.Goroutines) > 0 {
		s = f.Goroutines[0].Stack
	}
	r := row(s, f.Blocked, f.Created, f.Fix.At)
	r.Wait = strings.ToLower(string(f.Wait))
	r.Severity = f.Severity.String()
	r.Certainty = f.Certainty.String()
	r.Count = len(f.Goroutines)
	r.Age = f.Oldest
	if f.Rule != nil {
		r.Rule = f.Rule.Name
	}
	r.Text = text(r, f.Title, f.Message, f.Fingerprint, f.Fix.Text)
	return r
}

// OfGroup returns what an expression is asked about a group. Its rule, severity and certainty are those
// of the finding that it belongs to.
func OfGroup(g *correlate.Group) Row {
	r := row(g.Stack, g.Blocked, g.Created)
	title := ""
	if f := g.Finding; f != nil {
		r.Severity, r.Certainty, title = f.Severity.String(), f.Certainty.String(), f.Title
		if f.Rule != nil {
			r.Rule = f.Rule.Name
		}
	}
	r.Wait = strings.ToLower(string(g.Wait))
	r.Count = len(g.Goroutines)
	r.Age = g.Oldest
	r.Text = text(r, g.State.String(), g.Expected, title)
	return r
}

func row(s *evidence.Stack, more ...evidence.Frame) Row {
	var r Row
	for _, f := range append(more, s.All()...) {
		if f.Func != "" {
			r.Func = append(r.Func, strings.ToLower(f.Func))
			r.File = append(r.File, strings.ToLower(f.Place()))
		}
	}
	return r
}

func text(r Row, more ...string) string {
	parts := append(more, r.Rule, r.Wait, r.Severity, r.Certainty)
	parts = append(parts, r.Func...)
	parts = append(parts, r.File...)
	return strings.ToLower(strings.Join(parts, "\n"))
}
