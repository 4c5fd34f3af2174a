package source

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxUsers is how many uses of one channel are listed.
const maxUsers = 64

// A tracer follows a channel: back to where it was made, then forth to all that hold it.
type tracer struct {
	rd     *reader
	out    *evidence.ChannelCode
	seen   map[seenRef]bool
	from   []seenRef
	ending evidence.Ending
	ctx    point    // where Done was taken from a context, with EndsDone
	of     ast.Expr // that context
	name   string   // how it reads
	in     *entered
	makes  []makeCall
}

// A makeCall is a call of make, and the function it is in.
type makeCall struct {
	fn   *function
	call *ast.CallExpr
}

type seenRef struct {
	p *pack
	r ref
}

// channel tells what is known of the channel that e is at pt, and what a receive from it waits for.
func (rd *reader) channel(pt point, e ast.Expr) *tracer {
	t := &tracer{rd: rd, out: &evidence.ChannelCode{Name: pt.file.text(pt.pack, e)}, seen: make(map[seenRef]bool)}
	t.back(pt, e, 0, 0)
	t.forth()
	if t.ending == evidence.EndsUnknown && stopName(t.out.Name) {
		t.ending = evidence.EndsStop
	}
	slices.SortStableFunc(t.out.Users, func(a, b evidence.ChannelUse) int { return placeOrder(a.At, b.At) })
	t.out.Users = slices.Compact(t.out.Users)
	t.out.Makes = slices.Compact(t.out.Makes)
	if len(t.out.Users) > maxUsers {
		t.out.Users, t.out.More = t.out.Users[:maxUsers], true
	}
	t.out.Confined = t.confined()
	return t
}

// back follows result i of e to where the channel was made.
func (t *tracer) back(pt point, e ast.Expr, i, depth int) {
	if depth > maxDepthFollowed || len(t.seen) > maxRefs {
		t.out.More = true
		return
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		t.call(pt, x, i, depth)
		return
	case *ast.Ident:
		if x.Name == "nil" && x.Obj == nil {
			t.out.Nil = true
			return
		}
	case *ast.SelectorExpr:
		if x.Sel.Name == "C" && timer(pt, x.X) {
			t.ending = evidence.EndsTimer
			return
		}
	}
	r, ok := pt.pack.refOf(pt.file, e)
	if !ok {
		return
	}
	key := seenRef{pt.pack, r}
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	t.from = append(t.from, key)
	defs, whole := t.pt(pt, r)
	if len(defs) == 0 && r.obj == nil && !ast.IsExported(r.name[strings.LastIndexByte(r.name, '.')+1:]) {
		t.out.Nil = true // nothing outside the package can set it either
	}
	for _, d := range defs {
		at := point{pack: pt.pack, file: d.file, fn: d.fn, scope: d.scope, pos: d.pos}
		if d.rhs == nil {
			t.out.Nil = true
			continue
		}
		t.back(at, d.rhs, d.i, depth+1)
	}
	if fn, i := pt.fn.owner(r.obj); !whole && r.obj != nil && fn != nil {
		t.parameter(fn, i, depth)
	}
}

// pt is reaching, but a variable that is declared empty and set later has all its settings.
func (t *tracer) pt(pt point, r ref) ([]*def, bool) {
	defs, whole := reaching(pt, r)
	if r.obj == nil || !whole || len(defs) != 1 || defs[0].rhs != nil {
		return defs, whole
	}
	var all []*def
	for _, d := range pt.pack.defs[r] {
		if d.call == nil {
			all = append(all, d)
		}
	}
	return all, whole
}

func (t *tracer) parameter(fn *function, i, depth int) {
	for in := t.in; in != nil; in = in.up {
		if in.fn == fn && i < len(in.call.Args) {
			t.back(in.at, in.call.Args[i], 0, depth+1)
			return
		}
	}
	for _, s := range t.rd.sites(fn, i) {
		t.back(s.at, s.arg, 0, depth+1)
	}
}

