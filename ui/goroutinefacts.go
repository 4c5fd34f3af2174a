package ui

import (
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// goroutineName is how a goroutine is called: by its id, or by what it is when a profile only counted it.
func goroutineName(g *evidence.Goroutine) string {
	if !g.ID.Known() {
		return "without an id"
	}
	return strconv.FormatInt(int64(g.ID), 10)
}

// tellGroup tells a group of goroutines: what they do, since when, whether that is a leak, by design or
// unexplained, who made them, and their stack.
func (a *atlas) tellGroup(f *facts, g *correlate.Group, k *keyMap) {
	f.add("doing", g.State.String()+suffix(", ", string(g.Wait)))
	f.add("oldest", f.look.age(g.Oldest, g.AtLeast)+atLeast(g.AtLeast && g.Oldest > 0))
	if n := leakedIn(g); n > 0 {
		f.add("leaked", "the runtime found that nothing can ever wake "+words.Count(n)+" of them")
	}
	if g.Stack == nil {
		f.frame("in", g.Blocked)
	}
	f.frame("created", g.Created)
	a.verdict(f, g)
	if len(g.Goroutines) > 0 {
		f.link("oldest", "goroutine "+goroutineName(g.Goroutines[0]), goroutineRef(g.Goroutines[0].ID))
	}
	if g.Stack == nil {
		f.raw("", "No stack was recorded.")
	}
	f.stack("Stack", g.Stack, g.Blocked)
}

func leakedIn(g *correlate.Group) int {
	n := 0
	for _, m := range g.Goroutines[:min(len(g.Goroutines), 10_000)] {
		if m.Leaked {
			n++
		}
	}
	return n
}

// tellGoroutine tells one goroutine and leads to everything it touches.
func (a *atlas) tellGoroutine(f *facts, m *evidence.Goroutine, g *correlate.Group) {
	f.add("id", goroutineName(m)+leakedMark(m))
	f.add("doing", m.State.String()+suffix(", ", string(m.Wait)))
	if m.WaitText != "" && m.WaitText != string(m.Wait) {
		f.add("", "in the file's words: "+m.WaitText)
	}
	if m.SinceKnown && !a.hasTimes() {
		f.add("since", words.Age(a.end.Sub(m.Since))+" before the end")
	} else if m.SinceKnown {
		f.link("since", moment(a.Set, m.Pos.File, m.Since)+", "+words.Age(a.end.Sub(m.Since))+" before the end", momentRef(m.Since))
	} else {
		f.add("since", "before the evidence began")
	}
	a.touches(f, m)
	a.creation(f, m, g)
	var labels []string
	for _, l := range m.Labels {
		labels = append(labels, l.Key+"="+l.Value)
	}
	f.add("labels", strings.Join(labels, " "))
	f.add("regions", strings.Join(m.Past().Regions, " > "))
	if m.Locked {
		f.add("thread", "locked to it")
	}
	f.add("read at", posName(m.Pos))
	if g != nil {
		a.verdict(f, g)
		f.stack("Stack", m.Stack, g.Blocked)
	} else {
		f.stack("Stack", m.Stack, home(m.Stack))
	}
	if m.Stack == nil {
		f.raw("", "No stack was recorded.")
	}
}

func leakedMark(m *evidence.Goroutine) string {
	if m.Leaked {
		return " (leaked: the runtime found that nothing can ever wake it)"
	}
	return ""
}

// touches leads to the channels, locks and contexts at a goroutine's frames, and to what woke it.
func (a *atlas) touches(f *facts, m *evidence.Goroutine) {
	for _, h := range m.Holds {
		stale := ""
		if h.Stale {
			stale = " (perhaps left over)"
		}
		others := ""
		if n := len(a.touching[h.Resource]) - 1; n > 0 {
			others = ", as " + words.Plural(n, "other") + " touch it"
		}
		f.link("touches", string(h.Role)+" "+string(h.Resource.Kind)+" "+address(h.Resource.Addr)+others+stale, resourceRef(h.Resource))
	}
	for _, x := range a.carried[m.ID] {
		f.link("context", contextID(x)+" "+contextName(x)+", "+a.fateOf(x), contextRef(x))
	}
	if w := m.Past().Woken; w != nil {
		by := "a timer"
		if w.Cancel != nil {
			by = "a cancel (" + w.Cancel.Kind.String() + ")"
			if s := a.site(w.Cancel); s != nil {
				f.link("woken", "last by "+by+" after "+words.Age(w.Blocked), cancelsRef(s))
				by = ""
			}
		}
		if by != "" {
			f.link("woken", "last by "+by+" after "+words.Age(w.Blocked), momentRef(w.At))
		}
	}
}

// creation leads to who started a goroutine and to whom it started.
func (a *atlas) creation(f *facts, m *evidence.Goroutine, g *correlate.Group) {
	c := &m.Created
	switch by := a.Set.Goroutine(c.By); {
	case c.By.Known() && by != nil:
		f.link("creator", creatorOf(m)+", alive", goroutineRef(c.By))
	case c.By.Known() && c.Ended:
		f.link("creator", creatorOf(m)+", which ended "+moment(a.Set, m.Pos.File, m.Past().CreatorEnded), ref{refStarted, strconv.FormatInt(int64(c.By), 10)})
	default:
		f.add("creator", creatorOf(m))
	}
	if c.Seen && !c.Undated {
		f.link("", moment(a.Set, m.Pos.File, c.At), momentRef(c.At))
	}
	f.frame("runs", c.Entry())
	if g != nil {
		f.frame("created", g.Created)
	}
	from, n := a.family.children(m.ID)
	for i := range min(n, maxLinks) {
		kid := a.family.at(from + i)
		f.link("started", "goroutine "+goroutineName(kid)+"  "+doing(kid.State, kid.Wait), goroutineRef(kid.ID))
	}
	if n > maxLinks {
		f.link("", "and "+words.Count(n-maxLinks)+" more", ref{refStarted, goroutineName(m)})
	}
}

// verdict says whether the group is a leak, by design, or neither.
func (a *atlas) verdict(f *facts, g *correlate.Group) {
	f.raw("")
	switch {
	case g.Finding != nil:
		f.link("leak", a.ids[g.Finding]+" "+g.Finding.Fingerprint+": "+g.Finding.Title, ref{refChain, g.Finding.Fingerprint})
	case g.Expected != "":
		f.add("expected", g.Expected)
	case g.Like != nil:
		f.link("verdict", "none: like those of "+a.ids[g.Like]+", but not shown to leak", ref{refChain, g.Like.Fingerprint})
	default:
		f.add("verdict", "none: no rule explains them, and they are not known to wait by design")
	}
}

// creatorOf says who started a goroutine.
func creatorOf(m *evidence.Goroutine) string {
	if !m.Created.By.Known() {
		return "not seen"
	}
	return "goroutine " + strconv.FormatInt(int64(m.Created.By), 10)
}

// suffix returns s with sep in front, "" for an empty s.
func suffix(sep, s string) string {
	if s == "" {
		return ""
	}
	return sep + s
}

func atLeast(b bool) string {
	if b {
		return " at least: it was so before the evidence began"
	}
	return ""
}
