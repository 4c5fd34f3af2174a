package source

import "go/ast"

// keeping returns the mentions of r that keep its value or use it up.
func (p *pack) keeping(r ref) []ast.Node {
	var out []ast.Node
	for _, m := range p.mentions[r] {
		if m.role != roleBlank && m.role != roleSet && m.role != roleIgnored && m.node != nil {
			out = append(out, m.expr)
		}
	}
	return out
}

// dropped finds the returns at which the cancel function was stored in a field of a struct that this
// function made, and the struct itself is not returned or kept. Calling a method of the struct keeps it
// only if the method hands its receiver on, or calls the field.
func (u *used) dropped() {
	for _, d := range u.puts {
		owner, stmt := u.owner(d)
		if owner == nil {
			continue
		}
		r := ref{obj: owner}
		uses := u.p.keeping(r)
		for _, n := range uses {
			if n.End() <= stmt.Pos() {
				return // it was kept before
			}
		}
		for _, e := range u.events(u.b.fn) {
			c, ok := e.node.(*ast.CallExpr)
			if !ok {
				continue
			}
			sel, ok := c.Fun.(*ast.SelectorExpr)
			if x, isIdent := selX(sel, ok); !isIdent || x.Obj != owner {
				continue
			}
			if r, isField := u.p.refOf(u.b.file, sel); isField && r == d.to {
				uses = append(uses, c) // sub.cancel()
			}
			for _, m := range u.p.methodsOf(u.b.file, sel, 0) {
				if u.p.keeps(m, d.to, make(map[*function]bool)) {
					uses = append(uses, c)
				}
			}
		}
		if places := (&paths{p: u.p, fn: u.b.fn, made: stmt, uses: uses, result: owner, ctx: u.b.contexts(u.call)}).run(); len(places) > 0 {
			u.f.Dropped, u.f.Owner = places, owner.Name
		}
	}
}

func selX(sel *ast.SelectorExpr, ok bool) (*ast.Ident, bool) {
	if !ok {
		return nil, false
	}
	x, ok := ast.Unparen(sel.X).(*ast.Ident)
	return x, ok && x.Obj != nil
}

// events lists the events of fn and of the literals in it.
func (u *used) events(fn *function) []*event {
	out := append([]*event(nil), fn.events...)
	for _, lit := range fn.file.functions {
		for up := lit.parent; up != nil; up = up.parent {
			if up == fn {
				out = append(out, lit.events...)
				break
			}
		}
	}
	return out
}

// owner returns the local variable whose field d sets, and the statement that does so: v of
// v := &T{f: cancel}, and of v.f = cancel when v was made here by a literal. It is nil for others.
func (u *used) owner(d *def) (*ast.Object, ast.Node) {
	if a, ok := d.stmt.(*ast.AssignStmt); ok {
		for i, l := range a.Lhs {
			sel, ok := ast.Unparen(l).(*ast.SelectorExpr)
			x, isIdent := selX(sel, ok)
			if i < len(a.Rhs) && a.Rhs[i] == d.rhs && isIdent && u.fresh(x.Obj) {
				return x.Obj, a
			}
		}
		return nil, nil
	}
	lit, ok := d.stmt.(*ast.CompositeLit)
	if !ok {
		return nil, nil
	}
	for _, l := range u.b.fn.locals {
		for _, dd := range u.p.defs[l] {
			if dd.fn == u.b.fn && dd.call == nil && made(dd.rhs) == lit {
				return l.obj, dd.stmt
			}
		}
	}
	return nil, nil
}

// fresh reports whether o is a local variable that is only ever set to a literal.
func (u *used) fresh(o *ast.Object) bool {
	defs := u.p.defs[ref{obj: o}]
	return len(defs) == 1 && defs[0].fn == u.b.fn && made(defs[0].rhs) != nil
}

// made returns the literal in &T{…} or T{…}.
func made(e ast.Expr) *ast.CompositeLit {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = ast.Unparen(u.X)
	}
	lit, _ := e.(*ast.CompositeLit)
	return lit
}

// keeps reports whether the method hands its receiver on, or calls the field, itself or in a method of the
// same receiver.
func (p *pack) keeps(fn *function, field ref, seen map[*function]bool) bool {
	if seen[fn] || fn.recvName() == nil {
		return false
	}
	seen[fn] = true
	recv := fn.recvName().Obj
	if recv == nil {
		return false
	}
	if len(p.keeping(ref{obj: recv})) > 0 {
		return true
	}
	for _, m := range p.mentions[field] {
		for in := m.fn; in != nil; in = in.parent {
			if in == fn && m.role != roleSet {
				return true
			}
		}
	}
	for _, e := range (&used{p: p}).events(fn) {
		c, ok := e.node.(*ast.CallExpr)
		if !ok {
			continue
		}
		sel, ok := c.Fun.(*ast.SelectorExpr)
		if x, isIdent := selX(sel, ok); !isIdent || x.Obj != recv {
			continue
		}
		for _, m := range p.methodsOf(fn.file, sel, 0) {
			if p.keeps(m, field, seen) {
				return true
			}
		}
	}
	return false
}

// recvName returns the name of the receiver, nil when fn has none.
func (fn *function) recvName() *ast.Ident {
	if fn.decl == nil || fn.decl.Recv == nil || len(fn.decl.Recv.List) == 0 || len(fn.decl.Recv.List[0].Names) == 0 {
		return nil
	}
	return fn.decl.Recv.List[0].Names[0]
}
