package source

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// earlier lists the sends on the channel of s that the function may have gone through on its way to s: those further
// up whose branch comes back. To a deferred literal's send belong those of the function that deferred it. A send
// that a loop repeats is not earlier than itself, and one that is a case of a select need not have happened.
func (q *query) earlier(s *ast.SendStmt) []evidence.Place {
	p := q.at.pack
	ch, ok := p.refOf(q.at.file, s.Chan)
	if !ok {
		return nil
	}
	fn, to, pos := q.at.fn, q.pt.scope, s.Pos()
	if fn.lit != nil && fn.deferred() {
		fn, to, pos = fn.parent, nil, fn.parent.body.End()
	}
	var out []evidence.Place
	for _, e := range fn.events {
		o, isSend := e.node.(*ast.SendStmt)
		if !isSend || o == s || e.inner || o.End() > pos {
			continue
		}
		if r, ok := p.refOf(q.at.file, o.Chan); !ok || r != ch {
			continue
		}
		if to == nil || passed(e.scope, to) != never && !skips(e.scope, to) {
			out = append(out, p.place(fn, o))
		}
	}
	slices.SortFunc(out, placeOrder)
	return out
}

// skips reports whether a block on the way out from s to a scope around both ends with a continue, or a break, of a
// loop around both: what follows in the same turn is not reached from there.
func skips(s, to *scope) bool {
	leaving := false
	for ; s != nil && !to.inside(s); s = s.up {
		switch s.node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			leaving = false
		}
		if b := lastBranch(s.node); b != nil && !(clause(s.node) && b.Tok == token.BREAK && b.Label == nil) {
			leaving = true
		}
	}
	return leaving
}

// lastBranch returns the break, continue or goto at the end of a block, nil when there is none.
func lastBranch(n ast.Node) *ast.BranchStmt {
	var list []ast.Stmt
	switch n := n.(type) {
	case *ast.BlockStmt:
		list = n.List
	case *ast.CaseClause:
		list = n.Body
	case *ast.CommClause:
		list = n.Body
	}
	if len(list) == 0 {
		return nil
	}
	b, _ := list[len(list)-1].(*ast.BranchStmt)
	return b
}
