package source

import (
	"go/ast"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// callKind tells the waits of the standard library and its like from other calls: by what the stacks say
// was called, by the type of the operand, and at last by the method's name.
func (q *query) callKind(c *ast.CallExpr) evidence.OpKind {
	path, name := q.at.pack.function(q.at.file, c)
	for _, h := range q.hints {
		if k := kinds[plain(h)]; k != "" && methods[k] == name {
			return k
		}
	}
	if path == "time" && name == "Sleep" {
		return evidence.OpSleep
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || path != "" || len(q.at.pack.callees(q.at.file, c, 0)) > 0 {
		return evidence.OpCall
	}
	path, typ := q.typeAt(sel.X)
	if k := kinds[path+".(*"+typ+")."+name]; k != "" {
		return k
	}
	switch {
	case typ != "" || len(c.Args) > 0:
	case name == "Lock":
		return evidence.OpLock
	case name == "RLock":
		return evidence.OpRLock
	case name == "Wait" && q.group(sel.X):
		return evidence.OpErrgroup
	}
	return evidence.OpCall
}

var kinds = map[string]evidence.OpKind{
	"sync.(*Mutex).Lock": evidence.OpLock, "sync.(*RWMutex).Lock": evidence.OpLock, "sync.(*RWMutex).RLock": evidence.OpRLock,
	"sync.(*Locker).Lock": evidence.OpLock, "sync.(*WaitGroup).Wait": evidence.OpWaitGroup, "sync.(*Cond).Wait": evidence.OpCond,
	"golang.org/x/sync/errgroup.(*Group).Wait":        evidence.OpErrgroup,
	"golang.org/x/sync/semaphore.(*Weighted).Acquire": evidence.OpSemaphore,
	"time.Sleep":               evidence.OpSleep,
	string(evidence.WaitGroup): evidence.OpWaitGroup,
	string(evidence.WaitCond):  evidence.OpCond,
	string(evidence.WaitRLock): evidence.OpRLock,
	string(evidence.WaitWLock): evidence.OpLock,
	string(evidence.WaitMutex): evidence.OpLock,
}

// methods are the names of the calls that are such operations.
var methods = map[evidence.OpKind]string{
	evidence.OpLock: "Lock", evidence.OpRLock: "RLock", evidence.OpWaitGroup: "Wait", evidence.OpCond: "Wait",
	evidence.OpErrgroup: "Wait", evidence.OpSemaphore: "Acquire", evidence.OpSleep: "Sleep",
}

// typeAt returns path and name of the type of another package that x has, or that x's type embeds.
func (q *query) typeAt(x ast.Expr) (path, name string) {
	t := q.at.pack.typeOf(q.at.file, x, 0)
	if t == nil || t == foreign {
		return "", ""
	}
	if spec := q.at.pack.types[typeName(t)]; spec != nil {
		for _, fd := range q.at.pack.fieldsOf(spec) {
			if p, n := q.external(fd.typ); fd.embedded && (p == "sync" || strings.HasSuffix(p, "/errgroup")) {
				return p, n
			}
		}
		return "", typeName(t)
	}
	return q.external(t)
}

// external is file.external for a type that may be written in another file of the package.
func (q *query) external(t ast.Expr) (path, name string) {
	if path, name = q.at.file.external(t); path != "" || name == "" {
		return path, name
	}
	for _, f := range q.at.pack.files {
		if path, name = f.external(t); path != "" {
			return path, name
		}
	}
	return "", name
}

// group reports whether x is an errgroup by what it was made with.
func (q *query) group(x ast.Expr) bool {
	r, ok := q.at.pack.refOf(q.at.file, x)
	if !ok {
		return false
	}
	for _, d := range q.at.pack.defs[r] {
		if c, ok := ast.Unparen(d.rhs).(*ast.CallExpr); ok {
			if path, name := q.at.pack.function(d.file, c); strings.HasSuffix(path, "/errgroup") && name == "WithContext" {
				return true
			}
		}
	}
	return false
}
