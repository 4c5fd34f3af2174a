package source

import (
	"go/ast"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// skips finds the lines at which functions leave out what would end the operation. Only what a function does on some
// of its ways is expected of it on the others: a channel that it makes, or for which it is a goroutine, and closes;
// a WaitGroup that it is counted by; a place that it takes and gives back.
func (q *query) skips() []evidence.Skip {
	s := &skipped{q: q}
	for _, t := range q.channels {
		if t.ending == evidence.EndsDone || t.ending == evidence.EndsTimer {
			continue
		}
		if !t.sends {
			s.unclosed(t.tracer)
		}
		s.ungiven(t)
	}
	if c, ok := q.op.node.(*ast.CallExpr); ok {
		s.call(c)
	}
	slices.SortStableFunc(s.out, func(a, b evidence.Skip) int { return placeOrder(a.At, b.At) })
	return slices.Compact(s.out)
}

type skipped struct {
	q   *query
	out []evidence.Skip
}

// ways adds the ways out that w finds. The end of the function stands for the condition around what is left out.
func (s *skipped) ways(w *paths, what string, at *scope) {
	for _, pl := range w.run() {
		if pl.Line == w.p.line(w.fn.body.Rbrace) {
			for ; at != nil; at = at.up {
				if n, ok := at.node.(*ast.IfStmt); ok {
					pl = w.p.place(w.fn, n)
				}
			}
		}
		s.out = append(s.out, evidence.Skip{At: pl, Call: what})
	}
}

// unclosed looks at the functions that close the channel.
func (s *skipped) unclosed(t *tracer) {
	for k := range t.seen {
		for _, m := range k.p.mentions[k.r] {
			if m.role != roleClose || m.fn == nil || m.mode != called || m.fn.body == nil || m.fn.deferred() {
				continue
			}
			made := t.madeIn(m.fn)
			if made == nil && !m.fn.concurrent() {
				continue // a method that closes when something else says so
			}
			w := &paths{p: k.p, fn: m.fn, uses: t.kept(m.fn), last: s.q.reports()}
			if made != nil {
				w.made = made
			}
			s.ways(w, m.file.text(k.p, m.node), m.scope)
			s.awaited(m)
		}
	}
}

// awaited looks at whom a close waits for.
func (s *skipped) awaited(m *mention) {
	p := m.fn.pack
	for _, c := range p.calls {
		if c.fn != m.fn || c.name() != "Wait" || len(c.expr.Args) > 0 || c.expr.End() > m.node.Pos() || p != s.q.at.pack {
			continue
		}
		if sel, ok := c.expr.Fun.(*ast.SelectorExpr); ok {
			if group, ok := p.refOf(m.file, sel.X); ok {
				s.undone(group)
			}
		}
	}
}

// reports returns the channels on which nobody but the waiting function sends: whoever hears from it knows that it
// waits no more.
func (q *query) reports() []*ast.Object {
	var out []*ast.Object
	for _, e := range q.at.fn.events {
		send, ok := e.node.(*ast.SendStmt)
		if !ok {
			continue
		}
		r, ok := q.at.pack.refOf(q.at.file, send.Chan)
		if ok && r.obj != nil && !slices.ContainsFunc(q.at.pack.mentions[r], func(m *mention) bool { return m.role == roleSend && m.fn != q.at.fn }) {
			out = append(out, r.obj)
		}
	}
	return out
}

// madeIn returns the call of make in fn, nil when the channel comes from elsewhere.
func (t *tracer) madeIn(fn *function) *ast.CallExpr {
	i := slices.IndexFunc(t.makes, func(m makeCall) bool { return m.fn == fn })
	if i < 0 {
		return nil
	}
	return t.makes[i].call
}

// kept returns what closes the channel in fn, or hands it to somebody who might.
func (t *tracer) kept(fn *function) []ast.Node {
	var out []ast.Node
	for k := range t.seen {
		for _, m := range k.p.mentions[k.r] {
			switch m.role {
			case roleClose, roleReturned, roleArg, roleSent, roleCopied:
				if m.fn != nil && m.fn.pack == fn.pack && within(m.expr, fn.body) {
					out = append(out, m.expr)
				}
			}
		}
	}
	return out
}

// concurrent reports whether fn is what a goroutine runs.
func (fn *function) concurrent() bool {
	if c, ok := fn.use.(*ast.CallExpr); ok && c.Fun != fn.lit && runner(c) {
		return true
	}
	return slices.ContainsFunc(fn.pack.calls, func(c *call) bool {
		return c.mode == started && (fn.lit != nil && c.expr.Fun == fn.lit || slices.Contains(fn.pack.callees(c.file, c.expr, 0), fn))
	})
}

// ungiven looks at the functions that take what is waited for, an element of a pool or a place in a semaphore, and
// give it back: by themselves, or by functions that do just that.
func (s *skipped) ungiven(t traced) {
	takes, gives := make(map[*function]*mention), make(map[*function]*mention)
	for k := range t.seen {
		for _, m := range k.p.mentions[k.r] {
			switch {
			case m.fn == nil:
			case m.role == roleReceive && !t.sends, m.role == roleSend && t.sends:
				takes[m.fn] = m
			case m.role == roleSend, m.role == roleReceive:
				gives[m.fn] = m
			}
		}
	}
	for fn, m := range takes {
		if back := gives[fn]; back != nil {
			uses := append(taken(fn, m), back.node)
			s.ways(&paths{p: fn.pack, fn: fn, made: m.node, uses: uses}, back.file.text(fn.pack, back.node), nil)
			continue
		}
		if fn.decl == nil {
			continue
		}
		for _, c := range s.q.rd.callsOf(fn) {
			var uses []ast.Node
			var what string
			for _, o := range c.in.calls {
				if o.expr == c.expr || o.fn != c.fn || o.fn == nil || !slices.ContainsFunc(fn.pack.functions, func(f *function) bool {
					return gives[f] != nil && f.decl != nil && f.decl.Name.Name == o.name()
				}) {
					continue
				}
				for _, f := range c.in.callees(o.file, o.expr, 0) {
					if gives[f] != nil {
						uses, what = append(uses, o.expr), o.file.text(c.in, o.expr)
					}
				}
			}
			if len(uses) > 0 {
				s.ways(&paths{p: c.in, fn: c.fn, made: c.expr, uses: uses, errs: errorsOf(c.in, c.expr)}, what, nil)
			}
		}
	}
}

// taken returns what becomes of the element that m receives, other than being used.
func taken(fn *function, m *mention) []ast.Node {
	for _, l := range fn.locals {
		for _, d := range fn.pack.defs[l] {
			if d.rhs == m.node {
				return fn.pack.keeping(l)
			}
		}
	}
	return nil
}

// errorsOf returns the variables that take the results of c.
func errorsOf(p *pack, c *ast.CallExpr) []*ast.Object {
	b := p.bound[c]
	if b == nil {
		return nil
	}
	var out []*ast.Object
	for _, l := range b.lhs {
		if id, ok := l.(*ast.Ident); ok && id.Obj != nil {
			out = append(out, id.Obj)
		}
	}
	return out
}

// call looks for what ends a wait that is a call.
func (s *skipped) call(c *ast.CallExpr) {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	on, ok := s.q.at.pack.refOf(s.q.at.file, sel.X)
	if !ok {
		return
	}
	switch s.q.callKind(c) {
	case evidence.OpWaitGroup:
		s.undone(on)
	case evidence.OpCond:
		s.unsignalled(on)
	case evidence.OpSemaphore:
		fn := s.q.at.fn
		if uses, what := s.callsOn(on, fn, "Release"); len(uses) > 0 {
			s.ways(&paths{p: fn.pack, fn: fn, made: c, uses: uses, errs: errorsOf(fn.pack, c)}, what, nil)
		}
	}
}

// callsOn returns the calls of a method on a value in fn, and how the last of them reads.
func (s *skipped) callsOn(on ref, fn *function, method string) (calls []ast.Node, what string) {
	p := s.q.at.pack
	for _, c := range p.calls {
		if sel, ok := c.expr.Fun.(*ast.SelectorExpr); ok && c.fn == fn && sel.Sel.Name == method {
			if r, ok := p.refOf(c.file, sel.X); ok && r == on {
				calls, what = append(calls, c.expr), c.file.text(p, c.expr)
			}
		}
	}
	return calls, what
}

// undone looks at the goroutines that a WaitGroup counts.
func (s *skipped) undone(group ref) {
	seen := make(map[*function]bool)
	for _, c := range s.q.at.pack.calls {
		if c.name() != "Done" || c.mode != called || c.fn == nil || c.fn.body == nil || seen[c.fn] {
			continue
		}
		seen[c.fn] = true
		if uses, what := s.callsOn(group, c.fn, "Done"); len(uses) > 0 && c.fn.concurrent() {
			s.ways(&paths{p: c.fn.pack, fn: c.fn, uses: uses}, what, c.scope)
		}
	}
}

// unsignalled looks at who sets a flag that ends the loop around a Wait, without waking all that wait.
func (s *skipped) unsignalled(cond ref) {
	p := s.q.at.pack
	for _, flag := range s.q.flags() {
		for _, d := range p.defs[flag] {
			a, ok := d.stmt.(*ast.AssignStmt)
			v, isConst := d.rhs.(*ast.Ident)
			if !ok || !isConst || v.Obj != nil || v.Name != "true" && v.Name != "false" || d.fn == nil || d.fn == s.q.at.fn {
				continue
			}
			if all, _ := s.callsOn(cond, d.fn, "Broadcast"); len(all) > 0 {
				continue
			}
			if one, _ := s.callsOn(cond, d.fn, "Signal"); len(one) > 0 {
				s.out = append(s.out, evidence.Skip{At: p.place(d.fn, one[0]), Call: "Broadcast"})
			} else {
				s.out = append(s.out, evidence.Skip{At: p.place(d.fn, a), Call: "Broadcast"})
			}
		}
	}
}

// flags returns what the condition of the loop around the operation looks at.
func (q *query) flags() []ref {
	for s := q.pt.scope; s != nil; s = s.up {
		loop, ok := s.node.(*ast.ForStmt)
		if !ok || loop.Cond == nil {
			continue
		}
		var out []ref
		ast.Inspect(loop.Cond, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if r, ok := q.at.pack.refOf(q.at.file, e); ok {
					out = append(out, r)
				}
			}
			return true
		})
		return out
	}
	return nil
}
