package ui

import (
	"strconv"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// why is the raw evidence of one link: what kind of knowledge it is, from which place in which file,
// joined how, with its stack as it was read.
type why struct {
	text
	keys *keyMap

	set  *evidence.Set
	link *correlate.Link
}

func newWhy(l *look, k *keyMap) *why { return &why{text: text{look: l}, keys: k} }

// show changes the link; nil empties the pane.
func (p *why) show(set *evidence.Set, l *correlate.Link) {
	if l != p.link {
		p.top = 0
	}
	p.set, p.link = set, l
	p.build()
}

func (p *why) setSize(w, h int) {
	if w != p.w || h != p.h {
		p.text.setSize(w, h)
		p.build()
	}
}

func (p *why) want() int         { return len(p.lines) }
func (p *why) click(int)         {}
func (p *why) actions() []action { return moving(p.keys, &p.text) }
func (p *why) View() string      { return p.view() }

func (p *why) title() string {
	if p.link == nil {
		return "Evidence"
	}
	return "Evidence for " + p.link.Stage.Letter() + " " + p.link.Stage.String()
}

// basisMeans says what a basis stands for.
var basisMeans = map[correlate.Basis]string{
	correlate.Exact:     "exact: read in the file",
	correlate.Inferred:  "inferred: joined over several facts",
	correlate.Estimated: "estimated: from samples",
	correlate.Unseen:    "unseen: the evidence does not tell",
}

func (p *why) build() {
	l := p.link
	if l == nil || p.w <= 0 {
		p.setLines(nil)
		return
	}
	f := facts{look: p.look, w: p.w}
	f.text(l.Text)
	f.raw("")
	f.add("relation", l.Relation)
	f.add("basis", basisMeans[l.Basis])
	f.add("how", l.How)
	f.add("read at", posName(l.Pos))
	if l.Pos.Timed {
		f.add("", moment(p.set, l.Pos.File, l.Pos.Time))
	}
	f.frame("code", l.At)
	if n := len(l.Stack.All()); n > 0 {
		f.head("Stack as read, " + strconv.Itoa(n) + " frames")
		f.raw(p.look.rawStack(l.Stack, p.w)...)
	}
	p.setLines(f.lines)
}
