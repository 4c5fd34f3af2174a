package source

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A state is the set of situations in which control can be at a point, seen from one cancel variable.
type state uint8

const (
	before state = 1 << iota // it has not been made yet
	open                     // it was made, and nothing has used it
	kept                     // it was called, deferred, stored, handed on
)

// paths walks a function's statements once, in order, to find the returns at which a cancel function
// may be open. Loops are walked once: a second turn finds nothing that the first did not. goto is taken to
// keep it, so that no return is named that cannot be reached.
type paths struct {
	p      *pack
	fn     *function
	made   ast.Node      // after which it is open; nil: from the start on
	uses   []ast.Node    // what keeps it
	result *ast.Object   // the variable, which a bare return hands to the caller if it is a named result
	ctx    []*ast.Object // the context and its parent: when they have ended there is nothing to cancel
	last   []*ast.Object // channels from which it is received that nobody is left to whom this matters
	errs   []*ast.Object // errors made beside it: when they are not nil there is nothing to cancel either
	loops  []*loop
	missed []evidence.Place
}

// A loop is a statement that break leaves.
type loop struct {
	label string
	out   state // at its breaks
	again state // at its continues
	next  bool  // continue applies to it
}

// run returns the places where the function ends while the cancel function is open.
func (w *paths) run() []evidence.Place {
	if w.fn.body == nil {
		return nil
	}
	start := before
	if w.made == nil {
		start = open
	}
	if end := w.block(w.fn.body.List, start); end&open != 0 {
		w.miss(w.fn.body)
	}
	return w.missed
}

// miss records the closing brace of a block.
func (w *paths) miss(b *ast.BlockStmt) {
	pl := w.p.place(w.fn, b)
	pl.Line = w.p.line(b.Rbrace)
	w.missed = append(w.missed, pl)
}

func (w *paths) block(list []ast.Stmt, s state) state {
	for _, st := range list {
		s = w.stmt(st, s, "")
	}
	return s
}

// stmt returns the state after st, 0 when control does not get there.
func (w *paths) stmt(st ast.Stmt, s state, label string) state {
	if s == 0 || st == nil {
		return s
	}
	switch st := st.(type) {
	case *ast.BlockStmt:
		return w.block(st.List, s)
	case *ast.LabeledStmt:
		return w.stmt(st.Stmt, s, st.Label.Name)
	case *ast.IfStmt:
		s = w.use(st.Cond, w.stmt(st.Init, s, ""))
		out := w.block(st.Body.List, w.over(st.Cond, s))
		if st.Else != nil {
			return out | w.stmt(st.Else, s, "")
		}
		return out | s
	case *ast.ForStmt:
		s = w.use(st.Cond, w.stmt(st.Init, s, ""))
		return w.loop(st.Body, st.Post, s, st.Cond != nil, label)
	case *ast.RangeStmt:
		return w.loop(st.Body, nil, w.use(st.X, s), true, label)
	case *ast.SwitchStmt:
		return w.clauses(st.Body, w.use(st.Tag, w.stmt(st.Init, s, "")), label, false)
	case *ast.TypeSwitchStmt:
		return w.clauses(st.Body, w.stmt(st.Assign, w.stmt(st.Init, s, ""), ""), label, false)
	case *ast.SelectStmt:
		return w.clauses(st.Body, s, label, true)
	case *ast.ReturnStmt:
		if s = w.use(st, s); s&open != 0 {
			w.missed = append(w.missed, w.p.place(w.fn, st))
		}
		return 0
	case *ast.BranchStmt:
		return w.branch(st, s)
	case *ast.ExprStmt:
		if exits(st.X) {
			return 0
		}
		s = w.over(received(st), s)
	}
	s = w.use(st, s)
	if within(w.made, st) {
		return open
	}
	return s
}

// within reports whether n is a part of st.
func within(n, st ast.Node) bool { return n != nil && st.Pos() <= n.Pos() && n.End() <= st.End() }

