package source

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxRefs is how many variables and fields one value is followed through.
const maxRefs = 48

// fate tells what became of the cancel function that is result i of the call c. It is nil when the call
// is no statement of its own, such as an argument.
func (w *follower) fate(pt point, c *ast.CallExpr, i int) *evidence.CancelFate {
	p := pt.pack
	if f, ok := p.fates[c]; ok {
		return f
	}
	f := w.fateOf(p, p.bound[c], c, i)
	p.fates[c] = f
	return f
}

// handed is fate for a cancel function that was returned to the call through which the maker was
// entered: what that caller does with it counts, not what others do.
func (w *follower) handed(f *evidence.CancelFate, p *pack, c *ast.CallExpr, i int, in *entered) *evidence.CancelFate {
	b := p.bound[c]
	if f == nil || in == nil || len(f.Returned) == 0 || in.fn != b.fn {
		return f
	}
	if b.lhs != nil {
		start, ok := p.refOf(b.file, b.lhs[i])
		if !ok {
			return f
		}
		for _, d := range p.flows[start] {
			if d.to.fn == in.fn {
				i = d.to.i
			}
		}
	}
	g := w.fate(in.at, in.call, i)
	if g == nil {
		return f
	}
	out := *g
	out.Returned = append(slices.Clone(f.Returned), g.Returned...)
	return &out
}

func (w *follower) fateOf(p *pack, b *binding, c *ast.CallExpr, i int) *evidence.CancelFate {
	if b == nil {
		return nil
	}
	f := &evidence.CancelFate{}
	var start ref
	switch {
	case b.lhs == nil && b.fn != nil: // return context.WithCancel(ctx)
		f.Returned = []evidence.Place{p.place(b.fn, c)}
		start = ref{fn: b.fn, i: i}
	case i >= len(b.lhs):
		return nil
	default:
		f.Name = b.file.text(p, b.lhs[i])
		if isBlank(b.lhs[i]) {
			f.Discarded = true
			return f
		}
		var ok bool
		if start, ok = p.refOf(b.file, b.lhs[i]); !ok {
			return f
		}
		if start.obj == nil {
			f.Stored = append(f.Stored, start.name)
		}
	}
	u := &used{p: p, f: f, b: b, call: c, first: start}
	u.follow(start, w.rd)
	if start.obj != nil {
		u.variable(start)
	}
	u.sort()
	return f
}

// used gathers what is done with one cancel function.
type used struct {
	p     *pack
	f     *evidence.CancelFate
	b     *binding
	call  *ast.CallExpr
	first ref
	kept  int    // mentions that call or keep it
	puts  []*def // into fields, of the variable itself
}

// follow goes over the mentions of r and of all that it is copied to.
func (u *used) follow(start ref, rd *reader) {
	seen := map[ref]bool{start: true}
	queue := []ref{start}
	for len(queue) > 0 && len(seen) <= maxRefs {
		r := queue[0]
		queue = queue[1:]
		u.unwanted(r)
		for _, m := range u.p.mentions[r] {
			if r == u.first && r.obj != nil && m.node != nil && m.fn == u.b.fn && m.node.End() <= u.b.stmt.Pos() {
				continue // of the variable's value before
			}
			u.mention(r, m)
		}
		for _, d := range u.p.flows[r] {
			if d.to.fn != nil && d.call == nil && r == u.first && d.fn == u.b.fn && d.pos > u.b.stmt.Pos() {
				u.f.Returned = append(u.f.Returned, u.p.place(d.fn, d.stmt))
				u.kept++
			}
			if r == u.first && r.obj != nil && d.fn == u.b.fn && d.end <= u.b.stmt.Pos() && d.call == nil {
				continue
			}
			if !seen[d.to] {
				seen[d.to] = true
				queue = append(queue, d.to)
				u.copied(r, d)
			}
		}
	}
}

// unwanted records the calls of a function that returns the cancel function, if r is such a result, where the
// caller assigns it to _ or takes no result at all.
func (u *used) unwanted(r ref) {
	if r.fn == nil {
		return
	}
	for _, c := range u.p.calls {
		b := u.p.bound[c.expr]
		blank := b != nil && r.i < len(b.lhs) && isBlank(b.lhs[r.i])
		if (blank || c.alone) && slices.Contains(u.p.callees(c.file, c.expr, 0), r.fn) {
			u.f.Unwanted = append(u.f.Unwanted, u.p.callPlace(c.fn, c.expr))
		}
	}
}

