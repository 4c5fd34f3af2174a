package source

import (
	"go/ast"
	"go/token"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// received returns the channel that a communication receives from, nil when it sends.
func received(comm ast.Stmt) ast.Expr {
	var e ast.Expr
	switch c := comm.(type) {
	case *ast.ExprStmt:
		e = c.X
	case *ast.AssignStmt:
		if len(c.Rhs) == 1 {
			e = c.Rhs[0]
		}
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u.X
	}
	return nil
}

// cases lists the cases of a select.
func (q *query) cases(s *ast.SelectStmt) []evidence.Case {
	var out []evidence.Case
	for _, st := range s.Body.List {
		c, ok := st.(*ast.CommClause)
		if !ok {
			continue
		}
		cs := evidence.Case{Line: q.at.pack.line(c.Pos())}
		switch comm := c.Comm.(type) {
		case nil:
		case *ast.SendStmt:
			cs.Kind = evidence.OpSend
			cs.Text = q.text(comm.Chan)
			cs.Channel = q.channel(comm.Chan, true).out
		default:
			if ch := received(comm); ch != nil {
				cs.Kind = evidence.OpReceive
				cs.Text = q.text(ch)
				cs.Ends, cs.Context, cs.Channel = q.receive(ch)
			}
		}
		out = append(out, cs)
	}
	return out
}

// receive tells what a receive from ch waits for.
func (q *query) receive(ch ast.Expr) (evidence.Ending, *evidence.ContextVar, *evidence.ChannelCode) {
	t := q.channel(ch, false)
	switch t.ending {
	case evidence.EndsDone:
		v := q.context(t.ctx, t.of, t.name)
		v.Done = true
		return t.ending, v, nil
	case evidence.EndsTimer:
		return t.ending, nil, nil
	}
	return t.ending, nil, t.out
}