func (t *tracer) call(pt point, c *ast.CallExpr, i, depth int) {
	p := pt.pack
	path, name := p.function(pt.file, c)
	switch {
	case name == "make" && path == "" && len(c.Args) > 0:
		t.made(pt, c)
		return
	case path == "time" && (name == "After" || name == "Tick"):
		t.ending = evidence.EndsTimer
		return
	case p.conversion(pt.file, c.Fun) && len(c.Args) == 1:
		t.back(pt, c.Args[0], 0, depth+1)
		return
	}
	callees := p.callees(pt.file, c, 0)
	for _, fn := range callees {
		key := seenRef{p, ref{fn: fn, i: i}}
		if t.seen[key] {
			continue
		}
		t.seen[key] = true
		t.from = append(t.from, key)
		outer := t.in
		t.in = &entered{fn, c, pt, outer}
		for _, d := range p.defs[key.r] {
			if d.rhs != nil {
				t.back(point{p, d.file, d.fn, d.scope, d.pos}, d.rhs, d.i, depth+1)
			}
		}
		t.in = outer
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok && len(callees) == 0 && name == "Done" && len(c.Args) == 0 && path == "" && t.of == nil {
		typ := p.typeOf(pt.file, sel.X, 0)
		if emb := p.embedsContext(typ); emb != nil {
			t.name = pt.file.text(p, sel.X)
			t.ending, t.ctx, t.of = evidence.EndsDone, pt, &ast.SelectorExpr{X: sel.X, Sel: &ast.Ident{NamePos: sel.X.Pos(), Name: "Context"}}
		} else if typ == nil || typ == foreign || p.contextual(pt, sel.X) {
			t.ending, t.ctx, t.of, t.name = evidence.EndsDone, pt, sel.X, pt.file.text(p, sel.X)
		}
	}
}

// embedsContext returns the struct type of this package that t names if it embeds a context.Context.
func (p *pack) embedsContext(t ast.Expr) *ast.TypeSpec {
	spec := p.types[typeName(t)]
	if spec == nil {
		return nil
	}
	for _, fd := range p.fieldsOf(spec) {
		if fd.embedded && p.anyFileContext(fd.typ) {
			return spec
		}
	}
	return nil
}

func (t *tracer) made(pt point, c *ast.CallExpr) {
	if _, ok := ast.Unparen(c.Args[0]).(*ast.ChanType); !ok {
		id, named := c.Args[0].(*ast.Ident)
		if !named || pt.pack.types[id.Name] == nil {
			return
		}
	}
	m := evidence.ChannelMake{At: pt.pack.callPlace(pt.fn, c)}
	if len(c.Args) > 1 {
		m.Cap, m.Size = pt.file.text(pt.pack, c.Args[1]), -1
		if n, ok := pt.pack.integer(pt.file, c.Args[1], 0); ok {
			m.Size = int(n)
		}
	}
	t.out.Makes = append(t.out.Makes, m)
	t.makes = append(t.makes, makeCall{pt.fn, c})
}

// timer reports whether x is a time.Timer or time.Ticker, or embeds one.
func timer(pt point, x ast.Expr) bool {
	t := pt.pack.typeOf(pt.file, x, 0)
	if t == nil || t == foreign {
		return true // nothing else is called C
	}
	_, embeds := pt.pack.embeddedTimer(pt.file, t)
	return embeds || timerType(pt.file, t)
}

func timerType(f *file, t ast.Expr) bool {
	_, name := f.external(t)
	return name == "Timer" || name == "Ticker"
}

// embeddedTimer returns the field by which the struct type of this package that t names embeds a timer or ticker.
func (p *pack) embeddedTimer(f *file, t ast.Expr) (ref, bool) {
	spec := p.types[typeName(t)]
	if spec == nil {
		return ref{}, false
	}
	for _, fd := range p.fieldsOf(spec) {
		if fd.embedded && timerType(f, fd.typ) {
			return ref{name: spec.Name.Name + "." + fd.name}, true
		}
	}
	return ref{}, false
}
