package source

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// forth lists the uses of all that the channel was followed through and of what it is handed on to.
func (t *tracer) forth() {
	queue := slices.Clone(t.from)
	for len(queue) > 0 {
		k := queue[0]
		queue = queue[1:]
		for _, m := range k.p.mentions[k.r] {
			if len(t.out.Users) > 4*maxUsers {
				t.out.More = true
				return
			}
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
	u := evidence.ChannelUse{Kind: kind, At: p.place(m.fn, m.node), Loop: m.scope.looped()}
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
