package filter

import (
	"slices"
	"strconv"
	"strings"
	"time"

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
	r.State = evidence.Waiting.String()
	r.Count, r.Age, r.Line = len(f.Goroutines), f.Oldest, f.Blocked.Line
	r.Created = places(f.Created)
	r.ofSince(f.Goroutines)
	r.ofFinding(f)
	r.text(f.Title, f.Message, f.Fix.Text)
	return r
}

// OfGroup returns what an expression is asked about a group. Its rule, severity and certainty are those
// of the finding that it belongs to.
func OfGroup(g *correlate.Group) Row {
	r := row(g.Stack, g.Blocked, g.Created)
	title := r.ofGroup(g)
	r.Wait, r.State = strings.ToLower(string(g.Wait)), g.State.String()
	r.Count, r.Age, r.Line = len(g.Goroutines), g.Oldest, g.Blocked.Line
	r.Created = places(g.Created)
	if len(g.Goroutines) > 0 {
		r.ofDump(g.Goroutines[0])
		r.ofSince(g.Goroutines)
	}
	r.text(g.Expected, title)
	return r
}

// OfCancels returns what an expression is asked about a cancel site.
func OfCancels(c *evidence.CancelSite, end evidence.Time) Row {
	at, _ := c.Caller()
	r := row(c.Stack, at)
	r.Count, r.Line = c.Count, at.Line
	r.Age = end.Sub(c.First)
	r.From, r.To, r.Dated = c.First, c.Last, true
	r.Cause = append([]string{c.Kind.String()}, places(at)...)
	r.Context = []string{strings.ToLower(correlate.CancelKind(&evidence.Cancel{Kind: c.Kind, Stack: c.Stack, Site: c.Site}))}
	r.text(c.Kind.String(), r.Context[0])
	return r
}

// OfContexts returns what an expression is asked about contexts that an instrumented program made at one
// place.
func OfContexts(all []*evidence.Context, at evidence.Frame, end evidence.Time) Row {
	r := row(all[0].Stack, at)
	r.Context = append(places(at), strings.ToLower(string(all[0].Kind)))
	r.Count, r.Line, r.Age = len(all), at.Line, end.Sub(all[0].At)
	r.From, r.To, r.Dated = all[0].At, all[len(all)-1].At, all[0].Seen
	for _, c := range all {
		how := "never"
		if e, ended := c.End(end); ended {
			how = e.Kind.String()
		}
		if !slices.Contains(r.Cause, how) {
			r.Cause = append(r.Cause, how)
		}
	}
	r.text(r.Cause...)
	return r
}

// OfResource returns what an expression is asked about a channel, lock or context of a dump, and those
// who touch it.
func OfResource(res *evidence.Resource, touching []*evidence.Goroutine) Row {
	var r Row
	addr := "0x" + strconv.FormatUint(res.Addr, 16)
	r.Count = len(touching)
	if res.Kind == evidence.ContextRes {
		r.Context = []string{addr}
	}
	for i, g := range touching {
		if i == 8 {
			break // enough to tell what it is about
		}
		of := row(g.Stack)
		r.Func, r.File, r.Pkg = append(r.Func, of.Func...), append(r.File, of.File...), append(r.Pkg, of.Pkg...)
	}
	r.text(string(res.Kind), addr)
	return r
}

// OfAlloc returns what an expression is asked about an allocation site and the chains it is linked to.
func OfAlloc(a *evidence.AllocSite, chains []string) Row {
	r := row(a.Stack)
	r.Heap, r.Count = a.InUseBytes, int(a.InUseObjects)
	for _, c := range chains {
		r.Chain = append(r.Chain, strings.ToLower(c))
	}
	r.text(chains...)
	return r
}

// OfEvent returns what an expression is asked about something that happened: its own words, when, and the
// stack it happened on.
func OfEvent(says string, s *evidence.Stack, count int, at evidence.Time, took time.Duration) Row {
	r := row(s)
	r.Count, r.Age = count, took
	r.From, r.To, r.Dated = at, at+evidence.Time(took), true
	r.text(says)
	return r
}

func row(s *evidence.Stack, more ...evidence.Frame) Row {
	var r Row
	for _, f := range append(more, s.All()...) {
		if f.Func == "" {
			continue
		}
		r.Func = append(r.Func, strings.ToLower(f.Func))
		r.File = append(r.File, strings.ToLower(f.Place()))
		if p := strings.ToLower(correlate.Package(f.Func)); !slices.Contains(r.Pkg, p) {
			r.Pkg = append(r.Pkg, p)
		}
	}
	return r
}

func places(f evidence.Frame) []string {
	if f.Func == "" {
		return nil
	}
	return []string{strings.ToLower(f.Func), strings.ToLower(f.Place())}
}

// ofFinding takes over what a finding says.
func (r *Row) ofFinding(f *correlate.Finding) {
	r.Severity, r.Certainty = f.Severity.String(), f.Certainty.String()
	r.Chain = append(r.Chain, strings.ToLower(f.Fingerprint))
	r.Is = append(r.Is, "leak")
	if f.Since != nil && f.Since.Change != correlate.Unasked {
		r.Is = append(r.Is, f.Since.Change.String())
	}
	if f.Rule != nil {
		r.Rule = f.Rule.Name
	}
	if c := f.Context; c != nil {
		r.Context = append(places(c.Made), strings.ToLower(c.Kind))
	}
	switch c := f.Cancel; {
	case c == nil:
	case c.Never:
		r.Cause = []string{"never"}
	case c.Timer:
		r.Cause = []string{"timer"}
	default:
		r.Cause = append(places(c.Caller), c.Kind.String())
		r.Is = append(r.Is, "cancelled")
	}
	for _, l := range f.Chain {
		if l.Basis != correlate.Unseen && !slices.Contains(r.Stages, l.Stage.String()) {
			r.Stages = append(r.Stages, l.Stage.String())
		}
	}
}

// ofGroup takes over what is known of a group as a whole, and returns its finding's title.
func (r *Row) ofGroup(g *correlate.Group) string {
	switch {
	case g.Finding != nil:
		r.ofFinding(g.Finding)
		return g.Finding.Title
	case g.Expected != "":
		r.Is = append(r.Is, "expected")
	default:
		r.Is = append(r.Is, "unexplained")
	}
	return ""
}

// ofSince takes over since when goroutines, the oldest first, have been blocked.
func (r *Row) ofSince(gs []*evidence.Goroutine) {
	if n := len(gs); n > 0 && gs[n-1].SinceKnown {
		r.From, r.To, r.Dated = gs[0].Since, gs[n-1].Since, true
	}
}

// ofDump takes over what only dumps tell of a goroutine.
func (r *Row) ofDump(g *evidence.Goroutine) {
	r.Labels = g.Labels
	if g.Leaked {
		r.Is = append(r.Is, "leaked")
	}
	if g.Locked {
		r.Is = append(r.Is, "locked")
	}
}

// text puts together what bare words are looked for in.
func (r *Row) text(more ...string) {
	parts := append(more, r.Rule, r.Wait, r.State, r.Severity, r.Certainty)
	for _, list := range [][]string{r.Chain, r.Func, r.File, r.Created, r.Context} {
		parts = append(parts, list...)
	}
	for _, l := range r.Labels {
		parts = append(parts, l.Key+"="+l.Value)
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	r.Text = strings.ToLower(strings.Join(parts, "\n"))
}
