package source

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A usage follows one object through the function that had it made. What it cannot judge keeps the object: a
// return is called missed only when nobody but this function ever had it.
type usage struct {
	p    *pack // of the object's type
	in   *pack // of the function
	typ  string
	ends []*function

	out      evidence.OwnerUse
	handedOn bool       // it is returned, and nobody else keeps it
	uses     []ast.Node // that end or keep it
}

// of tells what became of result i of the call c.
func (u *usage) of(c *call, i int) {
	u.out.At = u.in.callPlace(c.fn, c.expr)
	b := u.in.bound[c.expr]
	switch {
	case u.guarded(c, b, i):
		u.out.Kept, u.out.Once = true, true
	case c.alone && c.fn != nil:
		u.miss(c.fn, c.expr, nil, nil)
	case b != nil && b.fn != nil && b.lhs == nil:
		u.out.Kept, u.handedOn = true, true
	case b == nil || b.fn == nil || i >= len(b.lhs):
		u.out.Kept = true
	default:
		u.bound(b, i)
	}
}

func (u *usage) bound(b *binding, i int) {
	id, ok := ast.Unparen(b.lhs[i]).(*ast.Ident)
	switch {
	case !ok:
		u.out.Kept = true
		return
	case id.Name == "_":
		u.miss(b.fn, b.stmt, nil, nil)
		return
	case id.Obj == nil || u.in.global(id.Obj) || b.fn.body == nil || !b.fn.holds(id.Obj):
		u.out.Kept = true
		return
	}
	u.inspect(b, id.Obj)
	var errs []*ast.Object
	for k, l := range b.lhs {
		if e, ok := l.(*ast.Ident); ok && k != i && e.Obj != nil {
			errs = append(errs, e.Obj)
		}
	}
	u.miss(b.fn, b.stmt, id.Obj, errs)
}

// holds reports whether o is a variable or result of fn itself, rather than of a function around it.
func (fn *function) holds(o *ast.Object) bool {
	return slices.Contains(fn.results, o) || slices.ContainsFunc(fn.locals, func(r ref) bool { return r.obj == o }) && fn.body.Pos() <= o.Pos() && o.Pos() < fn.body.End()
}

func (u *usage) miss(fn *function, made ast.Node, o *ast.Object, errs []*ast.Object) {
	if fn.body == nil {
		return
	}
	u.out.Missed = (&paths{p: u.in, fn: fn, made: made, uses: u.uses, result: o, errs: errs}).run()
}

// inspect goes over the mentions of o after it was set.
func (u *usage) inspect(b *binding, o *ast.Object) {
	var up []ast.Node
	ast.Inspect(b.fn.body, func(n ast.Node) bool {
		if n == nil {
			up = up[:len(up)-1]
			return false
		}
		if id, ok := n.(*ast.Ident); ok && id.Obj == o && id.Pos() >= b.stmt.End() {
			u.mention(b, up, id)
		}
		up = append(up, n)
		return true
	})
}

// mention judges one mention; up are the nodes around it, the innermost last.
func (u *usage) mention(b *binding, up []ast.Node, id *ast.Ident) {
	above := func(n int) ast.Node { return up[max(0, len(up)-n)] }
	switch parent := above(1).(type) {
	case *ast.SelectorExpr:
		switch u.selected(parent, above(2), up) {
		case ending:
			u.end(b, parent.Sel, parent)
			return
		case passing:
			return
		}
	case *ast.CallExpr:
		if parent.Fun == ast.Expr(id) { // the object is the function that ends it
			u.end(b, id, id)
			return
		}
	case *ast.BinaryExpr:
		return
	case *ast.ReturnStmt:
		u.handedOn = u.handedOn || !u.out.Kept
		u.out.Kept = true
		u.uses = append(u.uses, id)
		return
	case *ast.AssignStmt:
		if !slices.Contains(parent.Rhs, ast.Expr(id)) || len(parent.Lhs) == 1 && isBlank(parent.Lhs[0]) {
			return
		}
	}
	u.out.Kept, u.handedOn = true, false
	u.uses = append(u.uses, id)
}

