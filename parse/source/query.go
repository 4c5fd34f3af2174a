package source

import (
	"go/ast"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A query is the questions about one frame.
type query struct {
	rd    *reader
	at    spot
	hints []string
	pt    point // of the operation, or of the line
	op    *event
	vars  []*evidence.ContextVar

	channels []traced // of the operation
}

// traced is a channel of an operation.
type traced struct {
	*tracer
	sends bool
}

// channel is reader.channel for a channel of the operation.
func (q *query) channel(e ast.Expr, sends bool) *tracer {
	t := q.rd.channel(q.pt, e)
	q.channels = append(q.channels, traced{t, sends})
	return t
}

// fill answers them.
func (q *query) fill(c *evidence.Code) {
	q.op = q.operation()
	q.pt = point{pack: q.at.pack, file: q.at.file, fn: q.at.fn, scope: q.scope()}
	if q.op != nil {
		q.pt.pos = q.op.node.Pos()
		if r, ok := q.op.node.(*ast.RangeStmt); ok && q.op.scope != nil && q.op.scope.node == r {
			q.pt.scope = q.op.scope.up
		} else {
			q.pt.scope = q.op.scope
		}
	} else if f := q.at.pack.fset.File(q.at.file.ast.FileStart); f != nil && q.at.line <= f.LineCount() {
		q.pt.pos = f.LineStart(q.at.line)
	}
	c.Op = q.describe()
	q.scoped()
	c.Contexts = q.vars
	c.Defers = q.defers()
	c.Held = q.locks()
	if c.Starts = q.starts(); c.Starts != nil {
		c.Owner = q.owner()
	}
}

func (q *query) text(n ast.Node) string { return q.at.file.text(q.at.pack, n) }

// scope returns the innermost scope around the line.
func (q *query) scope() *scope {
	var best *scope
	depth := -1
	for _, e := range q.at.fn.events {
		d := 0
		for s := e.scope; s != nil; s = s.up {
			d++
		}
		for s := e.scope; s != nil; s, d = s.up, d-1 {
			if q.at.pack.line(s.node.Pos()) <= q.at.line && q.at.line <= q.at.pack.line(s.node.End()) {
				if d > depth {
					best, depth = s, d
				}
				break
			}
		}
	}
	return best
}

// defers lists the calls deferred before the line, the last one first.
func (q *query) defers() []evidence.DeferCall {
	var out []evidence.DeferCall
	for i := len(q.at.fn.events) - 1; i >= 0; i-- {
		e := q.at.fn.events[i]
		d, ok := e.node.(*ast.DeferStmt)
		if !ok || d.End() > q.pt.pos {
			continue
		}
		switch passed(e.scope, q.pt.scope) {
		case always:
			out = append(out, evidence.DeferCall{Call: q.text(d.Call), Line: e.line})
		case maybe:
			out = append(out, evidence.DeferCall{Call: q.text(d.Call), Line: e.line, Maybe: true})
		}
	}
	return out
}

// locks lists the locks taken before the line and not released.
func (q *query) locks() []evidence.HeldLock {
	var held []evidence.HeldLock
	for _, e := range q.at.fn.events {
		c, ok := e.node.(*ast.CallExpr)
		if !ok || c.End() > q.pt.pos || e.mode == started || len(c.Args) > 0 {
			continue
		}
		sel, ok := c.Fun.(*ast.SelectorExpr)
		if !ok || q.at.pack.imported(q.at.file, sel.X) != "" {
			continue
		}
		how := passed(e.scope, q.pt.scope)
		lock, read := q.text(sel.X), sel.Sel.Name == "RLock" || sel.Sel.Name == "RUnlock"
		switch sel.Sel.Name {
		case "Lock", "RLock":
			if how != never && e.mode == called {
				held = append(held, evidence.HeldLock{Lock: lock, Read: read, Line: e.line, Maybe: how == maybe})
			}
		case "Unlock", "RUnlock":
			held = released(held, lock, read, e.mode == deferred, how)
		}
	}
	return held
}

// released takes the last such lock off the list, or marks it.
func released(held []evidence.HeldLock, lock string, read, isDeferred bool, how certainty) []evidence.HeldLock {
	for i := len(held) - 1; i >= 0; i-- {
		h := &held[i]
		if h.Lock != lock || h.Read != read || how == never {
			continue
		}
		switch {
		case isDeferred:
			h.Deferred = true
		case how == always:
			return append(held[:i], held[i+1:]...)
		default:
			h.Maybe = true
		}
		break
	}
	return held
}

// context describes the context that e is at pt, which reads as name.
func (q *query) context(pt point, e ast.Expr, name string) *evidence.ContextVar {
	for _, v := range q.vars {
		if v.Name == name {
			return v
		}
	}
	w := &follower{rd: q.rd, left: maxOrigins}
	v := &evidence.ContextVar{Name: name, Origins: w.origins(pt, e, 0, trail{})}
	v.More = w.more
	q.vars = append(q.vars, v)
	return v
}

// scoped adds the contexts that the function has at hand beside those of the operation: parameters and
// variables from the innermost function outwards, then fields of the receiver.
func (q *query) scoped() {
	for fn := q.at.fn; fn != nil; fn = fn.parent {
		for _, l := range fn.locals {
			if d := q.at.pack.defs[l]; len(d) > 0 && d[0].end <= q.pt.pos {
				q.offer(l.obj)
			}
		}
		for i, o := range fn.params {
			if o != nil && q.isRequest(fn.types[i]) {
				q.request(fn, o.Name+".Context()")
			} else if o != nil {
				q.offer(o)
			}
		}
		recv, spec := fn.recvName(), q.at.pack.types[fn.recv]
		if recv == nil || recv.Obj == nil || spec == nil {
			continue
		}
		for _, fd := range q.at.pack.fieldsOf(spec) {
			if q.at.file.isContext(fd.typ) || q.at.pack.anyFileContext(fd.typ) {
				q.offerExpr(&ast.SelectorExpr{X: ident(recv.Obj, q.pt), Sel: ast.NewIdent(fd.name)}, recv.Name+"."+fd.name)
			}
		}
	}
}

// request adds the context of an HTTP request that fn has as a parameter.
func (q *query) request(fn *function, name string) {
	for _, v := range q.vars {
		for _, o := range v.Origins {
			if v.Name == name || o.Text == name {
				return
			}
		}
	}
	o := &evidence.ContextOrigin{Kind: evidence.RequestCtx, Text: name, Made: fn.pack.place(fn, fn.typ)}
	q.vars = append(q.vars, &evidence.ContextVar{Name: name, Origins: []*evidence.ContextOrigin{o}})
}

func ident(o *ast.Object, pt point) *ast.Ident {
	return &ast.Ident{NamePos: pt.pos, Name: o.Name, Obj: o}
}

func (q *query) isRequest(t ast.Expr) bool {
	path, name := q.at.file.external(t)
	return path == "net/http" && name == "Request"
}

// offer adds the variable o if it is a context.
func (q *query) offer(o *ast.Object) {
	id := ident(o, q.pt)
	if o.Name != "_" && q.at.pack.contextual(q.pt, id) {
		q.offerExpr(id, o.Name)
	}
}

// offerExpr adds the context e, which reads as name. A name that is there already is the inner one.
func (q *query) offerExpr(e ast.Expr, name string) {
	if len(q.vars) >= maxContexts {
		return
	}
	q.context(q.pt, e, name)
}
