package source

import (
	"go/ast"
	"slices"
)

// deferred reports whether fn runs when another function returns. That is so for a literal in a defer statement,
// and for a declared function whose calls in the package are all deferred.
func (fn *function) deferred() bool {
	if fn.lit != nil {
		return fn.parent != nil && slices.ContainsFunc(fn.parent.events, func(e *event) bool {
			d, ok := e.node.(*ast.DeferStmt)
			return ok && ast.Unparen(d.Call.Fun) == ast.Expr(fn.lit)
		})
	}
	found := false
	for _, c := range fn.pack.calls {
		if c.name() != fn.decl.Name.Name || !slices.Contains(fn.pack.callees(c.file, c.expr, 0), fn) {
			continue
		}
		if c.mode != deferred {
			return false
		}
		found = true
	}
	return found
}

// name returns the last part of what is called: "Close" of c.cache.Close().
func (c *call) name() string {
	switch f := ast.Unparen(c.expr.Fun).(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
