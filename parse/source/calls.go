package source

import (
	"go/ast"
	"slices"
)

// A call is one call in the package.
type call struct {
	expr  *ast.CallExpr
	fn    *function // that it is in; nil at package level
	scope *scope
	file  *file
	mode  mode
	alone bool // a statement of its own: its results are dropped
}

// link follows the values that calls hand over, once all functions are known.
func (p *pack) link() {
	for _, c := range p.calls {
		for _, fn := range p.callees(c.file, c.expr, 0) {
			for i, a := range c.expr.Args {
				if o := fn.param(i); o != nil {
					to := ref{obj: o}
					p.define(&def{to: to, rhs: a, fn: c.fn, file: c.file, scope: c.scope,
						pos: c.expr.Pos(), end: c.expr.Pos(), call: c, stmt: c.expr})
				}
			}
		}
	}
	for _, d := range p.ordered {
		p.flow(d)
	}
	for _, d := range p.direct {
		for _, fn := range p.callees(d.m.file, d.call, 0) {
			r := ref{fn: fn}
			p.mentions[r] = append(p.mentions[r], d.m)
		}
	}
}

// direct is a use of the result of a call that was given no name: <-x.ready().
type direct struct {
	call *ast.CallExpr
	m    *mention
}

func (p *pack) define(d *def) {
	p.defs[d.to] = append(p.defs[d.to], d)
	p.ordered = append(p.ordered, d)
}

// flow notes where the value of d comes from.
func (p *pack) flow(d *def) {
	if d.rhs == nil {
		return
	}
	if from, ok := p.refOf(d.file, d.rhs); ok {
		p.flows[from] = append(p.flows[from], d)
		return
	}
	c, ok := ast.Unparen(d.rhs).(*ast.CallExpr)
	if !ok {
		return
	}
	if id, ok := c.Fun.(*ast.Ident); ok && id.Name == "append" {
		for _, a := range c.Args {
			if from, ok := p.refOf(d.file, a); ok {
				p.flows[from] = append(p.flows[from], d)
			}
		}
	}
	for _, fn := range p.callees(d.file, c, 0) {
		from := ref{fn: fn, i: d.i}
		p.flows[from] = append(p.flows[from], d)
	}
}

// param returns the object of the i-th argument's parameter.
func (fn *function) param(i int) *ast.Object {
	if fn.variadic && i >= len(fn.params)-1 {
		i = len(fn.params) - 1
	}
	if i < 0 || i >= len(fn.params) {
		return nil
	}
	return fn.params[i]
}

// callees returns the functions of this package that c may call.
func (p *pack) callees(f *file, c *ast.CallExpr, depth int) []*function {
	list := p.denoted(f, c.Fun, depth)
	for _, fn := range list {
		if !fn.takes(c) { // a function of the same name elsewhere
			return slices.DeleteFunc(slices.Clone(list), func(fn *function) bool { return !fn.takes(c) })
		}
	}
	return list
}

// takes reports whether the number of arguments of c fits fn.
func (fn *function) takes(c *ast.CallExpr) bool {
	n, want := len(c.Args), len(fn.params)
	switch {
	case fn.variadic:
		return n >= want-1
	case n == 1 && want > 1:
		_, several := ast.Unparen(c.Args[0]).(*ast.CallExpr)
		return several
	}
	return n == want
}

// denoted returns the functions of this package that e may stand for.
func (p *pack) denoted(f *file, e ast.Expr, depth int) []*function {
	if !p.spend(depth) {
		return nil
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.denoted(f, e.X, depth+1)
	case *ast.IndexExpr:
		return p.denoted(f, e.X, depth+1)
	case *ast.IndexListExpr:
		return p.denoted(f, e.X, depth+1)
	case *ast.FuncLit:
		if fn := p.lits[e]; fn != nil {
			return []*function{fn}
		}
	case *ast.Ident:
		if e.Obj == nil || e.Obj.Kind == ast.Fun {
			if list := p.plainFn[e.Name]; list != nil {
				return list
			}
		}
		return p.held(f, e, depth)
	case *ast.SelectorExpr:
		if p.imported(f, e.X) != "" {
			return nil
		}
		if list := p.methodsOf(f, e, depth); list != nil {
			return list
		}
		return p.held(f, e, depth)
	}
	return nil
}

// held returns the functions that the variable or field e holds, as far as it is set to them directly.
func (p *pack) held(f *file, e ast.Expr, depth int) []*function {
	r, ok := p.refAt(f, e, depth+1)
	if !ok {
		return nil
	}
	var out []*function
	for _, d := range p.defs[r] {
		switch rhs := d.rhs.(type) {
		case *ast.FuncLit:
			if fn := p.lits[rhs]; fn != nil {
				out = append(out, fn)
			}
		case *ast.Ident:
			if rhs.Obj == nil || rhs.Obj.Kind == ast.Fun {
				out = append(out, p.plainFn[rhs.Name]...)
			}
		case *ast.SelectorExpr:
			if p.imported(d.file, rhs.X) == "" {
				out = append(out, p.methodsOf(d.file, rhs, depth+1)...)
			}
		}
		if len(out) > 8 {
			break
		}
	}
	return out
}

// methodsOf returns the methods that x.M can be: those of x's type, of all types when it is an interface
// of this package, and the only one of that name when the type is not known.
func (p *pack) methodsOf(f *file, e *ast.SelectorExpr, depth int) []*function {
	all := p.methods[e.Sel.Name]
	if len(all) == 0 {
		return nil
	}
	t := p.typeOf(f, e.X, depth+1)
	tn := typeName(t)
	spec := p.types[tn]
	switch {
	case t == nil && len(all) == 1:
		return all
	case spec == nil:
		return nil
	}
	if it, ok := spec.Type.(*ast.InterfaceType); ok {
		return implementing(it, e.Sel.Name, all)
	}
	return p.promoted(tn, e.Sel.Name, 0)
}

// implementing returns those of the methods that have as many parameters as the interface's.
func implementing(it *ast.InterfaceType, name string, all []*function) []*function {
	var out []*function
	for _, f := range it.Methods.List {
		typ, ok := f.Type.(*ast.FuncType)
		if !ok || len(f.Names) == 0 || f.Names[0].Name != name {
			continue
		}
		_, want := fieldObjects(typ.Params)
		for _, fn := range all {
			if len(fn.types) == len(want) && len(out) < 8 {
				out = append(out, fn)
			}
		}
		return out
	}
	return all[:min(len(all), 8)] // of an embedded interface
}

// promoted returns the methods named so of the type, or of one embedded in it.
func (p *pack) promoted(tn, name string, depth int) []*function {
	var out []*function
	for _, fn := range p.methods[name] {
		if fn.recv == tn {
			out = append(out, fn)
		}
	}
	spec := p.types[tn]
	if p.steps--; len(out) > 0 || spec == nil || depth > 6 || p.steps < 0 {
		return out
	}
	for _, fd := range p.fieldsOf(spec) {
		if fd.embedded {
			if _, ok := fd.typ.(*ast.SelectorExpr); ok {
				continue
			}
			out = append(out, p.promoted(typeName(fd.typ), name, depth+1)...)
		}
	}
	return out
}
