package source

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Limits on following a value.
const (
	maxDepthFollowed = 16   // definitions deep
	maxOrigins       = 24   // of one context
	maxContexts      = 8    // of one frame
	maxFollowed      = 1000 // steps in all, for one context
)

// A follower follows contexts to where they were made.
type follower struct {
	rd    *reader
	left  int // origins it may still find
	steps int // taken so far
	more  bool
}

// A trail is how a value was followed so far.
type trail struct {
	through []evidence.Place // calls, innermost first
	in      *entered
	depth   int
}

// entered is the calls whose results are being followed: their arguments are the parameters' values.
type entered struct {
	fn   *function
	call *ast.CallExpr
	at   point
	up   *entered
}

func (t trail) deeper() trail { t.depth++; return t }

// origins returns the ways the i-th result of e, a context, can have come about.
func (w *follower) origins(pt point, e ast.Expr, i int, t trail) []*evidence.ContextOrigin {
	if w.steps++; t.depth > maxDepthFollowed || w.left <= 0 || w.steps > maxFollowed {
		w.more = true
		return nil
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if pt.pack.conversion(pt.file, x.Fun) && len(x.Args) == 1 {
			return w.origins(pt, x.Args[0], 0, t.deeper())
		}
		return w.fromCall(pt, x, i, t)
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr, *ast.TypeAssertExpr:
		if x, ok := x.(*ast.Ident); ok && x.Name == "nil" {
			return nil
		}
		if r, ok := pt.pack.refOf(pt.file, e); ok {
			return w.fromRef(pt, r, t)
		}
	}
	if parent := pt.pack.embedded(e); parent != nil {
		o := &evidence.ContextOrigin{Kind: evidence.DerivedCtx, Text: pt.file.text(pt.pack, e), Made: pt.pack.place(pt.fn, e), Through: t.through}
		o.Parents = w.origins(pt, parent, 0, t.deeper())
		return w.found(o)
	}
	return w.found(&evidence.ContextOrigin{Kind: evidence.UnknownCtx, Text: pt.file.text(pt.pack, e), Made: pt.pack.place(pt.fn, e), Through: t.through})
}

// embedded returns the context that a struct literal embeds: c of &myCtx{Context: c}.
func (p *pack) embedded(e ast.Expr) ast.Expr {
	lit := made(e)
	if lit == nil || p.embedsContext(lit.Type) == nil {
		return nil
	}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == "Context" {
				return kv.Value
			}
		} else {
			return el
		}
	}
	return nil
}

func (w *follower) found(o *evidence.ContextOrigin) []*evidence.ContextOrigin {
	w.left--
	return []*evidence.ContextOrigin{o}
}

// fromRef follows the definitions of r that reach pt, and the arguments when r is a parameter.
func (w *follower) fromRef(pt point, r ref, t trail) []*evidence.ContextOrigin {
	defs, whole := reaching(pt, r)
	var out []*evidence.ContextOrigin
	for _, d := range defs {
		if d.rhs == nil || d.elem && d.many {
			continue
		}
		at := point{pack: pt.pack, file: d.file, fn: d.fn, scope: d.scope, pos: d.pos}
		out = append(out, w.origins(at, d.rhs, d.i, t.deeper())...)
	}
	if whole || r.obj == nil {
		return out
	}
	fn, i := pt.fn.owner(r.obj)
	if fn == nil {
		if len(out) == 0 {
			return w.found(&evidence.ContextOrigin{Kind: evidence.UnknownCtx, Text: r.obj.Name, Through: t.through})
		}
		return out
	}
	return append(out, w.fromParameter(pt, fn, i, t)...)
}

// fromParameter follows the i-th parameter of fn to the calls of fn: to the one call through which fn was
// entered if that is known, else those the stacks tell, else those in the package.
func (w *follower) fromParameter(pt point, fn *function, i int, t trail) []*evidence.ContextOrigin {
	for in := t.in; in != nil; in = in.up {
		if in.fn == fn && i < len(in.call.Args) {
			t.in = in.up
			return w.origins(in.at, in.call.Args[i], 0, t.deeper())
		}
	}
	var out []*evidence.ContextOrigin
	for _, s := range w.rd.sites(fn, i) {
		if slices.Contains(t.through, s.place) {
			continue // it calls itself
		}
		next := t.deeper()
		next.in = nil
		next.through = append(slices.Clip(t.through), s.place)
		out = append(out, w.origins(s.at, s.arg, 0, next)...)
	}
	if len(out) == 0 {
		kind := evidence.ParameterCtx
		return w.found(&evidence.ContextOrigin{Kind: kind, Text: fn.params[i].Name, Made: fn.pack.place(fn, fn.typ), Through: t.through})
	}
	return out
}

