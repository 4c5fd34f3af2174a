package source

import (
	"go/ast"
	"go/token"
	"strconv"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

var units = map[string]int64{
	"Nanosecond": int64(time.Nanosecond), "Microsecond": int64(time.Microsecond), "Millisecond": int64(time.Millisecond),
	"Second": int64(time.Second), "Minute": int64(time.Minute), "Hour": int64(time.Hour),
}

// duration returns the value of a timeout, or of a deadline written as time.Now().Add(d); 0 when it is no
// constant.
func (p *pack) duration(pt point, kind evidence.ContextKind, e ast.Expr) time.Duration {
	if kind == evidence.WithDeadline {
		c, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok || len(c.Args) != 1 {
			return 0
		}
		sel, ok := c.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Add" {
			return 0
		}
		now, ok := sel.X.(*ast.CallExpr)
		if path, name := "", ""; ok {
			if path, name = p.function(pt.file, now); path != "time" || name != "Now" {
				return 0
			}
		}
		e = c.Args[0]
	}
	n, _ := p.integer(pt.file, e, 0)
	return time.Duration(n)
}

// integer returns the value of a constant expression.
func (p *pack) integer(f *file, e ast.Expr, depth int) (int64, bool) {
	if depth > maxInfer {
		return 0, false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		if e.Kind == token.INT {
			n, err := strconv.ParseInt(e.Value, 0, 64)
			return n, err == nil
		}
		if e.Kind == token.FLOAT {
			v, err := strconv.ParseFloat(e.Value, 64)
			return int64(v), err == nil && v == float64(int64(v))
		}
	case *ast.Ident:
		if e.Obj != nil && e.Obj.Kind == ast.Con {
			return p.constantOf(f, e, depth)
		}
		if v := p.consts[e.Name]; v != nil && e.Obj == nil {
			return p.integer(f, v, depth+1)
		}
	case *ast.SelectorExpr:
		if n, ok := units[e.Sel.Name]; ok && p.imported(f, e.X) == "time" {
			return n, true
		}
	case *ast.CallExpr:
		if len(e.Args) == 1 && p.conversion(f, e.Fun) {
			return p.integer(f, e.Args[0], depth+1)
		}
	case *ast.UnaryExpr:
		n, ok := p.integer(f, e.X, depth+1)
		return -n, ok && e.Op == token.SUB
	case *ast.BinaryExpr:
		x, ok1 := p.integer(f, e.X, depth+1)
		y, ok2 := p.integer(f, e.Y, depth+1)
		return fold(e.Op, x, y, ok1 && ok2)
	}
	return 0, false
}

// constantOf returns the value of a constant declared in this file.
func (p *pack) constantOf(f *file, e *ast.Ident, depth int) (int64, bool) {
	spec, ok := e.Obj.Decl.(*ast.ValueSpec)
	if !ok {
		return 0, false
	}
	for i, n := range spec.Names {
		if n.Name == e.Name && i < len(spec.Values) {
			return p.integer(f, spec.Values[i], depth+1)
		}
	}
	return 0, false // iota, or repeated
}

func fold(op token.Token, x, y int64, ok bool) (int64, bool) {
	switch {
	case !ok:
	case op == token.ADD:
		return x + y, true
	case op == token.SUB:
		return x - y, true
	case op == token.MUL:
		return x * y, true
	case op == token.QUO && y != 0:
		return x / y, true
	case op == token.SHL && y >= 0 && y < 63:
		return x << y, true
	}
	return 0, false
}
