package correlate

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// chain writes the five stages of a finding as links. Every stage is there: one that is not known says
// so, and what would tell it.
func chain(ix *Index, f *Finding, surest *Leak, leaks []*Leak) []Link {
	var links []Link
	links = append(links, cancelLink(ix, f, surest))
	links = append(links, contextLinks(ix, f)...)
	links = append(links, goroutineLinks(ix, f, surest, leaks)...)
	links = append(links, deferLink(ix, f, surest))
	return append(links, heapLink(ix, f))
}

func cancelLink(ix *Index, f *Finding, l *Leak) Link {
	link := Link{Stage: StageCancel, Relation: "missing", Basis: Exact}
	c := f.Cancel
	switch {
	case c == nil:
		link.Basis = Unseen
		link.Text = "not seen: a cancel that wakes nobody leaves no event in a trace"
		if !ix.Timed() {
			link.Text = "not known: needs an execution trace"
		}
		return link
	case c.Never:
		link.Basis, link.Suspect = Inferred, true
		link.Text, link.How = "never called", l.NeverHow
		if f.Context != nil && f.Context.uncalled() {
			link.Basis, link.Pos = Exact, f.Context.Told.Pos
		}
		return link
	case c.Timer || c.Kind == evidence.Deadline:
		link.Text = c.Counted() + " fired"
	default:
		link.Text = c.Counted() + ", by " + Short(c.Caller.Func)
		link.At = c.Caller
	}
	if c.Count > 1 {
		link.Text += ", the first"
	}
	link.Text += " " + when(ix, c.First)
	link.Relation = "ended"
	link.How = l.WokeHow
	if l.Woke == nil {
		showEnd(ix, f.Context, l.Ended, &link)
	}
	if w := l.Woke; w != nil {
		link.Stack, link.Pos = w.Stack, evidence.Pos{File: l.Goroutine.Pos.File, Time: w.At, Timed: true}
		if w.Cancel != nil {
			link.Stack, link.Pos = w.Cancel.Stack, w.Cancel.Pos
		}
	}
	return link
}

func contextLinks(ix *Index, f *Finding) []Link {
	if f.Context != nil && f.Context.Told != nil {
		return toldLinks(ix, f.Context)
	}
	return []Link{contextLink(ix, f)}
}

func contextLink(ix *Index, f *Finding) Link {
	link := Link{Stage: StageContext, Relation: "governs", Basis: Unseen, Text: "not known: needs the source"}
	c := f.Context
	if c == nil {
		if ix.Code(f.Blocked) != nil {
			link.Text = "none: the source shows no context at hand there"
		}
		return link
	}
	link.Basis, link.At = Inferred, c.Made
	link.Text = cmp.Or(strings.TrimPrefix(c.Text, "context."), c.Kind)
	link.How = cmp.Or(c.How, "from the function that cancelled it")
	return link
}

func goroutineLinks(ix *Index, f *Finding, l *Leak, leaks []*Leak) []Link {
	g := l.Goroutine
	age := ", oldest " + words.Age(f.Oldest)
	switch {
	case f.AtLeast && f.Oldest == 0:
		age = "" // a dump tells no age below a minute
	case f.AtLeast:
		age = ", oldest at least " + words.Age(f.Oldest)
	}
	blocked := Link{
		Stage: StageGoroutine, Relation: "blocked", Basis: Exact, Suspect: f.Cancel == nil || !f.Cancel.Never,
		Text: fmt.Sprintf("%s × %s%s", words.Count(f.Direct()), waitWords(g), age),
		At:   f.Blocked, Stack: g.Stack, Pos: g.Pos,
	}
	links := []Link{blocked}
	links = append(links, dumpLinks(ix, f, g)...)
	if f.Kin > 0 {
		k := f.Goroutines[f.Roots]
		links = append(links, Link{
			Stage: StageGoroutine, Relation: "older", Basis: Inferred,
			Text: words.Count(f.Kin) + " of them were blocked before the evidence began",
			How:  "they began in the same function, are blocked at the same line, and never moved",
			At:   homeFrame(k.Stack), Stack: k.Stack, Pos: k.Pos,
		})
	}
	if f.Created.Func != "" {
		links = append(links, Link{
			Stage: StageGoroutine, Relation: "started", Basis: Exact,
			Text: creatorFate(ix, g), At: f.Created, Stack: g.Created.Stack,
			Pos: evidence.Pos{File: g.Pos.File, Time: g.Created.At, Timed: g.Pos.Timed},
		})
	}
	if l.Settle != "" {
		links = append(links, Link{Stage: StageGoroutine, Relation: "open", Basis: Unseen, Text: l.Settle})
	}
	if n := len(f.Goroutines) - f.Direct(); n > 0 {
		b := f.Goroutines[f.Direct()]
		links = append(links, Link{
			Stage: StageGoroutine, Relation: "behind", Basis: Inferred,
			Text: words.Plural(n, "goroutine") + " waiting for them", How: behindHow(leaks),
			At: homeFrame(b.Stack), Stack: b.Stack, Pos: b.Pos,
		})
	}
	return links
}

// behindHow says how it is known of those who wait behind a leak.
func behindHow(leaks []*Leak) string {
	for _, l := range leaks {
		if len(l.Behind) > 0 {
			return cmp.Or(l.BehindHow, l.DeferHow)
		}
	}
	return ""
}

// creatorFate says who started g, in terms of what became of it; the link's place has the name.
func creatorFate(ix *Index, g *evidence.Goroutine) string {
	switch {
	case g.Created.Ended:
		return "started by a goroutine that has ended"
	case ix.Orphan(g):
		return "started by a function that has returned"
	case g.Created.Undated && ix.Set.Goroutine(g.Created.By) == nil:
		return "started here; whether that function has returned is not known" // dumps before Go 1.21 name no goroutine
	}
	return "started by a function that still runs"
}

func deferLink(ix *Index, f *Finding, l *Leak) Link {
	link := Link{Stage: StageDefer, Relation: "pending", Basis: Unseen, Text: "not known: needs the source"}
	if len(f.Defers) == 0 {
		if ix.Code(f.Blocked) != nil {
			link.Text = "none: the source shows no defer above the blocked line"
		}
		return link
	}
	var calls []string
	for _, d := range f.Defers {
		calls = append(calls, d.Call)
	}
	link.Basis, link.At = Inferred, f.Defers[0].In
	link.How = cmp.Or(l.DeferHow, "registered above the blocked line")
	link.Text = strings.Join(calls, ", ") + " not reached"
	return link
}

// waitWords names a wait the way the evidence does.
func waitWords(g *evidence.Goroutine) string {
	switch {
	case g.State != evidence.Waiting:
		return g.State.String()
	case g.Wait == "":
		return "waiting"
	}
	return string(g.Wait)
}

// when writes a moment: on the wall clock if it is known, else from the start of the trace.
func when(ix *Index, t evidence.Time) string {
	for _, src := range ix.Set.Sources {
		if at, ok := src.At(t); ok {
			return "at " + at.UTC().Format("15:04:05.000")
		}
	}
	return words.Age(time.Duration(t)) + " into the trace"
}
