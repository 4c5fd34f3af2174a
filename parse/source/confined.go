package source

import (
	"go/ast"
	"go/token"
	"slices"
)

// confined returns the functions that can have the channel, by name, when nobody else can come to have it: it lives
// in local variables, is handed to functions of the package only, and literals that mention it run at once, on a
// goroutine of their own, or when their function returns. It is nil when the channel may be anywhere.
func (t *tracer) confined() []string {
	if t.out.More || t.out.Nil || len(t.out.Makes) == 0 {
		return nil
	}
	holders := make(map[string]bool)
	for _, m := range t.out.Makes {
		holders[m.At.Func] = true
	}
	for k := range t.seen {
		if k.r.obj == nil && k.r.fn == nil || k.r.fn != nil && k.r.fn.public() {
			return nil
		}
		for _, m := range k.p.mentions[k.r] {
			if m.fn == nil || !k.p.handsOn(m) || !k.p.atHand(m.fn, k.r.obj) {
				return nil
			}
			// A function in which a literal stands can have it run at any time.
			for fn := m.fn; fn != nil; fn = fn.parent {
				holders[fn.full()] = true
				if fn.declares(k.r.obj) {
					break
				}
			}
		}
	}
	var out []string
	for fn := range holders {
		out = append(out, fn)
	}
	slices.Sort(out)
	return out
}

// public reports whether other packages may call fn, or call a literal that it is.
func (fn *function) public() bool {
	return fn.decl == nil || fn.decl.Name.IsExported() && fn.pack.declared() != "main"
}

// declared returns the name that the files of p declare.
func (p *pack) declared() string {
	for _, f := range p.files {
		if f.ast.Name != nil {
			return f.ast.Name.Name
		}
	}
	return ""
}

// handsOn reports whether what m does to a channel leaves it where it is, or hands it on to a variable or parameter
// that is followed.
func (p *pack) handsOn(m *mention) bool {
	switch m.role {
	case roleSend, roleReceive, roleRange, roleClose, roleLen, roleCap, roleSet, roleBlank:
		return true
	case roleReturned:
		return m.fn.lit == nil && !m.fn.public()
	case roleArg:
		return len(p.callees(m.file, m.node.(*ast.CallExpr), 0)) > 0
	case roleCopied:
		switch n := m.node.(type) {
		case *ast.AssignStmt:
			return !slices.ContainsFunc(n.Lhs, func(l ast.Expr) bool { r, ok := p.refOf(m.file, l); return !ok || r.obj == nil })
		case *ast.ValueSpec:
			return true
		}
	}
	return false
}

// atHand reports whether fn, a literal in the function that declares o, runs only while or after that function does:
// it is called in place, started, deferred, or run by a group.
func (p *pack) atHand(fn *function, o *ast.Object) bool {
	for ; !fn.declares(o); fn = fn.parent {
		if fn.parent == nil || !p.runs(fn) {
			return false
		}
	}
	return true
}

// declares reports whether o is declared in fn itself or in a literal of it. A declared function has all that its
// literals mention; so has it what is no object, a result of a call.
func (fn *function) declares(o *ast.Object) bool {
	return fn.lit == nil || o == nil || fn.lit.Pos() <= o.Pos() && o.Pos() < fn.lit.End()
}

// runs reports whether a literal is only called, deferred, or started, in place or by way of a variable.
func (p *pack) runs(fn *function) bool {
	switch up := fn.use.(type) {
	case *ast.CallExpr:
		if up.Fun == fn.lit {
			return true
		}
		return runner(up)
	case *ast.AssignStmt:
		for i, rhs := range up.Rhs {
			if rhs == fn.lit && len(up.Lhs) == len(up.Rhs) && (up.Tok == token.DEFINE || up.Tok == token.ASSIGN) {
				return p.onlyCalled(fn.file, up.Lhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, v := range up.Values {
			if v == fn.lit && i < len(up.Names) {
				return p.onlyCalled(fn.file, up.Names[i])
			}
		}
	}
	return false
}

// onlyCalled reports whether nothing but calls is done with the function in variable e.
func (p *pack) onlyCalled(f *file, e ast.Expr) bool {
	r, ok := p.refOf(f, e)
	if !ok || r.obj == nil {
		return false
	}
	for _, m := range p.mentions[r] {
		c, isCall := m.node.(*ast.CallExpr)
		if m.role != roleSet && m.role != roleCall && !(m.role == roleArg && isCall && runner(c)) {
			return false
		}
	}
	return true
}

// runner reports whether a call runs the function that is its argument, on a goroutine or once.
func runner(c *ast.CallExpr) bool {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	return ok && (sel.Sel.Name == "Go" || sel.Sel.Name == "TryGo" || sel.Sel.Name == "Do")
}