// mention records one use.
func (u *used) mention(r ref, m *mention) {
	at := func() evidence.Place {
		if c, ok := m.node.(*ast.CallExpr); ok {
			return u.p.callPlace(m.fn, c)
		}
		return u.p.place(m.fn, m.node)
	}
	own := r == u.first && r.obj != nil
	if m.role != roleBlank && m.role != roleSet && m.role != roleIgnored {
		u.kept++
	}
	switch m.role {
	case roleCall:
		switch {
		case own && m.mode == deferred && m.fn == u.b.fn, own && u.inDeferred(m.fn):
			u.f.Deferred = append(u.f.Deferred, at())
		case own && m.fn == u.b.fn && m.mode == called:
			u.f.Called = append(u.f.Called, at())
		default:
			u.f.Elsewhere = append(u.f.Elsewhere, at())
		}
	case roleArg:
		c := m.node.(*ast.CallExpr)
		if len(u.p.callees(m.file, c, 0)) == 0 {
			add(&u.f.Passed, m.file.text(u.p, c.Fun))
		}
	case roleReturned:
		if m.fn == u.b.fn || m.fn != nil {
			u.f.Returned = append(u.f.Returned, at())
		}
	case roleSent:
		u.f.Sent = true
	}
}

// inDeferred reports whether fn is a literal that the function deferred.
func (u *used) inDeferred(fn *function) bool {
	if fn == nil || fn.lit == nil || fn.parent != u.b.fn {
		return false
	}
	for _, e := range fn.parent.events {
		if d, ok := e.node.(*ast.DeferStmt); ok && ast.Unparen(d.Call.Fun) == ast.Expr(fn.lit) {
			return true
		}
	}
	return false
}

// copied records where the function was copied to, when that outlives its variable.
func (u *used) copied(r ref, d *def) {
	if d.to.name != "" {
		add(&u.f.Stored, d.to.name)
		u.kept++
		if r == u.first && d.fn == u.b.fn {
			u.puts = append(u.puts, d)
		}
	}
}

func add(list *[]string, s string) {
	if !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// variable records what only a local variable can tell: assignments and declarations that hide it, and
// the returns that miss it.
func (u *used) variable(r ref) {
	for _, d := range u.p.defs[r] {
		if d.call == nil && d.fn == u.b.fn && d.pos > u.b.stmt.Pos() && d.rhs != nil {
			u.f.Overwrites = append(u.f.Overwrites, u.p.place(d.fn, d.stmt))
		}
	}
	if u.b.fn == nil {
		return
	}
	for _, l := range u.b.fn.locals {
		if l.obj.Name != r.obj.Name || l == r {
			continue
		}
		for _, d := range u.p.defs[l] {
			if d.fn == u.b.fn && d.call == nil && d.pos > u.b.stmt.Pos() && d.scope.inside(u.b.scope) && d.scope != u.b.scope {
				u.f.Shadowed = append(u.f.Shadowed, u.p.place(d.fn, d.stmt))
			}
		}
	}
	if u.kept == 0 {
		u.f.Discarded = true
		return
	}
	u.f.Missed = (&paths{p: u.p, fn: u.b.fn, made: u.b.stmt, uses: u.p.keeping(r), result: r.obj, ctx: u.b.contexts(u.call)}).run()
	u.dropped()
}

// sort puts the places in order.
func (u *used) sort() {
	for _, l := range []*[]evidence.Place{&u.f.Deferred, &u.f.Called, &u.f.Elsewhere, &u.f.Returned, &u.f.Unwanted, &u.f.Missed, &u.f.Dropped, &u.f.Overwrites, &u.f.Shadowed} {
		slices.SortFunc(*l, placeOrder)
		*l = slices.Compact(*l)
	}
	slices.Sort(u.f.Stored)
}

func placeOrder(a, b evidence.Place) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return strings.Compare(a.Func, b.Func)
}