// fromCall tells what a call makes.
func (w *follower) fromCall(pt point, c *ast.CallExpr, i int, t trail) []*evidence.ContextOrigin {
	p := pt.pack
	if callees := p.callees(pt.file, c, 0); len(callees) > 0 {
		var out []*evidence.ContextOrigin
		for _, fn := range callees {
			next := t.deeper()
			next.in = &entered{fn, c, pt, t.in}
			for _, d := range p.defs[ref{fn: fn, i: i}] {
				at := point{pack: p, file: d.file, fn: d.fn, scope: d.scope, pos: d.pos}
				if d.rhs != nil {
					out = append(out, w.origins(at, d.rhs, d.i, next)...)
				}
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	o := &evidence.ContextOrigin{Text: pt.file.text(p, c), Made: p.place(pt.fn, c.Fun), Through: t.through}
	parent, how := w.known(pt, c, o)
	if o.Kind == "" {
		o.Kind = evidence.UnknownCtx
	}
	w.left--
	if how >= 0 {
		o.Cancel = w.handed(w.fate(pt, c, how), p, c, how, t.in)
	}
	if parent != nil {
		o.Parents = w.origins(point{p, pt.file, pt.fn, pt.scope, c.Pos()}, parent, 0, t.deeper())
	}
	return []*evidence.ContextOrigin{o}
}

// known fills in what is known of a call that makes a context, and returns its parent's expression, and
// which of its results is the cancel function, -1 for none.
func (w *follower) known(pt point, c *ast.CallExpr, o *evidence.ContextOrigin) (parent ast.Expr, cancel int) {
	path, name := pt.pack.function(pt.file, c)
	if len(c.Args) > 0 {
		parent = c.Args[0]
	}
	switch {
	case path == "context":
		return w.ofContext(pt, c, name, o)
	case strings.HasSuffix(path, "/errgroup") && name == "WithContext":
		o.Kind = evidence.ErrgroupCtx
		return parent, -1
	case path == "os/signal" && name == "NotifyContext":
		o.Kind = evidence.SignalCtx
		return parent, 1
	case path == "" && name == "Context" && len(c.Args) == 0:
		o.Kind = evidence.DerivedCtx
		if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
			if path, typ := pt.file.external(pt.pack.typeOf(pt.file, sel.X, 0)); path == "net/http" && typ == "Request" {
				o.Kind = evidence.RequestCtx
			}
		}
		return nil, -1
	}
	for _, a := range c.Args {
		if pt.pack.contextual(pt, a) {
			o.Kind = evidence.DerivedCtx
			return a, -1
		}
	}
	return nil, -1
}

// ofContext is known for the functions of package context.
func (w *follower) ofContext(pt point, c *ast.CallExpr, name string, o *evidence.ContextOrigin) (parent ast.Expr, cancel int) {
	if len(c.Args) > 0 {
		parent = c.Args[0]
	}
	cancel = 1
	switch kind := evidence.ContextKind(strings.TrimSuffix(name, "Cause")); kind {
	case evidence.WithCancel:
		o.Kind = kind
	case evidence.WithTimeout, evidence.WithDeadline:
		o.Kind = kind
		if len(c.Args) > 1 {
			o.Timeout = pt.file.text(pt.pack, c.Args[1])
			o.For = pt.pack.duration(pt, kind, c.Args[1])
		}
	case evidence.WithValue, evidence.WithoutCancel, evidence.Background, evidence.TODO:
		o.Kind, cancel = kind, -1
	default:
		cancel = -1
	}
	return parent, cancel
}

// contextual reports whether e is a context, from its type or from what it is made of.
func (p *pack) contextual(pt point, e ast.Expr) bool {
	steps := 0
	return p.contextualAt(pt.file, e, 0, &steps)
}

func (p *pack) contextualAt(f *file, e ast.Expr, depth int, steps *int) bool {
	if *steps++; depth > maxInfer || e == nil || *steps > 100 {
		return false
	}
	t := p.typeOf(f, e, 0)
	if t != nil && t != foreign {
		return f.isContext(t) || p.anyFileContext(t)
	}
	if c, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		path, name := p.function(f, c)
		return p.makesContext(path, name, 0) || path == "" && name == "Context" && len(c.Args) == 0
	}
	r, ok := p.refOf(f, e)
	if !ok {
		return false
	}
	for _, d := range p.defs[r] {
		c, ok := ast.Unparen(d.rhs).(*ast.CallExpr)
		if !ok {
			if d.rhs != nil && p.contextualAt(d.file, d.rhs, depth+1, steps) {
				return true
			}
			continue
		}
		path, name := p.function(d.file, c)
		if p.makesContext(path, name, d.i) || path == "" && name == "Context" && len(c.Args) == 0 {
			return true
		}
	}
	return false
}

// anyFileContext is isContext for a type written in another file, where context may be imported under
// the same name only.
func (p *pack) anyFileContext(t ast.Expr) bool {
	sel, ok := t.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Context" {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == "context"
}

// makesContext reports whether result i of the function is a context.
func (p *pack) makesContext(path, name string, i int) bool {
	switch {
	case path == "context":
		return i == 0 && name != "AfterFunc" && name != "Cause"
	case strings.HasSuffix(path, "/errgroup"):
		return name == "WithContext" && i == 1
	case path == "os/signal":
		return name == "NotifyContext" && i == 0
	}
	return false
}

// function returns import path and name of the function that c calls; the path is empty for methods and
// functions of this package.
func (p *pack) function(f *file, c *ast.CallExpr) (path, name string) {
	fun := ast.Unparen(c.Fun)
	if ix, ok := fun.(*ast.IndexExpr); ok {
		fun = ix.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return "", fun.Name
	case *ast.SelectorExpr:
		return p.imported(f, fun.X), fun.Sel.Name
	}
	return "", ""
}