func (u *usage) end(b *binding, at, use ast.Node) {
	u.out.Ended = append(u.out.Ended, u.in.place(b.fn, at))
	u.uses = append(u.uses, use)
}

// What a mention does to an object.
type effect uint8

const (
	keeping effect = iota // somebody else has it too
	passing               // it is used
	ending
)

// selected judges a field or method of the object, in the node around it.
func (u *usage) selected(sel *ast.SelectorExpr, around ast.Node, up []ast.Node) effect {
	c, isCall := around.(*ast.CallExpr)
	isFun := isCall && c.Fun == ast.Expr(sel)
	field := u.field(sel.Sel.Name)
	switch {
	case u.endedBy(sel.Sel.Name):
		return ending
	case field == nil:
		if isFun && !u.keeps(sel.Sel.Name) && !lasting(up) {
			return passing
		}
		return keeping
	case isFun: // a cancel function, or the like
		return ending
	case isCall:
		if f, ok := c.Fun.(*ast.Ident); ok && f.Name == "close" {
			return ending
		}
	}
	switch field.(type) {
	case *ast.FuncType, *ast.SelectorExpr:
		return keeping
	case *ast.ChanType:
		switch around.(type) {
		case *ast.SendStmt, *ast.UnaryExpr, *ast.RangeStmt:
			return passing
		}
		return keeping
	}
	return passing
}

// lasting reports whether a node lies in a literal that is not simply called or deferred: it may run for as long as
// the program does.
func lasting(up []ast.Node) bool {
	for i, n := range up {
		lit, ok := n.(*ast.FuncLit)
		if !ok || i < 2 {
			continue
		}
		c, isCall := up[i-1].(*ast.CallExpr)
		_, isGo := up[i-2].(*ast.GoStmt)
		if !isCall || c.Fun != ast.Expr(lit) || isGo {
			return true
		}
	}
	return false
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

func (u *usage) endedBy(method string) bool {
	return slices.ContainsFunc(u.ends, func(fn *function) bool { return fn.decl.Name.Name == method })
}

// keeps reports whether the method hands its receiver on.
func (u *usage) keeps(method string) bool {
	for _, fn := range u.p.promoted(u.typ, method, 0) {
		if r := fn.recvName(); r != nil && r.Obj != nil && len(u.p.keeping(ref{obj: r.Obj})) > 0 {
			return true
		}
	}
	return false
}

// field returns the type of a field, nil when there is none of that name.
func (u *usage) field(name string) ast.Expr {
	spec := u.p.types[u.typ]
	if spec == nil {
		return nil
	}
	for _, fd := range u.p.fieldsOf(spec) {
		if fd.name == name {
			return fd.typ
		}
	}
	return nil
}

// guarded reports whether c is called only where there is no such object yet: below if x == nil, or below if !ok of
// a look-up in a map.
func (u *usage) guarded(c *call, b *binding, i int) bool {
	if b == nil || i >= len(b.lhs) {
		return false
	}
	for s := c.scope; s != nil; s = s.up {
		n, ok := s.node.(*ast.IfStmt)
		if !ok || !within(c.expr, n.Body) {
			continue
		}
		switch cond := ast.Unparen(n.Cond).(type) {
		case *ast.BinaryExpr:
			y, isIdent := cond.Y.(*ast.Ident)
			if isIdent && y.Name == "nil" && cond.Op == token.EQL && b.file.text(u.in, cond.X) == b.file.text(u.in, b.lhs[i]) {
				return true
			}
		case *ast.UnaryExpr:
			if x, ok := cond.X.(*ast.Ident); ok && cond.Op == token.NOT && x.Obj != nil && u.in.lookedUp(x.Obj) {
				return true
			}
		}
	}
	return false
}

// lookedUp reports whether o is the second value of a look-up in a map.
func (p *pack) lookedUp(o *ast.Object) bool {
	a, ok := o.Decl.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 2 || len(a.Rhs) != 1 {
		return false
	}
	_, isIndex := ast.Unparen(a.Rhs[0]).(*ast.IndexExpr)
	id, ok := a.Lhs[1].(*ast.Ident)
	return isIndex && ok && id.Obj == o
}
