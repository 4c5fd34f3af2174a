package source

import (
	"cmp"
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxSites is how many calls of one function are followed.
const maxSites = 16

// A site is a call of a function, with the argument asked for.
type site struct {
	at    point
	arg   ast.Expr
	place evidence.Place
}

// sites returns the calls of fn: first those that the stacks of the evidence contain, from any package,
// then the others of its own package.
func (rd *reader) sites(fn *function, i int) []site {
	var out []site
	if o := fn.params[i]; o != nil {
		for _, d := range fn.pack.defs[ref{obj: o}] {
			if d.call == nil {
				continue
			}
			at := point{pack: fn.pack, file: d.file, fn: d.fn, scope: d.scope, pos: d.pos}
			out = append(out, site{at, d.rhs, fn.pack.callPlace(d.fn, d.call.expr)})
		}
	}
	seen := make(map[evidence.Place]bool)
	for _, s := range out {
		seen[evidence.Place{File: s.place.File, Line: s.place.Line}] = true
	}
	for _, f := range rd.stacks.callers[fn.full()] {
		if seen[evidence.Place{File: f.File, Line: f.Line}] {
			continue
		}
		at, why := rd.locate(f)
		if why != "" || rd.places.goroot != nil && at.pack.key.tree == rd.places.goroot && at.pack != fn.pack {
			continue
		}
		if c, e := at.callOf(fn); c != nil && i < len(c.Args) {
			out = append(out, site{point{at.pack, at.file, at.fn, e.scope, c.Pos()}, c.Args[i], at.pack.callPlace(at.fn, c)})
		}
	}
	slices.SortStableFunc(out, func(a, b site) int { return cmp.Compare(rd.unseen(a.place), rd.unseen(b.place)) })
	return out[:min(len(out), maxSites)]
}

// unseen is 0 for a line that a stack of the evidence contains, else 1.
func (rd *reader) unseen(pl evidence.Place) int {
	if rd.stacks.lines[evidence.Place{File: pl.File, Line: pl.Line}] {
		return 0
	}
	return 1
}

// callOf returns the call at the spot's line that can be one of fn, by its name.
func (s spot) callOf(fn *function) (*ast.CallExpr, *event) {
	want := fn.name[strings.LastIndexByte(fn.name, '.')+1:]
	for _, e := range s.fn.events {
		c, ok := e.node.(*ast.CallExpr)
		if !ok || e.line != s.line {
			continue
		}
		if _, name := s.pack.function(s.file, c); name == want {
			return c, e
		}
	}
	return nil, nil
}

// full returns the runtime's name of fn.
func (fn *function) full() string {
	if fn == nil {
		return ""
	}
	if fn.fullName == "" {
		fn.fullName = fn.pack.path + "." + fn.name
	}
	return fn.fullName
}

// place returns the line of n, in function fn, as the stacks would have it.
func (p *pack) place(fn *function, n ast.Node) evidence.Place {
	pos := n.Pos()
	f := p.fset.PositionFor(pos, false)
	pl := evidence.Place{Func: fn.full(), Line: f.Line}
	if fn == nil {
		pl.Func = p.path + ".init" // where package variables get their values
	}
	if f.Filename != "" {
		pl.File = p.spell(f.Filename)
	}
	return pl
}

// callPlace is place for a call, whose line is that of its opening parenthesis.
func (p *pack) callPlace(fn *function, c *ast.CallExpr) evidence.Place {
	pl := p.place(fn, c)
	if l := p.line(c.Lparen); l > 0 {
		pl.Line = l
	}
	return pl
}

// spell writes the name of a file of the package as the frames write it.
func (p *pack) spell(name string) string {
	base := name[strings.LastIndexByte(name, '/')+1:]
	if p.spelled == "." {
		return base
	}
	return p.spelled + "/" + base
}

// describe returns what a frame needs to know of its function.
func (fn *function) describe() evidence.Function {
	d := evidence.Function{Name: fn.full(), Start: fn.start, End: fn.end}
	for up := fn.parent; up != nil; up = up.parent {
		d.Within = append(d.Within, up.full())
	}
	d.Deferred = fn.deferred()
	return d
}
