package source

import (
	"go/ast"
	"go/token"
)

// A walker goes over one file and notes events, definitions and mentions, with the function and the
// scope they are in.
type walker struct {
	p     *pack
	file  *file
	stack []step
}

// A step is a node on the way to the one being visited.
type step struct {
	node  ast.Node
	fn    *function
	scope *scope
}

func walk(p *pack, f *file) {
	w := &walker{p: p, file: f}
	byDecl := make(map[*ast.FuncDecl]*function, len(f.functions))
	for _, fn := range f.functions {
		byDecl[fn.decl] = fn
	}
	for _, d := range f.ast.Decls {
		fn := (*function)(nil)
		if d, ok := d.(*ast.FuncDecl); ok {
			fn = byDecl[d]
		}
		w.stack = append(w.stack[:0], step{node: d, fn: fn})
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil {
				w.stack = w.stack[:len(w.stack)-1]
				return false
			}
			w.enter(n)
			return true
		})
	}
}

// enter visits one node.
func (w *walker) enter(n ast.Node) {
	top := w.stack[len(w.stack)-1]
	s := step{node: n, fn: top.fn, scope: top.scope}
	if lit, ok := n.(*ast.FuncLit); ok {
		s.fn = w.literal(lit, top.fn, top.scope)
		s.fn.use = top.node
		s.scope = nil
	}
	switch n.(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause, *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
		s.scope = &scope{node: n, up: s.scope}
	}
	w.stack = append(w.stack, s)
	w.note(n, s)
}

// literal makes the function of a literal and numbers it as the compiler does: in source order within
// the function that encloses it.
func (w *walker) literal(lit *ast.FuncLit, parent *function, at *scope) *function {
	fn := &function{parent: parent, at: at, lit: lit, typ: lit.Type, body: lit.Body, file: w.file, pack: w.p}
	switch {
	case parent == nil:
		fn.name = "init.func"
	case parent.parent == nil && parent.decl != nil:
		parent.kids++
		fn.number, fn.name = parent.kids, parent.name+".func"+itoa(parent.kids)
	default:
		parent.kids++
		fn.number, fn.name = parent.kids, parent.name+"."+itoa(parent.kids)
	}
	w.p.lits[lit] = fn
	w.p.add(fn, lit)
	return fn
}

// note records what n means to its function.
func (w *walker) note(n ast.Node, s step) {
	switch n := n.(type) {
	case *ast.CallExpr:
		mode, inner := called, false
		switch up := w.up(1).(type) {
		case *ast.DeferStmt:
			mode, inner = deferred, up.Call == n
		case *ast.GoStmt:
			mode, inner = started, up.Call == n
		}
		w.event(s, n, n.Lparen, mode, inner)
		_, alone := w.up(1).(*ast.ExprStmt)
		w.p.calls = append(w.p.calls, &call{expr: n, fn: s.fn, scope: s.scope, file: w.file, mode: mode, alone: alone})
	case *ast.SendStmt:
		w.event(s, n, n.Pos(), called, w.isComm(n))
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			w.event(s, n, n.OpPos, called, w.inComm())
			if c, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
				m := &mention{role: roleReceive, node: n, expr: c, fn: s.fn, file: w.file, scope: s.scope, sel: w.selectOf(0)}
				w.p.direct = append(w.p.direct, direct{c, m})
			}
		}
	case *ast.RangeStmt:
		w.event(s, n, n.For, called, false)
		w.ranged(n, s)
	case *ast.SelectStmt, *ast.DeferStmt, *ast.GoStmt, *ast.ReturnStmt:
		w.event(s, n, n.Pos(), called, false)
		if r, ok := n.(*ast.ReturnStmt); ok {
			w.returned(r, s)
		}
	case *ast.AssignStmt:
		w.assigned(n, s)
	case *ast.ValueSpec:
		w.declared(n, s)
	case *ast.CompositeLit:
		w.composed(n, s)
	case *ast.IfStmt:
		if s.fn != nil && w.p.constant(n.Cond) {
			for f := s.fn; f != nil; f = f.parent {
				f.static = true
			}
		}
	case *ast.Ident:
		w.mention(n, s)
	case *ast.SelectorExpr:
		w.mention(n, s)
	}
}

// up returns the n-th node above the one being visited.
func (w *walker) up(n int) ast.Node {
	if i := len(w.stack) - 1 - n; i >= 0 {
		return w.stack[i].node
	}
	return nil
}

func (w *walker) event(s step, n ast.Node, at token.Pos, m mode, inner bool) {
	if s.fn == nil {
		return
	}
	if !at.IsValid() {
		at = n.Pos()
	}
	s.fn.events = append(s.fn.events, &event{node: n, scope: s.scope, line: w.p.line(at), mode: m, inner: inner})
}

// isComm reports whether n is the communication of a select's case.
func (w *walker) isComm(n ast.Stmt) bool {
	c, ok := w.up(1).(*ast.CommClause)
	return ok && c.Comm == n
}

// inComm reports whether the receive being visited is the communication of a select's case: alone, or
// as the right side of an assignment.
func (w *walker) inComm() bool {
	for i := 1; ; i++ {
		switch n := w.up(i).(type) {
		case *ast.ParenExpr:
		case *ast.ExprStmt, *ast.AssignStmt:
			c, ok := w.up(i + 1).(*ast.CommClause)
			return ok && c.Comm == n
		default:
			return false
		}
	}
}

// constant reports whether cond may be a constant, so that the compiler leaves out a branch.
func (p *pack) constant(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false" || p.consts[e.Name] != nil
	case *ast.UnaryExpr:
		return p.constant(e.X)
	case *ast.BinaryExpr:
		return p.constant(e.X) || p.constant(e.Y)
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && (x.Name == "runtime" || x.Name == "race" || x.Name == "goexperiment")
	}
	return false
}
