package source

import (
	"go/ast"
	"go/token"
	"slices"
)

// A def is one way a ref gets its value.
type def struct {
	to    ref
	rhs   ast.Expr // nil: the zero value
	i     int      // which result of rhs, a call with several; 0 otherwise
	many  bool     // rhs is a call with several results
	elem  bool     // to becomes an element of rhs
	fn    *function
	file  *file
	scope *scope
	pos   token.Pos
	end   token.Pos // of the statement: the value counts from here on
	call  *call     // to is a parameter, rhs its argument in this call
	stmt  ast.Node
}

func (w *walker) assigned(n *ast.AssignStmt, s step) {
	if len(n.Rhs) == 1 {
		w.binds(n.Rhs[0], n.Lhs, n, s)
	}
	for i, l := range n.Lhs {
		to, ok := w.p.refOf(w.file, l)
		if !ok || n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
			continue
		}
		switch {
		case len(n.Rhs) == len(n.Lhs):
			w.def(def{to: to, rhs: n.Rhs[i]}, n, s)
		case len(n.Rhs) == 1:
			_, isCall := ast.Unparen(n.Rhs[0]).(*ast.CallExpr) // else v, ok: a receive, an index, an assertion
			if isCall || i == 0 {
				w.def(def{to: to, rhs: n.Rhs[0], i: i, many: isCall}, n, s)
			}
		}
	}
}

// binds notes which variables take the results of a call.
func (w *walker) binds(rhs ast.Expr, lhs []ast.Expr, n ast.Node, s step) {
	if c, ok := ast.Unparen(rhs).(*ast.CallExpr); ok {
		w.p.bound[c] = &binding{lhs: lhs, stmt: n, fn: s.fn, file: w.file, scope: s.scope}
	}
}

// A binding is the variables that take the results of a call; none when the statement returns them.
type binding struct {
	lhs   []ast.Expr
	stmt  ast.Node
	fn    *function
	file  *file
	scope *scope
}

func (w *walker) declared(n *ast.ValueSpec, s step) {
	if g, ok := w.up(1).(*ast.GenDecl); !ok || g.Tok != token.VAR {
		return
	}
	if len(n.Values) == 1 {
		var lhs []ast.Expr
		for _, name := range n.Names {
			lhs = append(lhs, name)
		}
		w.binds(n.Values[0], lhs, n, s)
	}
	for i, name := range n.Names {
		to, ok := w.p.refOf(w.file, name)
		switch {
		case !ok:
		case len(n.Values) == 0:
			w.def(def{to: to}, n, s)
		case len(n.Values) == len(n.Names):
			w.def(def{to: to, rhs: n.Values[i]}, n, s)
		case len(n.Values) == 1:
			w.def(def{to: to, rhs: n.Values[0], i: i, many: true}, n, s)
		}
	}
}

// ranged notes that the variables of a range become elements. Those of a channel's are other values.
func (w *walker) ranged(n *ast.RangeStmt, s step) {
	if n.Value == nil {
		return
	}
	if to, ok := w.p.refOf(w.file, n.Value); ok {
		w.def(def{to: to, rhs: n.X, elem: true}, n, s)
		d := w.p.defs[to]
		d[len(d)-1].end = n.Body.Lbrace
	}
}

func (w *walker) returned(n *ast.ReturnStmt, s step) {
	if s.fn == nil {
		return
	}
	if len(n.Results) == 0 {
		for i, o := range s.fn.results {
			if o != nil {
				id := ast.NewIdent(o.Name)
				id.Obj = o
				id.NamePos = n.Pos()
				w.def(def{to: ref{fn: s.fn, i: i}, rhs: id}, n, s)
			}
		}
		return
	}
	for _, e := range n.Results {
		w.binds(e, nil, n, s)
	}
	for i := range max(len(s.fn.results), len(n.Results)) {
		switch {
		case i < len(n.Results) && len(n.Results) >= len(s.fn.results):
			w.def(def{to: ref{fn: s.fn, i: i}, rhs: n.Results[i]}, n, s)
		case len(n.Results) == 1:
			w.def(def{to: ref{fn: s.fn, i: i}, rhs: n.Results[0], i: i, many: true}, n, s)
		}
	}
}

// composed notes the values that the fields of a struct literal, or the elements of another, get.
func (w *walker) composed(n *ast.CompositeLit, s step) {
	t := n.Type
	for i := 1; t == nil; i++ { // the type stands at a literal further out
		switch up := w.up(i).(type) {
		case *ast.KeyValueExpr, *ast.UnaryExpr:
			continue
		case *ast.CompositeLit:
			t = elem(up.Type)
		}
		break
	}
	spec := w.p.types[typeName(t)]
	if spec == nil {
		return
	}
	fields := w.p.fieldsOf(spec)
	for i, e := range n.Elts {
		name, val := "", e
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				name, val = id.Name, kv.Value
			}
		} else if i < len(fields) {
			name = fields[i].name
		}
		if name != "" {
			w.def(def{to: ref{name: spec.Name.Name + "." + name}, rhs: val}, n, s)
		}
	}
}

func (w *walker) def(d def, n ast.Node, s step) {
	d.fn, d.file, d.scope, d.pos, d.end, d.stmt = s.fn, w.file, s.scope, n.Pos(), n.End(), n
	w.p.define(&d)
	if s.fn != nil && d.to.obj != nil && !slices.Contains(s.fn.locals, d.to) {
		s.fn.locals = append(s.fn.locals, d.to)
	}
}
