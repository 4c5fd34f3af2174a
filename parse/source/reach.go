package source

import (
	"go/ast"
	"go/token"
	"slices"
)

// A point is a place in a function, for asking what came before it.
type point struct {
	pack  *pack
	file  *file
	fn    *function // nil at package level
	scope *scope
	pos   token.Pos
}

// outward returns the point at which fn's literal stands in the function around it.
func (pt point) outward() point {
	fn := pt.fn
	return point{pack: pt.pack, file: pt.file, fn: fn.parent, scope: fn.at, pos: fn.lit.Pos()}
}

// certainty says whether a statement that stands before a point is always reached on the way to it.
type certainty uint8

const (
	never certainty = iota
	maybe
	always
)

// passed says whether a statement in scope s was passed on the way to a point in scope to, further down
// in the same function.
func passed(s, to *scope) certainty {
	if to.inside(s) {
		return always
	}
	var child *scope // of the common scope, on the way to s
	common := s
	for common != nil && !to.inside(common) {
		if leaves(common.node) {
			return never
		}
		child, common = common, common.up
	}
	if common == nil || child == nil {
		return maybe
	}
	other := to
	for other != common && other.up != common {
		other = other.up
	}
	if _, isIf := common.node.(*ast.IfStmt); isIf && other != common {
		return never // the other branch
	}
	if clause(child.node) && other != common && clause(other.node) {
		return never // the other case
	}
	return maybe
}

func clause(n ast.Node) bool {
	switch n.(type) {
	case *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// leaves reports whether a block ends the function.
func leaves(n ast.Node) bool {
	var list []ast.Stmt
	switch n := n.(type) {
	case *ast.BlockStmt:
		list = n.List
	case *ast.CaseClause:
		list = n.Body
	case *ast.CommClause:
		list = n.Body
	}
	return len(list) > 0 && ends(list[len(list)-1])
}

// ends reports whether control does not go on after st: it returns, panics or exits.
func ends(st ast.Stmt) bool {
	switch st := st.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return st.Tok == token.GOTO
	case *ast.ExprStmt:
		return exits(st.X)
	case *ast.BlockStmt:
		return leaves(st)
	}
	return false
}

// exits reports whether e is a call that does not come back.
func exits(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name == "panic" && f.Obj == nil
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		if !ok || x.Obj != nil && x.Name != "t" && x.Name != "b" {
			return false
		}
		switch x.Name + "." + f.Sel.Name {
		case "os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "runtime.Goexit",
			"t.Fatal", "t.Fatalf", "t.FailNow", "t.Skip", "t.Skipf", "b.Fatal", "b.Fatalf":
			return true
		}
	}
	return false
}

// reaching returns the definitions of r that its value at pt can come from, the latest first. whole is
// false when none of them is certain, so that for a parameter the argument counts as well.
func reaching(pt point, r ref) (defs []*def, whole bool) {
	all := pt.pack.defs[r]
	if r.obj == nil && r.name != "" { // a field or a package variable: its last setting here, or else all
		for i := len(all) - 1; i >= 0; i-- {
			d := all[i]
			if d.pos <= pt.pos && pt.pos < d.end {
				all = slices.Delete(slices.Clone(all), i, i+1) // it cannot come from itself
				continue
			}
			if d.fn == pt.fn && pt.fn != nil && d.end <= pt.pos && d.rhs != nil && passed(d.scope, pt.scope) == always {
				return []*def{d}, true
			}
		}
		return all, true
	}
	for at := pt; at.fn != nil; at = at.outward() {
		for i := len(all) - 1; i >= 0; i-- {
			d := all[i]
			if d.call != nil || d.fn != at.fn || d.end > at.pos {
				continue
			}
			switch passed(d.scope, at.scope) {
			case always:
				return append(defs, d), true
			case maybe:
				defs = append(defs, d)
			}
		}
		if at.fn.parent == nil || at.fn.lit == nil || at.fn.owns(r.obj) {
			break
		}
	}
	if fn, _ := pt.fn.owner(r.obj); len(defs) == 0 && fn == nil { // set further down, in a literal, or before a loop turns
		for _, d := range all {
			if d.call == nil && !(d.pos <= pt.pos && pt.pos < d.end) {
				defs = append(defs, d)
			}
		}
	}
	return defs, false
}

// owns reports whether o is a parameter of fn.
func (fn *function) owns(o *ast.Object) bool {
	for _, p := range fn.params {
		if p != nil && p == o {
			return true
		}
	}
	return false
}

// owner returns the function, fn or one around it, of which o is a parameter, and which.
func (fn *function) owner(o *ast.Object) (*function, int) {
	for ; fn != nil; fn = fn.parent {
		for i, p := range fn.params {
			if p != nil && p == o {
				return fn, i
			}
		}
	}
	return nil, 0
}
