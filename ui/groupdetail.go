package ui

import (
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// groupDetail tells one group of goroutines, or one member of it: what it does and since when, whether
// that is a leak, by design or unexplained, who made it, and its stack.
type groupDetail struct {
	text
	keys *keyMap

	set    *evidence.Set
	ids    map[*correlate.Finding]string
	group  *correlate.Group
	member *evidence.Goroutine // nil: the group as a whole
	folded bool
}

func newGroupDetail(l *look, k *keyMap) *groupDetail {
	return &groupDetail{text: text{look: l}, keys: k, folded: true}
}

func (d *groupDetail) show(g *correlate.Group, m *evidence.Goroutine) {
	if g != d.group || m != d.member {
		d.top = 0
		d.group, d.member = g, m
		d.build()
	}
}

func (d *groupDetail) toggleFold() {
	d.folded = !d.folded
	d.build()
}

func (d *groupDetail) setSize(w, h int) {
	if w != d.w || h != d.h {
		d.text.setSize(w, h)
		d.build()
	}
}

func (d *groupDetail) want() int         { return len(d.lines) }
func (d *groupDetail) click(int)         {}
func (d *groupDetail) actions() []action { return moving(d.keys, &d.text) }
func (d *groupDetail) View() string      { return d.view() }

func (d *groupDetail) title() string {
	switch {
	case d.member != nil:
		return "Goroutine " + strconv.FormatInt(int64(d.member.ID), 10)
	case d.group != nil:
		return words.Plural(len(d.group.Goroutines), "goroutine")
	}
	return "Group"
}

// stackShown returns the stack on display.
func (d *groupDetail) stackShown() *evidence.Stack {
	switch {
	case d.member != nil:
		return d.member.Stack
	case d.group != nil:
		return d.group.Stack
	}
	return nil
}

func (d *groupDetail) build() {
	if d.group == nil || d.w <= 0 {
		d.setLines(nil)
		return
	}
	f := facts{look: d.look, w: d.w}
	if d.member == nil {
		d.groupFacts(&f)
	} else {
		d.memberFacts(&f)
	}
	d.verdict(&f)
	if s := d.stackShown(); len(s.All()) > 0 {
		f.head("Stack")
		f.raw(d.look.foldedStack(s, d.group.Blocked, d.w, d.folded)...)
	} else {
		f.raw("", "No stack was recorded.")
	}
	d.setLines(f.lines)
}

func (d *groupDetail) groupFacts(f *facts) {
	g := d.group
	f.add("doing", g.State.String()+suffix(", ", string(g.Wait)))
	f.add("oldest", d.look.age(g.Oldest, g.AtLeast)+atLeast(g.AtLeast))
	if g.Stack == nil {
		f.frame("in", g.Blocked)
	}
	f.frame("created", g.Created)
}

func (d *groupDetail) memberFacts(f *facts) {
	m := d.member
	f.add("id", strconv.FormatInt(int64(m.ID), 10))
	f.add("doing", m.State.String()+suffix(", ", string(m.Wait)))
	if m.WaitText != "" && m.WaitText != string(m.Wait) {
		f.add("", "in the file's words: "+m.WaitText)
	}
	if m.SinceKnown {
		f.add("since", moment(d.set, m.Pos.File, m.Since))
		f.add("", words.Age(endOf(d.set).Sub(m.Since))+" before the end")
	} else {
		f.add("since", "before the evidence began")
	}
	f.add("creator", creatorOf(m))
	if c := m.Created; c.Seen {
		f.add("", moment(d.set, m.Pos.File, c.At))
		if c.Ended {
			f.add("", "which has ended, "+moment(d.set, m.Pos.File, c.EndedAt))
		}
	}
	f.frame("runs", m.Created.Entry)
	f.frame("created", d.group.Created)
	f.add("regions", strings.Join(m.Regions, " > "))
	f.add("read at", posName(m.Pos))
}

// verdict says whether the group is a leak, by design, or neither.
func (d *groupDetail) verdict(f *facts) {
	g := d.group
	f.raw("")
	switch {
	case g.Finding != nil:
		f.add("leak", d.ids[g.Finding]+" "+g.Finding.Fingerprint+": "+g.Finding.Title)
		f.add("", d.keys.Chain.Keys()[0]+" opens its chain")
	case g.Expected != "":
		f.add("expected", g.Expected)
	default:
		f.add("verdict", "none: no rule explains them, and they are not known to wait by design")
	}
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
