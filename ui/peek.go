package ui

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A peek is an overlay that tells who else is at a line: every group of goroutines with that function
// on its stack, those at the very line first. enter goes to one.
type peek struct {
	*detail
	shown bool
}

func newPeek(d *desk) *peek { return &peek{detail: newDetail(d)} }

// open looks around at a frame; false when there is no frame to look at.
func (p *peek) open(a *atlas, at evidence.Frame) bool {
	if at.Func == "" {
		return false
	}
	p.shown = true
	p.forget()
	p.show(at, "Who else is in "+correlate.Short(at.Func), func(f *facts) {
		f.frame("at", at)
		for _, inner := range []struct {
			head string
			hit  func(evidence.Frame) bool
		}{
			{"At this line", func(fr evidence.Frame) bool { return fr == at }},
			{"Elsewhere in the function", func(fr evidence.Frame) bool { return fr.Func == at.Func && fr != at }},
		} {
			a.passing(f, inner.head, inner.hit)
		}
		if len(f.links) == 0 {
			f.text("No living goroutine has it on its stack.")
		}
		for _, ws := range a.Set.WaitSites {
			if home(ws.Stack) == at && ws.Ended > 0 {
				f.head("Waits here that came to an end")
				f.text(words.Count(ws.Ended) + " (" + string(ws.Wait) + "), " + words.Count(ws.Cancelled) + " by a cancel, the longest took " + words.Age(ws.Longest))
			}
		}
	})
	p.pick(min(0, len(p.links)-1))
	return true
}

// passing lists the groups with a frame on their stack that hits.
func (a *atlas) passing(f *facts, head string, hit func(evidence.Frame) bool) {
	first := true
	for _, g := range a.Groups {
		for _, fr := range g.Stack.All() {
			if !hit(fr) {
				continue
			}
			if first {
				f.head(head)
				first = false
			}
			f.link("", words.Plural(len(g.Goroutines), "goroutine")+"  "+doing(g.State, g.Wait)+"  "+f.look.age(g.Oldest, g.AtLeast)+"  "+a.known(g, nil), groupRef(g))
			break
		}
	}
}

func (p *peek) close()        { p.shown = false }
func (p *peek) isShown() bool { return p.shown }
func (p *peek) crumb() string { return "peek" }

// follow goes to the selected group and closes the overlay.
func (p *peek) follow() {
	p.close()
	p.detail.follow()
}

func (p *peek) actions() []action {
	k := p.desk.keys
	acts := []action{does(k.Back, p.close).as("close"), does(k.Quit, p.close).as("close"), does(k.Peek, p.close).as("close"), does(k.Open, p.follow).as("go there")}
	return append(acts, moving(k, p.detail)...)
}
