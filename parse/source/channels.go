package source

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxUsers is how many uses of one channel are listed.
const maxUsers = 64

// A tracer follows a channel: back to where it was made, then forth to all that hold it.
type tracer struct {
	rd     *reader
	out    *evidence.ChannelCode
	seen   map[seenRef]bool
	from   []seenRef
	ending evidence.Ending
	ctx    point    // where Done was taken from a context, with EndsDone
	of     ast.Expr // that context
	name   string   // how it reads
	in     *entered
}

type seenRef struct {
	p *pack
	r ref
}

// channel tells what is known of the channel that e is at pt, and what a receive from it waits for.
func (rd *reader) channel(pt point, e ast.Expr) *tracer {
	t := &tracer{rd: rd, out: &evidence.ChannelCode{Name: pt.file.text(pt.pack, e)}, seen: make(map[seenRef]bool)}
	t.back(pt, e, 0, 0)
	t.forth()
	if t.ending == evidence.EndsUnknown && stopName(t.out.Name) {
		t.ending = evidence.EndsStop
	}
	slices.SortStableFunc(t.out.Users, func(a, b evidence.ChannelUse) int { return placeOrder(a.At, b.At) })
	t.out.Users = slices.Compact(t.out.Users)
	t.out.Makes = slices.Compact(t.out.Makes)
	if len(t.out.Users) > maxUsers {
		t.out.Users, t.out.More = t.out.Users[:maxUsers], true
	}
	return t
}

// back follows result i of e to where the channel was made.
func (t *tracer) back(pt point, e ast.Expr, i, depth int) {
	if depth > maxDepthFollowed || len(t.seen) > maxRefs {
		t.out.More = true
		return
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		t.call(pt, x, i, depth)
		return
	case *ast.Ident:
		if x.Name == "nil" && x.Obj == nil {
			t.out.Nil = true
			return
		}
	case *ast.SelectorExpr:
		if x.Sel.Name == "C" && timer(pt, x.X) {
			t.ending = evidence.EndsTimer
			return
		}
	}
	r, ok := pt.pack.refOf(pt.file, e)
	if !ok {
		return
	}
	key := seenRef{pt.pack, r}
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	t.from = append(t.from, key)
	defs, whole := t.pt(pt, r)
	if len(defs) == 0 && r.obj == nil && !ast.IsExported(r.name[strings.LastIndexByte(r.name, '.')+1:]) {
		t.out.Nil = true // nothing outside the package can set it either
	}
	for _, d := range defs {
		at := point{pack: pt.pack, file: d.file, fn: d.fn, scope: d.scope, pos: d.pos}
		if d.rhs == nil {
			t.out.Nil = true
			continue
		}
		t.back(at, d.rhs, d.i, depth+1)
	}
	if fn, i := pt.fn.owner(r.obj); !whole && r.obj != nil && fn != nil {
		t.parameter(fn, i, depth)
	}
}

// pt is reaching, but a variable that is declared empty and set later has all its settings.
func (t *tracer) pt(pt point, r ref) ([]*def, bool) {
	defs, whole := reaching(pt, r)
	if r.obj == nil || !whole || len(defs) != 1 || defs[0].rhs != nil {
		return defs, whole
	}
	var all []*def
	for _, d := range pt.pack.defs[r] {
		if d.call == nil {
			all = append(all, d)
		}
	}
	return all, whole
}

func (t *tracer) parameter(fn *function, i, depth int) {
	for in := t.in; in != nil; in = in.up {
		if in.fn == fn && i < len(in.call.Args) {
			t.back(in.at, in.call.Args[i], 0, depth+1)
			return
		}
	}
	for _, s := range t.rd.sites(fn, i) {
		t.back(s.at, s.arg, 0, depth+1)
	}
}

