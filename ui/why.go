package ui

import (
	"strconv"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
)

// why is the raw evidence of one link: what kind of knowledge it is, from which place in which file,
// joined how, with its stack as it was read. From it lead the ways to what the link is about.
type why struct {
	*detail
	link *correlate.Link
}

func newWhy(d *desk) *why { return &why{detail: newDetail(d)} }

// basisMeans says what a basis stands for.
var basisMeans = map[correlate.Basis]string{
	correlate.Exact:     "exact: read in the file",
	correlate.Inferred:  "inferred: joined over several facts",
	correlate.Estimated: "estimated: from samples",
	correlate.Unseen:    "unseen: the evidence does not tell",
}

// tell shows the evidence of a link of row's chain; nil empties the pane.
func (p *why) tell(a *atlas, row *chainRow, l *correlate.Link) {
	p.link = l
	if l == nil || row == nil {
		p.show(nil, "Evidence", nil)
		return
	}
	p.show(l, "Evidence for "+l.Stage.Letter()+" "+l.Stage.String(), func(f *facts) { a.tellLink(f, row.finding, l) })
}

// tellLink tells what a link of x's chain rests on.
func (a *atlas) tellLink(f *facts, x *correlate.Finding, l *correlate.Link) {
	f.text(l.Text)
	f.raw("")
	f.add("relation", l.Relation)
	f.add("basis", basisMeans[l.Basis])
	f.add("how", l.How)
	f.add("read at", posName(l.Pos))
	if l.Pos.Timed {
		f.link("moment", moment(a.Set, l.Pos.File, l.Pos.Time), momentRef(l.Pos.Time))
	}
	f.frame("code", l.At)
	a.ways(f, x, l)
	if n := len(l.Stack.All()); n > 0 {
		f.head("Stack as read, " + strconv.Itoa(n) + " frames")
		f.raw(f.look.rawStack(l.Stack, f.w)...)
	}
}

// ways leads from a link of a chain to what it is about.
func (a *atlas) ways(f *facts, x *correlate.Finding, l *correlate.Link) {
	switch l.Stage {
	case correlate.StageCancel:
		for _, s := range a.Set.CancelSites {
			if s.Stack == l.Stack && l.Stack != nil {
				f.link("cancels", words.Plural(s.Count, "cancel")+" at this place", cancelsRef(s))
			}
		}
	case correlate.StageContext:
		f.link("context", "what is known of it", ref{refView, "contexts/" + x.Fingerprint})
	case correlate.StageGoroutine:
		for _, g := range a.Groups {
			if g.Finding == x {
				f.link("group", words.Plural(len(g.Goroutines), "goroutine"), groupRef(g))
			}
		}
		if len(x.Goroutines) > 0 {
			f.link("oldest", "goroutine "+goroutineName(x.Goroutines[0]), goroutineRef(x.Goroutines[0].ID))
		}
	case correlate.StageHeap:
		if len(a.Set.Allocs) > 0 {
			f.link("heap", "allocation sites", ref{refView, "heap"})
		}
	}
}
