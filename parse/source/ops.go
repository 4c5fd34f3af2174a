package source

import (
	"go/ast"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// operation picks the event that the frame is at. Several can share a line: what the stacks say that the
// frame called, or waits for, decides; else the one that is first in this order: select, send, receive,
// range, call.
func (q *query) operation() *event {
	var best *event
	rank := 0
	for _, e := range q.at.fn.events {
		if e.line != q.at.line || e.inner && !q.isCall(e) {
			continue
		}
		r := 0
		switch n := e.node.(type) {
		case *ast.SelectStmt:
			r = 50
		case *ast.SendStmt:
			r = 40
		case *ast.UnaryExpr:
			r = 30
		case *ast.RangeStmt:
			r = 20
		case *ast.CallExpr:
			if e.inner && e.mode == started || q.trivial(n) {
				continue
			}
			r = 10
		default:
			continue
		}
		if r += q.hinted(e); r > rank {
			best, rank = e, r
		}
	}
	return best
}

func (q *query) isCall(e *event) bool {
	_, ok := e.node.(*ast.CallExpr)
	return ok
}

// trivial reports whether a call cannot wait: a conversion, a builtin.
func (q *query) trivial(c *ast.CallExpr) bool {
	if q.at.pack.conversion(q.at.file, c.Fun) {
		return true
	}
	id, ok := c.Fun.(*ast.Ident)
	if !ok || id.Obj != nil {
		return false
	}
	switch id.Name {
	case "len", "cap", "make", "new", "append", "copy", "close", "delete", "panic", "recover", "print", "println", "min", "max", "clear", "string", "int", "int64", "byte", "error":
		return q.at.pack.plainFn[id.Name] == nil
	}
	return false
}

// hinted returns a rank above all others for the event that the stacks name.
func (q *query) hinted(e *event) int {
	for _, h := range q.hints {
		hit := false
		switch n := e.node.(type) {
		case *ast.SelectStmt:
			hit = strings.HasPrefix(h, "select") || h == "runtime.selectgo"
		case *ast.SendStmt:
			hit = h == string(evidence.WaitSend) || strings.HasPrefix(h, "runtime.chansend")
		case *ast.UnaryExpr, *ast.RangeStmt:
			hit = h == string(evidence.WaitReceive) || strings.HasPrefix(h, "runtime.chanrecv")
		case *ast.CallExpr:
			_, name := q.at.pack.function(q.at.file, n)
			_, elems := split(h)
			hit = name != "" && len(elems) > 0 && elems[len(elems)-1] == name
		}
		if hit {
			return 100
		}
	}
	return 0
}

// describe describes the operation.
func (q *query) describe() *evidence.Op {
	if q.op == nil {
		return nil
	}
	op := &evidence.Op{Line: q.op.line}
	switch n := q.op.node.(type) {
	case *ast.SelectStmt:
		op.Kind, op.Text = evidence.OpSelect, "select"
		op.Cases = q.cases(n)
		for _, c := range op.Cases {
			op.Done = op.Done || c.Ends == evidence.EndsDone
		}
	case *ast.SendStmt:
		op.Kind, op.Text = evidence.OpSend, q.text(n)
		op.Channel = q.channel(n.Chan, true).out
		op.Earlier = q.earlier(n)
	case *ast.UnaryExpr:
		op.Kind, op.Text = evidence.OpReceive, q.text(n)
		op.Ends, _, op.Channel = q.receive(n.X)
		op.Done = op.Ends == evidence.EndsDone
		op.Timer = q.timer(op.Ends, n.X)
	case *ast.RangeStmt:
		if !q.overChannel(n) {
			return nil
		}
		op.Kind, op.Text = evidence.OpRange, "range "+q.text(n.X)
		op.Ends, _, op.Channel = q.receive(n.X)
		op.Timer = q.timer(op.Ends, n.X)
	case *ast.CallExpr:
		q.call(op, n)
	}
	op.Skips = q.skips()
	return op
}

// overChannel reports whether a range can be over a channel.
func (q *query) overChannel(n *ast.RangeStmt) bool {
	if n.Value != nil {
		return false
	}
	if sel, ok := ast.Unparen(n.X).(*ast.SelectorExpr); ok && sel.Sel.Name == "C" && timer(q.pt, sel.X) {
		return true
	}
	switch t := q.at.pack.typeOf(q.at.file, n.X, 0).(type) {
	case nil:
		_, lit := ast.Unparen(n.X).(*ast.BasicLit)
		return !lit
	case *ast.ChanType:
		return true
	case *ast.Ident:
		spec := q.at.pack.types[t.Name]
		if spec == nil {
			return false
		}
		_, ok := spec.Type.(*ast.ChanType)
		return ok
	}
	return false
}

// call describes an operation that is a call, with the contexts it is given.
func (q *query) call(op *evidence.Op, c *ast.CallExpr) {
	op.Text, op.Call = q.text(c), q.text(c.Fun)
	op.Kind = q.callKind(c)
	for _, a := range c.Args {
		pt := q.pt
		if !q.at.pack.contextual(q.pt, a) {
			if pt, a = q.carried(a); a == nil {
				continue
			}
		}
		v := q.context(pt, a, pt.file.text(pt.pack, a))
		v.Passed = true
		if op.Kind == evidence.OpSemaphore {
			v.Done, op.Done = true, true
		}
	}
}

// carried returns the context inside an argument that was made with one, such as an HTTP request.
func (q *query) carried(a ast.Expr) (point, ast.Expr) {
	r, ok := q.at.pack.refOf(q.at.file, a)
	if !ok || r.obj == nil {
		return q.pt, nil
	}
	defs, _ := reaching(q.pt, r)
	for _, d := range defs {
		c, ok := ast.Unparen(d.rhs).(*ast.CallExpr)
		if !ok || len(c.Args) == 0 || d.i > 0 {
			continue
		}
		pt := point{q.at.pack, d.file, d.fn, d.scope, d.pos}
		if _, name := q.at.pack.function(d.file, c); strings.Contains(name, "WithContext") && q.at.pack.contextual(pt, c.Args[0]) {
			return pt, c.Args[0]
		}
	}
	return q.pt, nil
}
