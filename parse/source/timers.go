package source

import (
	"go/ast"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// timer tells of the timer or ticker whose channel ch is: t.C, or a variable that holds it.
func (q *query) timer(ending evidence.Ending, ch ast.Expr) *evidence.TimerCode {
	if ending != evidence.EndsTimer {
		return nil
	}
	sel, ok := ast.Unparen(ch).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "C" {
		return nil
	}
	p := q.at.pack
	start, ok := p.timerOf(q.at.file, sel)
	if !ok {
		return nil
	}
	t := &evidence.TimerCode{}
	held := p.aliases(start)
	for _, r := range held {
		for _, d := range p.defs[r] {
			q.madeTimer(t, d)
		}
	}
	for _, c := range p.calls {
		name := c.name()
		if name != "Stop" && name != "Reset" {
			continue
		}
		x, isMethod := c.expr.Fun.(*ast.SelectorExpr)
		if !isMethod {
			continue
		}
		if r, ok := p.timerOf(c.file, x); !ok || !slices.Contains(held, r) {
			continue
		}
		switch {
		case name == "Reset":
			t.Resets = true
		case c.fn != q.at.fn || c.mode == called && c.expr.End() <= q.pt.pos && passed(c.scope, q.pt.scope) != never:
			t.Stops = append(t.Stops, p.callPlace(c.fn, c.expr))
		}
	}
	slices.SortFunc(t.Stops, placeOrder)
	return t
}

// timerOf returns what holds the timer of which sel names the channel or a method: the operand, or the field by which
// that embeds it, where it has nothing of that name itself.
func (p *pack) timerOf(f *file, sel *ast.SelectorExpr) (ref, bool) {
	t := p.typeOf(f, sel.X, 0)
	if r, ok := p.embeddedTimer(f, t); ok && p.ownerOf(typeName(t), sel.Sel.Name, 0) == "" && len(p.promoted(typeName(t), sel.Sel.Name, 0)) == 0 {
		return r, true
	}
	return p.refOf(f, sel.X)
}

// madeTimer notes that d sets a timer that was just made.
func (q *query) madeTimer(t *evidence.TimerCode, d *def) {
	c, ok := ast.Unparen(d.rhs).(*ast.CallExpr)
	if !ok || len(c.Args) == 0 {
		return
	}
	path, name := q.at.pack.function(d.file, c)
	if path != "time" || name != "NewTicker" && name != "NewTimer" {
		return
	}
	n, _ := q.at.pack.integer(d.file, c.Args[0], 0)
	every := time.Duration(n)
	if t.Made.Line > 0 && t.Every != every {
		every = 0 // made in several places, which differ
	}
	t.Made, t.Ticker, t.Every = q.at.pack.callPlace(d.fn, c), name == "NewTicker", every
}

// aliases returns r and what the same value is in elsewhere in the package: variables it was copied from and to,
// parameters it was handed to.
func (p *pack) aliases(r ref) []ref {
	held := []ref{r}
	for i := 0; i < len(held) && len(held) < maxRefs; i++ {
		for _, d := range p.defs[held[i]] {
			if from, ok := p.refOf(d.file, d.rhs); d.rhs != nil && ok && !slices.Contains(held, from) {
				held = append(held, from)
			}
		}
		for _, d := range p.flows[held[i]] {
			if d.to.fn == nil && !slices.Contains(held, d.to) {
				held = append(held, d.to)
			}
		}
	}
	return held
}
