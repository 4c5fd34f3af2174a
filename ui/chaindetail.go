package ui

import (
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// chainDetail tells one leak chain: the verdict, where to change the code, the spine of its links, how
// it grew, and the stack behind the selected link.
type chainDetail struct {
	text
	desk *desk
	keys *keyMap

	set      *evidence.Set
	row      *chainRow
	selected int // link of the chain
	folded   bool
	links    []int // first line of each link
	bare     bool  // the source is not shown
	sourceAt int   // first line of the source, -1 when none is shown
	stackAt  int   // first line of the stack, -1 when there is none
}

func newChainDetail(d *desk) *chainDetail {
	return &chainDetail{text: text{look: d.look}, desk: d, keys: d.keys, folded: true}
}

// show changes the chain that is told. The suspect link is selected, unless it is the same leak as
// before, in a newer result.
func (d *chainDetail) show(set *evidence.Set, r *chainRow) {
	same := d.row != nil && r != nil && d.row.finding.Fingerprint == r.finding.Fingerprint
	d.set, d.row = set, r
	if !same {
		d.top, d.selected = 0, 0
		for i, l := range d.chain() {
			if l.Suspect {
				d.selected = i
				break
			}
		}
	}
	d.build()
}

func (d *chainDetail) chain() []correlate.Link {
	if d.row == nil {
		return nil
	}
	return d.row.finding.Chain
}

// link returns the selected link, nil when there is none.
func (d *chainDetail) link() *correlate.Link {
	c := d.chain()
	if d.selected >= len(c) {
		return nil
	}
	return &c[d.selected]
}

// step selects the n-th link from the selected one and brings it into view.
func (d *chainDetail) step(n int) {
	d.selected = clamp(d.selected+n, 0, max(0, len(d.chain())-1))
	d.build()
	if d.selected < len(d.links) {
		d.reveal(d.links[d.selected], d.links[d.selected]+1)
	}
}

// toggleFold folds the stack, or unfolds it, and brings it into view; otherwise it returns why there is
// nothing to see of that.
func (d *chainDetail) toggleFold() string {
	d.folded = !d.folded
	was := d.lines
	d.build()
	switch {
	case d.stackAt < 0:
		return "no stack is known for this stage"
	case slices.Equal(was, d.lines):
		return nothingToFold
	}
	d.reveal(d.stackAt, min(len(d.lines)-1, d.stackAt+d.page()-1))
	return ""
}

func (d *chainDetail) setSize(w, h int) {
	if w != d.w || h != d.h {
		d.text.setSize(w, h)
		d.build()
	}
}

func (d *chainDetail) want() int         { return len(d.lines) }
func (d *chainDetail) click(y int)       { d.clickLink(d.top + y) }
func (d *chainDetail) actions() []action { return moving(d.keys, &d.text) }
func (d *chainDetail) View() string      { return d.view() }

// clickLink selects the link drawn at a line.
func (d *chainDetail) clickLink(line int) {
	for i, first := range d.links {
		if line == first || (line == first+1 && !d.compact()) {
			d.step(i - d.selected)
		}
	}
}

func (d *chainDetail) title() string {
	if d.row == nil {
		return "Chain"
	}
	f := d.row.finding
	return d.row.id + "  " + d.look.clean(f.Fingerprint) + "  " + d.look.clean(f.Title)
}

// compact reports whether the pane is so low that links get one line each.
func (d *chainDetail) compact() bool { return d.h < 20 }

// build writes the lines anew.
func (d *chainDetail) build() {
	if d.row == nil || d.w <= 0 {
		d.links, d.sourceAt, d.stackAt = nil, -1, -1
		d.setLines(nil)
		return
	}
	f := d.row.finding
	out := facts{look: d.look, w: d.w}
	out.text(f.Message)
	for _, line := range wrap(d.summary(f), d.w) {
		out.raw(d.look.title.Render(line))
	}
	d.fix(&out, f)
	out.raw("")

	s := spine{look: d.look, w: d.w, compact: d.compact()}
	d.links = d.links[:0]
	for i := range f.Chain {
		var next *correlate.Link
		if i+1 < len(f.Chain) {
			next = &f.Chain[i+1]
		}
		s.link(&f.Chain[i], next, i == d.selected)
	}
	for _, first := range s.first {
		d.links = append(d.links, len(out.lines)+first)
	}
	out.raw(s.lines...)
	if d.compact() {
		d.see(&out, f)
	}
	if line := d.look.sparkline(curveOf(d.set, f), f, d.link(), d.w); line != nil {
		out.raw("")
		out.raw(line...)
	}
	d.source(&out)
	d.stack(&out)
	d.setLines(out.lines)
}

// codeAt returns the code that source shows: that of the selected link, or where the goroutines are
// blocked.
func (d *chainDetail) codeAt() evidence.Frame {
	if l := d.link(); l != nil && l.At.File != "" {
		return l.At
	}
	return d.row.finding.Blocked
}

// source shows the code of the selected link.
func (d *chainDetail) source(out *facts) {
	d.sourceAt = -1
	if d.bare {
		return
	}
	if lines := d.desk.excerpt(d.set, d.codeAt(), d.w); len(lines) > 0 {
		out.raw("")
		d.sourceAt = len(out.lines)
		out.raw(lines...)
	}
}

// seeSource scrolls to the source; when it is in view already, it gives its room to the stack. It
// returns why neither can be done.
func (d *chainDetail) seeSource() string {
	if d.row == nil {
		return ""
	}
	if d.bare {
		d.bare = false
		d.build()
	} else if d.sourceAt >= 0 && d.inView(d.sourceAt) && d.inView(d.sourceEnd()) && d.stackAt >= 0 {
		d.bare = true
		d.build()
		d.reveal(d.stackAt, min(len(d.lines)-1, d.stackAt+d.page()-1))
		return ""
	}
	if d.sourceAt >= 0 {
		d.reveal(d.sourceAt, min(d.sourceEnd(), d.sourceAt+d.page()-1))
		return ""
	}
	at := d.codeAt()
	switch code := d.set.Code[at]; {
	case at.File == "":
		return "no source line is known for this stage"
	case code != nil && code.Mismatch != "":
		return "no source: " + code.Mismatch
	}
	return "no source: give --src DIR, or say with " + d.keys.Edit.Keys()[0] + " where the file is"
}

// sourceEnd is the last line of the source.
func (d *chainDetail) sourceEnd() int {
	if d.stackAt > d.sourceAt {
		return d.stackAt - 2
	}
	return len(d.lines) - 1
}

// summary is the line of measures below the verdict.
func (d *chainDetail) summary(f *correlate.Finding) string {
	parts := []string{f.Certainty.String(), f.Severity.String() + " severity"}
	if len(f.Goroutines) > 0 {
		parts = append(parts, words.Plural(len(f.Goroutines), "goroutine")+" ("+words.Percent(f.Share)+")")
	}
	if f.Oldest > 0 || f.AtLeast && len(f.Goroutines) > 0 {
		parts = append(parts, "oldest "+d.look.age(f.Oldest, f.AtLeast))
	}
	if waiting := len(f.Goroutines) - f.Direct(); waiting > 0 && f.Direct() > 0 {
		parts = append(parts, words.Count(waiting)+" wait behind "+words.Count(f.Direct()))
	}
	if f.Since != nil {
		parts = append(parts, f.Since.String())
	}
	return d.look.clean(strings.Join(parts, " · "))
}

// fix says where and what to change. It stands above the spine, which may have many links.
func (d *chainDetail) fix(out *facts, f *correlate.Finding) {
	if f.Fix.Text == "" && f.Fix.At.Func == "" {
		return
	}
	if !d.compact() {
		out.raw("")
	}
	where := shortPlace(f.Fix.At)
	if where == "" {
		where = correlate.Short(f.Fix.At.Func)
	}
	first := len(out.lines)
	out.add("Fix", strings.TrimPrefix(where+": "+f.Fix.Text, ": "))
	if line := out.lines[first]; strings.HasPrefix(line[factName:], where) { // what one came for stands out
		out.lines[first] = d.look.title.Render(line[:factName]+where) + line[factName+len(where):]
	}
	if !d.compact() {
		d.see(out, f)
	}
}

// see leads to the explanation of the rule.
func (d *chainDetail) see(out *facts, f *correlate.Finding) {
	if f.Rule != nil {
		out.add("See", "ctxscope explain "+f.Rule.Name)
	}
}

// stack draws the stack behind the selected link; that of the goroutines when the link has none.
func (d *chainDetail) stack(out *facts) {
	d.stackAt = -1
	l := d.link()
	if l == nil || l.Stack == nil {
		chain := d.chain()
		i := slices.IndexFunc(chain, func(l correlate.Link) bool { return l.Stage == correlate.StageGoroutine && l.Stack != nil })
		if i < 0 {
			return
		}
		l = &chain[i]
	}
	d.stackAt = len(out.lines) + 1
	out.head("Stack of " + l.Stage.Letter() + " " + l.Stage.String())
	out.raw(d.look.foldedStack(l.Stack, l.At, d.w, d.folded)...)
}