func (t *tracer) call(pt point, c *ast.CallExpr, i, depth int) {
	p := pt.pack
	path, name := p.function(pt.file, c)
	switch {
	case name == "make" && path == "" && len(c.Args) > 0:
		t.made(pt, c)
		return
	case path == "time" && (name == "After" || name == "Tick"):
		t.ending = evidence.EndsTimer
		return
	case p.conversion(pt.file, c.Fun) && len(c.Args) == 1:
		t.back(pt, c.Args[0], 0, depth+1)
		return
	}
	callees := p.callees(pt.file, c, 0)
	for _, fn := range callees {
		key := seenRef{p, ref{fn: fn, i: i}}
		if t.seen[key] {
			continue
		}
		t.seen[key] = true
		t.from = append(t.from, key)
		outer := t.in
		t.in = &entered{fn, c, pt, outer}
		for _, d := range p.defs[key.r] {
			if d.rhs != nil {
				t.back(point{p, d.file, d.fn, d.scope, d.pos}, d.rhs, d.i, depth+1)
			}
		}
		t.in = outer
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok && len(callees) == 0 && name == "Done" && len(c.Args) == 0 && path == "" && t.of == nil {
		typ := p.typeOf(pt.file, sel.X, 0)
		if emb := p.embedsContext(typ); emb != nil {
			t.name = pt.file.text(p, sel.X)
			t.ending, t.ctx, t.of = evidence.EndsDone, pt, &ast.SelectorExpr{X: sel.X, Sel: &ast.Ident{NamePos: sel.X.Pos(), Name: "Context"}}
		} else if typ == nil || typ == foreign || p.contextual(pt, sel.X) {
			t.ending, t.ctx, t.of, t.name = evidence.EndsDone, pt, sel.X, pt.file.text(p, sel.X)
		}
	}
}

// embedsContext returns the struct type of this package that t names if it embeds a context.Context.
func (p *pack) embedsContext(t ast.Expr) *ast.TypeSpec {
	spec := p.types[typeName(t)]
	if spec == nil {
		return nil
	}
	for _, fd := range p.fieldsOf(spec) {
		if fd.embedded && p.anyFileContext(fd.typ) {
			return spec
		}
	}
	return nil
}

func (t *tracer) made(pt point, c *ast.CallExpr) {
	if _, ok := ast.Unparen(c.Args[0]).(*ast.ChanType); !ok {
		id, named := c.Args[0].(*ast.Ident)
		if !named || pt.pack.types[id.Name] == nil {
			return
		}
	}
	m := evidence.ChannelMake{At: pt.pack.callPlace(pt.fn, c)}
	if len(c.Args) > 1 {
		m.Cap, m.Size = pt.file.text(pt.pack, c.Args[1]), -1
		if n, ok := pt.pack.integer(pt.file, c.Args[1], 0); ok {
			m.Size = int(n)
		}
	}
	t.out.Makes = append(t.out.Makes, m)
}

// timer reports whether x is a time.Timer or time.Ticker.
func timer(pt point, x ast.Expr) bool {
	t := pt.pack.typeOf(pt.file, x, 0)
	if t == nil || t == foreign {
		return true // nothing else is called C
	}
	_, name := pt.file.external(t)
	return name == "Timer" || name == "Ticker"
}

// forth lists the uses of all that the channel was followed through and of what it is handed on to.
func (t *tracer) forth() {
	queue := slices.Clone(t.from)
	for len(queue) > 0 {
		k := queue[0]
		queue = queue[1:]
		for _, m := range k.p.mentions[k.r] {
			t.use(k.p, m)
		}
		for _, d := range k.p.flows[k.r] {
			next := seenRef{k.p, d.to}
			if t.seen[next] {
				continue
			}
			if len(t.seen) > maxRefs {
				t.out.More = true
				return
			}
			t.seen[next] = true
			queue = append(queue, next)
		}
	}
}

var useKinds = map[role]evidence.ChannelUseKind{
	roleSend: evidence.UseSend, roleReceive: evidence.UseReceive, roleRange: evidence.UseRange,
	roleClose: evidence.UseClose, roleLen: evidence.UseLen, roleCap: evidence.UseCap,
}

func (t *tracer) use(p *pack, m *mention) {
	kind, ok := useKinds[m.role]
	if m.role == roleArg {
		c := m.node.(*ast.CallExpr)
		kind, ok = evidence.UsePassed, len(p.callees(m.file, c, 0)) == 0
	}
	if !ok || kind == evidence.UseRange && !t.isChannel(p, m) {
		return
	}
	u := evidence.ChannelUse{Kind: kind, At: p.place(m.fn, m.node)}
	if m.sel != nil {
		for _, st := range m.sel.Body.List {
			c, ok := st.(*ast.CommClause)
			if !ok {
				continue
			}
			if c.Comm == nil {
				u.Else = true
			} else if ch := received(c.Comm); ch != nil && isDone(p, m, ch) {
				u.Done = true
			}
		}
	}
	t.out.Users = append(t.out.Users, u)
}

// isChannel reports whether what m ranges over is not certainly something else, such as a map of
// channels.
func (t *tracer) isChannel(p *pack, m *mention) bool {
	r, ok := m.node.(*ast.RangeStmt)
	if !ok || r.Value != nil {
		return false
	}
	switch p.typeOf(m.file, m.expr, 0).(type) {
	case *ast.MapType, *ast.ArrayType, *ast.FuncType:
		return false
	}
	return true
}

// isDone reports whether ch is the Done channel of a context, directly or by way of a local variable.
func isDone(p *pack, m *mention, ch ast.Expr) bool {
	if doneOf(ch) != nil {
		return true
	}
	r, ok := p.refOf(m.file, ch)
	if !ok {
		return false
	}
	for _, d := range p.defs[r] {
		if d.rhs != nil && doneOf(d.rhs) != nil {
			return true
		}
	}
	return false
}

// doneOf returns x of x.Done().
func doneOf(e ast.Expr) ast.Expr {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(c.Args) > 0 {
		return nil
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" {
		return sel.X
	}
	return nil
}

// stopName reports whether a channel is named as one that is closed to stop something.
func stopName(name string) bool {
	name = strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "()"), "chan"), "ch")
	for _, w := range []string{"stop", "quit", "done", "exit", "close", "closed", "closing", "shutdown", "term", "kill", "halt", "cancel", "dying", "dead", "finish", "finished", "stopped", "stopping", "abort", "interrupt"} {
		if name == w || strings.HasSuffix(name, "_"+w) || len(w) > 3 && strings.HasSuffix(name, w) {
			return true
		}
	}
	return false
}