// use returns the state after n was evaluated: a mention of the variable keeps the function.
func (w *paths) use(n ast.Node, s state) state {
	if s&open == 0 || isNil(n) {
		return s
	}
	for _, u := range w.uses {
		if within(u, n) {
			return s&^open | kept
		}
	}
	if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 0 && w.returns() {
		return s&^open | kept
	}
	return s
}

// over returns the state where e came true: ctx.Done() was received from, or one of the last channels, or ctx.Err() is
// not nil.
func (w *paths) over(e ast.Expr, s state) state {
	if cond, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && cond.Op == token.NEQ {
		e = cond.X
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && s&open != 0 && id.Obj != nil && slices.Contains(w.errs, id.Obj) {
			return s&^open | kept
		}
	}
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && s&open != 0 && id.Obj != nil && slices.Contains(w.last, id.Obj) {
		return s&^open | kept
	}
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || s&open == 0 {
		return s
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	x, isIdent := selX(sel, ok)
	if isIdent && (sel.Sel.Name == "Done" || sel.Sel.Name == "Err") && slices.Contains(w.ctx, x.Obj) {
		return s&^open | kept
	}
	return s
}

// contexts returns the variables of the context that c makes and of its parent.
func (b *binding) contexts(c *ast.CallExpr) []*ast.Object {
	var out []*ast.Object
	for _, e := range append(slices.Clone(b.lhs[:min(1, len(b.lhs))]), c.Args[:min(1, len(c.Args))]...) {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && id.Obj != nil && id.Obj.Kind == ast.Var {
			out = append(out, id.Obj)
		}
	}
	return out
}

// returns reports whether the variable is a named result, which a bare return hands to the caller.
func (w *paths) returns() bool {
	for _, o := range w.fn.results {
		if o != nil && o == w.result {
			return true
		}
	}
	return false
}

func isNil(n ast.Node) bool {
	if n == nil {
		return true
	}
	e, ok := n.(ast.Expr)
	return ok && e == nil
}

func (w *paths) loop(body *ast.BlockStmt, post ast.Stmt, s state, ends bool, label string) state {
	l := &loop{label: label, next: true}
	w.loops = append(w.loops, l)
	once := w.block(body.List, s) | l.again
	w.loops = w.loops[:len(w.loops)-1]
	if once&open != 0 && within(w.made, body) { // the next turn makes another one
		w.miss(body)
		once = once&^open | before
	}
	once = w.stmt(post, once, "")
	if !ends {
		return l.out
	}
	return s | once | l.out
}

// clauses walks the cases of a switch or a select.
func (w *paths) clauses(body *ast.BlockStmt, s state, label string, isSelect bool) state {
	l := &loop{label: label}
	w.loops = append(w.loops, l)
	var out, through state
	covered := isSelect
	for _, c := range body.List {
		in := s | through
		through = 0
		var list []ast.Stmt
		switch c := c.(type) {
		case *ast.CaseClause:
			covered = covered || c.List == nil
			for _, e := range c.List {
				in = w.use(e, in)
			}
			list = c.Body
		case *ast.CommClause:
			in = w.stmt(c.Comm, in, "")
			in = w.over(received(c.Comm), in)
			list = c.Body
		}
		end := w.block(list, in)
		if n := len(list); n > 0 {
			if b, ok := list[n-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
				through, end = end, 0
			}
		}
		out |= end
	}
	w.loops = w.loops[:len(w.loops)-1]
	if !covered {
		out |= s
	}
	return out | l.out
}

// branch notes the state at the statement that a break leaves.
func (w *paths) branch(st *ast.BranchStmt, s state) state {
	switch st.Tok {
	case token.FALLTHROUGH:
		return s
	case token.BREAK:
		for i := len(w.loops) - 1; i >= 0; i-- {
			if l := w.loops[i]; st.Label == nil || l.label == st.Label.Name {
				l.out |= s
				break
			}
		}
	case token.CONTINUE:
		for i := len(w.loops) - 1; i >= 0; i-- {
			if l := w.loops[i]; l.next && (st.Label == nil || l.label == st.Label.Name) {
				l.again |= s
				break
			}
		}
	}
	return 0
}
