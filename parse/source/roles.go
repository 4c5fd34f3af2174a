package source

import (
	"go/ast"
	"go/token"
)

// A mention is one use of a ref.
type mention struct {
	role  role
	node  ast.Node // what is done with it: the call, send, receive, …
	expr  ast.Expr // the ref as written there
	arg   int      // of a call
	fn    *function
	file  *file
	scope *scope
	mode  mode
	sel   *ast.SelectStmt // the select of which it is a case's communication
}

// A role is how a ref is used.
type role uint8

const (
	roleOther role = iota
	roleCall
	roleArg
	roleSend
	roleSent
	roleReceive
	roleRange
	roleClose
	roleLen
	roleCap
	roleSet
	roleCopied
	roleBlank
	roleReturned
	roleIgnored // a field or method of it is used, or it is compared: nothing happens to the value
)

// mention notes a use of the ref n.
func (w *walker) mention(n ast.Expr, s step) {
	switch up := w.up(1).(type) {
	case *ast.SelectorExpr:
		if up.Sel == n {
			return
		}
	case *ast.KeyValueExpr:
		if lit, ok := w.up(2).(*ast.CompositeLit); ok && up.Key == n {
			if _, isMap := lit.Type.(*ast.MapType); !isMap {
				return
			}
		}
	case *ast.Field, *ast.LabeledStmt, *ast.BranchStmt:
		return
	}
	if id, ok := n.(*ast.Ident); ok && id.Obj == nil && !w.p.isVar(id.Name) {
		return // the most frequent case
	}
	m := mention{fn: s.fn, file: w.file, scope: s.scope}
	w.role(n, &m)
	if m.role == roleIgnored {
		return
	}
	if r, ok := w.p.refOf(w.file, n); ok {
		kept := m
		w.p.mentions[r] = append(w.p.mentions[r], &kept)
	}
}

// role finds what happens to n: the first node above it that is more than another way to write it.
func (w *walker) role(n ast.Expr, m *mention) {
	child := n
	for i := 1; ; i++ {
		m.expr = child
		switch up := w.up(i).(type) {
		case *ast.ParenExpr:
			child = up
		case *ast.StarExpr:
			child = up
		case *ast.TypeAssertExpr:
			child = up
		case *ast.IndexExpr:
			if up.X != child {
				m.node = up // a key
				return
			}
			child = up
		case *ast.KeyValueExpr:
			if up.Value != child {
				return
			}
			child = up
		case *ast.UnaryExpr:
			if up.Op == token.AND {
				child = up
				continue
			}
			m.role, m.node = roleIgnored, up
			if up.Op == token.ARROW {
				m.role, m.sel = roleReceive, w.selectOf(i)
			}
			return
		case *ast.CallExpr:
			if up.Fun != child && len(up.Args) == 1 && w.p.conversion(w.file, up.Fun) {
				child = up
				continue
			}
			w.roleInCall(up, child, i, m)
			return
		default:
			w.roleInStatement(up, child, i, m)
			return
		}
	}
}

func (w *walker) roleInCall(c *ast.CallExpr, child ast.Expr, i int, m *mention) {
	m.node = c
	switch w.up(i + 1).(type) {
	case *ast.DeferStmt:
		m.mode = deferred
	case *ast.GoStmt:
		m.mode = started
	}
	if c.Fun == child {
		m.role = roleCall
		return
	}
	m.role = roleArg
	for k, a := range c.Args {
		if a == child {
			m.arg = k
		}
	}
	if id, ok := c.Fun.(*ast.Ident); ok && id.Obj == nil {
		switch id.Name {
		case "close":
			m.role = roleClose
		case "len":
			m.role = roleLen
		case "cap":
			m.role = roleCap
		case "append":
			m.role = roleCopied
		case "delete", "print", "println", "clear":
			m.role = roleIgnored
		}
	}
}

func (w *walker) roleInStatement(up ast.Node, child ast.Expr, i int, m *mention) {
	m.node = up
	switch up := up.(type) {
	case *ast.SendStmt:
		m.role = roleSent
		if up.Chan == child {
			m.role, m.sel = roleSend, w.selectOf(i)
		}
	case *ast.RangeStmt:
		m.role = roleSet
		if up.X == child {
			m.role = roleRange
		}
	case *ast.AssignStmt:
		m.role = roleSet
		for k, r := range up.Rhs {
			if r != child {
				continue
			}
			m.role = roleCopied
			if id, ok := up.Lhs[min(k, len(up.Lhs)-1)].(*ast.Ident); ok && id.Name == "_" {
				m.role = roleBlank
			}
		}
	case *ast.ValueSpec:
		m.role = roleSet
		for _, v := range up.Values {
			if v == child {
				m.role = roleCopied
			}
		}
	case *ast.CompositeLit:
		m.role = roleCopied
	case *ast.ReturnStmt:
		m.role = roleReturned
	case *ast.SelectorExpr, *ast.BinaryExpr:
		m.role = roleIgnored
	}
}

// selectOf returns the select of which the operation at step i is a case's communication.
func (w *walker) selectOf(i int) *ast.SelectStmt {
	for k := i; k < i+5; k++ {
		c, ok := w.up(k).(*ast.CommClause)
		if !ok {
			if _, block := w.up(k).(*ast.BlockStmt); block {
				return nil
			}
			continue
		}
		if c.Comm == nil || c.Comm != w.up(k-1) {
			return nil
		}
		s, _ := w.up(k + 2).(*ast.SelectStmt)
		return s
	}
	return nil
}
