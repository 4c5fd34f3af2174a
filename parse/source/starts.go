package source

import (
	"go/ast"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// starts describes the goroutine that the line starts.
func (q *query) starts() *evidence.GoStart {
	for _, e := range q.at.fn.events {
		if e.line != q.at.line {
			continue
		}
		switch n := e.node.(type) {
		case *ast.GoStmt:
			return q.start(e, "go", n.Call.Fun)
		case *ast.CallExpr:
			if path, name := q.at.pack.function(q.at.file, n); len(n.Args) > 0 && starter(path, name) {
				return q.start(e, q.text(n.Fun), n.Args[len(n.Args)-1])
			}
		}
	}
	return nil
}

// starter reports whether a function runs its last argument on a goroutine.
func starter(path, name string) bool {
	switch name {
	case "Go", "TryGo":
		return true
	case "AfterFunc":
		return path == "time" || path == "context"
	}
	return false
}

func (q *query) start(e *event, how string, entry ast.Expr) *evidence.GoStart {
	g := &evidence.GoStart{Line: e.line, Loop: e.scope.looped(), How: how, Entry: q.text(entry)}
	if list := q.at.pack.denoted(q.at.file, entry, 0); len(list) == 1 {
		g.Func = list[0].full()
	}
	c, ok := e.node.(*ast.CallExpr)
	if !ok {
		return g
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return g
	}
	path, typ := q.typeAt(sel.X)
	switch {
	case sel.Sel.Name == "AfterFunc":
		g.Group = "AfterFunc"
	case path == "sync" && typ == "WaitGroup":
		g.Group = "WaitGroup"
	case strings.HasSuffix(path, "/errgroup") || q.group(sel.X):
		g.Group = "errgroup"
	}
	return g
}
