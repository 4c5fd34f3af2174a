package source

import (
	"go/ast"
	"go/token"
)

// Limits on inferring the type of one expression. The second one is for source that is made to branch at
// every step.
const (
	maxInfer = 8    // steps deep
	maxSteps = 2000 // in all
)

// spend counts one step of an inference that began at depth 0, and reports whether there may be more.
func (p *pack) spend(depth int) bool {
	if depth == 0 {
		p.steps = maxSteps
	}
	p.steps--
	return depth <= maxInfer && p.steps > 0
}

// foreign stands for a type that is certainly not of this package.
var foreign ast.Expr = &ast.SelectorExpr{X: ast.NewIdent("?"), Sel: ast.NewIdent("?")}

// typeName returns the name of a type of this package: T of T, *T, T[K]. It is empty for all others.
func typeName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.ParenExpr:
		return typeName(t.X)
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.IndexExpr:
		return typeName(t.X)
	case *ast.IndexListExpr:
		return typeName(t.X)
	}
	return ""
}

// lastName is typeName for types of other packages too: Mutex of sync.Mutex.
func lastName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return lastName(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	}
	return typeName(t)
}

// external returns path and name of a type of another package: "net/http", "Request" of *http.Request.
func (f *file) external(t ast.Expr) (path, name string) {
	switch t := t.(type) {
	case *ast.StarExpr:
		return f.external(t.X)
	case *ast.ParenExpr:
		return f.external(t.X)
	case *ast.IndexExpr:
		return f.external(t.X)
	case *ast.Ellipsis:
		return f.external(t.Elt)
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok {
			return f.imports[x.Name], t.Sel.Name
		}
	}
	return "", ""
}

// isContext reports whether t is context.Context.
func (f *file) isContext(t ast.Expr) bool {
	path, name := f.external(t)
	return name == "Context" && path == "context"
}

// typeOf infers the type of e from declarations, nil when it cannot.
func (p *pack) typeOf(f *file, e ast.Expr, depth int) ast.Expr {
	if !p.spend(depth) {
		return nil
	}
	switch e := e.(type) {
	case *ast.Ident:
		return p.typeOfIdent(f, e, depth)
	case *ast.ParenExpr:
		return p.typeOf(f, e.X, depth+1)
	case *ast.StarExpr:
		if s, ok := p.typeOf(f, e.X, depth+1).(*ast.StarExpr); ok {
			return s.X
		}
	case *ast.UnaryExpr:
		switch t := p.typeOf(f, e.X, depth+1); {
		case e.Op == token.AND && t != nil:
			return &ast.StarExpr{X: t}
		case e.Op == token.ARROW:
			return elem(t)
		}
	case *ast.CompositeLit:
		return e.Type
	case *ast.TypeAssertExpr:
		return e.Type
	case *ast.IndexExpr:
		return elem(p.typeOf(f, e.X, depth+1))
	case *ast.SelectorExpr:
		return p.typeOfField(f, e, depth)
	case *ast.CallExpr:
		return p.typeOfCall(f, e, 0, depth)
	case *ast.FuncLit:
		return e.Type
	}
	return nil
}

// elem returns the type of the elements of a slice, map or channel.
func elem(t ast.Expr) ast.Expr {
	switch t := t.(type) {
	case *ast.ArrayType:
		return t.Elt
	case *ast.MapType:
		return t.Value
	case *ast.ChanType:
		return t.Value
	case *ast.Ellipsis:
		return t.Elt
	}
	return nil
}

func (p *pack) typeOfIdent(f *file, e *ast.Ident, depth int) ast.Expr {
	if e.Obj == nil || e.Obj.Kind != ast.Var {
		if t := p.vars[e.Name]; t != nil {
			return t
		}
		if v := p.values[e.Name]; v != nil {
			return p.typeOf(f, v, depth+1)
		}
		return nil
	}
	switch d := e.Obj.Decl.(type) {
	case *ast.Field:
		return d.Type
	case *ast.ValueSpec:
		if d.Type != nil {
			return d.Type
		}
		for i, n := range d.Names {
			if n.Name == e.Name {
				return p.typeOfValue(f, d.Values, i, depth)
			}
		}
	case *ast.AssignStmt:
		if len(d.Rhs) == 1 {
			if u, ok := d.Rhs[0].(*ast.UnaryExpr); ok && u.Op == token.RANGE {
				t := p.typeOf(f, u.X, depth+1)
				if _, ch := t.(*ast.ChanType); !ch && len(d.Lhs) > 0 && same(d.Lhs[0], e) {
					if m, ok := t.(*ast.MapType); ok {
						return m.Key
					}
					return nil
				}
				return elem(t)
			}
		}
		for i, l := range d.Lhs {
			if same(l, e) {
				return p.typeOfValue(f, d.Rhs, i, depth)
			}
		}
	}
	return nil
}

// same reports whether l is the identifier that declares what e uses.
func same(l ast.Expr, e *ast.Ident) bool {
	id, ok := l.(*ast.Ident)
	return ok && id.Name == e.Name
}

// typeOfValue returns the type of the i-th value of an assignment.
func (p *pack) typeOfValue(f *file, rhs []ast.Expr, i, depth int) ast.Expr {
	switch {
	case len(rhs) == 1 && i > 0:
		if c, ok := rhs[0].(*ast.CallExpr); ok {
			return p.typeOfCall(f, c, i, depth+1)
		}
	case i < len(rhs):
		return p.typeOf(f, rhs[i], depth+1)
	}
	return nil
}

func (p *pack) typeOfField(f *file, e *ast.SelectorExpr, depth int) ast.Expr {
	if p.imported(f, e.X) != "" {
		return nil
	}
	t := p.typeOf(f, e.X, depth+1)
	tn := typeName(t)
	if tn != "" && p.types[tn] != nil {
		return p.fieldType(p.ownerOf(tn, e.Sel.Name, 0), e.Sel.Name)
	}
	if t != nil {
		return foreign
	}
	if o := p.owners[e.Sel.Name]; len(o) == 1 {
		return p.fieldType(o[0], e.Sel.Name)
	}
	return nil
}

// typeOfCall returns the type of result i of a call.
func (p *pack) typeOfCall(f *file, c *ast.CallExpr, i, depth int) ast.Expr {
	if id, ok := c.Fun.(*ast.Ident); ok && len(c.Args) > 0 && id.Obj == nil {
		switch id.Name {
		case "new":
			return &ast.StarExpr{X: c.Args[0]}
		case "make":
			return c.Args[0]
		}
	}
	if p.conversion(f, c.Fun) {
		return ast.Unparen(c.Fun)
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		switch p.imported(f, sel.X) {
		case "":
		case "time":
			switch sel.Sel.Name {
			case "NewTimer", "NewTicker", "AfterFunc":
				return &ast.SelectorExpr{X: sel.X, Sel: ast.NewIdent("Timer")}
			}
			return foreign
		case "sync":
			return &ast.SelectorExpr{X: sel.X, Sel: ast.NewIdent(trimNew(sel.Sel.Name))}
		default:
			return foreign
		}
	}
	for _, fn := range p.callees(f, c, depth+1) {
		if fn.typ.Results == nil {
			continue
		}
		_, types := fieldObjects(fn.typ.Results)
		if i < len(types) {
			return types[i]
		}
	}
	return nil
}

func trimNew(s string) string {
	if len(s) > 3 && s[:3] == "New" {
		return s[3:]
	}
	return s
}
