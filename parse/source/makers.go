package source

import (
	"cmp"
	"go/ast"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxMakers is how many functions an object is followed through on its way out of the one that made it.
const maxMakers = 8

// owner tells of the object that the goroutine started at the line works for: *T where a function of the package
// that returns *T starts it, itself or by way of a method of T. It is nil when there is no such function.
func (q *query) owner() *evidence.OwnerCode {
	p := q.at.pack
	fn := q.at.fn
	for fn.parent != nil {
		fn = fn.parent
	}
	typ := q.worksFor()
	makers := p.makers(fn, typ)
	if len(makers) == 0 {
		return nil
	}
	if typ == "" {
		if typ, _ = p.handsOut(makers[0], ""); typ == "" {
			typ = fn.recv // nothing ends it
		}
	}
	o := &evidence.OwnerCode{Type: p.path + ".(*" + typ + ")", Maker: p.place(makers[0], makers[0].decl.Name)}
	if typ == stopFunc {
		o.Type = o.Maker.Func
	}
	ends := p.enders(typ)
	for _, m := range ends {
		o.Ends = append(o.Ends, p.place(m, m.decl.Name))
	}
	for k := 0; k < len(makers); k++ {
		_, i := p.handsOut(makers[k], typ)
		for _, c := range q.rd.callsOf(makers[k]) {
			u := &usage{p: p, in: c.in, ends: ends, typ: typ}
			u.of(c.call, i)
			if t, _ := p.handsOut(c.fn, typ); t == "" || !u.handedOn || len(makers) >= maxMakers {
				o.Uses = append(o.Uses, u.out)
			} else if !slices.Contains(makers, c.fn) {
				makers = append(makers, c.fn) // its calls count instead
			}
		}
	}
	slices.SortFunc(o.Uses, func(a, b evidence.OwnerUse) int {
		return cmp.Or(q.rd.unseen(a.At)-q.rd.unseen(b.At), placeOrder(a.At, b.At))
	})
	o.Uses = o.Uses[:min(len(o.Uses), maxSites)]
	return o
}

// worksFor returns the type of which the goroutine that the line starts runs a method, empty for other functions.
func (q *query) worksFor() string {
	for _, e := range q.at.fn.events {
		g, ok := e.node.(*ast.GoStmt)
		if !ok || e.line != q.at.line {
			continue
		}
		for _, fn := range q.at.pack.denoted(q.at.file, g.Call.Fun, 0) {
			return fn.recv
		}
	}
	return ""
}

// makers returns the functions through which an object of the type gets out of fn, where its goroutine is started:
// fn itself if it returns one; if it is a method, who calls that and returns one.
func (p *pack) makers(fn *function, typ string) []*function {
	out := []*function{fn}
	if t, _ := p.handsOut(fn, typ); t == "" {
		out = nil
		for _, c := range p.callersOf(fn) {
			if t, _ := p.handsOut(c, fn.recv); t != "" && fn.recv != "" && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// callersOf returns the declared functions that call fn, in themselves or in their literals.
func (p *pack) callersOf(fn *function) []*function {
	var out []*function
	for _, c := range p.calls {
		if c.fn == nil || fn.decl == nil || c.name() != fn.decl.Name.Name || !slices.Contains(p.callees(c.file, c.expr, 0), fn) {
			continue
		}
		caller := c.fn
		for caller.parent != nil {
			caller = caller.parent
		}
		if !slices.Contains(out, caller) {
			out = append(out, caller)
		}
	}
	return out
}

// handsOut returns which result of fn is a value of the type, by which name; an interface of the package will do.
// With an empty type it is any struct of the package that can be ended, or a function that ends what fn started.
func (p *pack) handsOut(fn *function, typ string) (name string, i int) {
	if fn == nil || fn.decl == nil || fn.pack != p || fn.typ.Results == nil {
		return "", 0
	}
	_, types := fieldObjects(fn.typ.Results)
	for i, t := range types {
		spec := p.types[typeName(t)]
		if spec == nil {
			if (typ == "" || typ == stopFunc) && p.stops(fn, t) {
				return stopFunc, i
			}
			continue
		}
		_, isInterface := spec.Type.(*ast.InterfaceType)
		switch {
		case typ == spec.Name.Name, typ != "" && isInterface:
			return typ, i
		case typ == "" && !isInterface && len(p.enders(spec.Name.Name)) > 0:
			return spec.Name.Name, i
		}
	}
	return "", 0
}

// stopFunc stands for the type of an object that is just the function which ends it.
const stopFunc = "func"

// stops reports whether a result of fn, of type t, is a function that ends what fn started: a cancel function, or a
// literal that closes a channel, cancels or stops something.
func (p *pack) stops(fn *function, t ast.Expr) bool {
	if path, name := fn.file.external(t); path == "context" && name == "CancelFunc" {
		return true
	}
	if f, ok := t.(*ast.FuncType); !ok || f.Params.NumFields() > 0 {
		return false
	}
	return slices.ContainsFunc(p.calls, func(c *call) bool {
		if c.fn == nil || c.fn.parent != fn || c.mode == deferred {
			return false
		}
		name := strings.ToLower(c.name())
		return name == "close" || name == "stop" || strings.HasSuffix(name, "cancel")
	})
}

// endings are the names of methods that end what their object does.
var endings = []string{"Close", "Stop", "Shutdown", "Cancel", "Quit", "Terminate", "Destroy", "Dispose", "Release", "Finish", "Halt", "Kill", "GracefulStop", "Unsubscribe"}

// enders returns the methods of the type that end it: named so, or closing a channel that is a field.
func (p *pack) enders(typ string) []*function {
	var out []*function
	for _, fn := range p.functions {
		if fn.decl == nil || fn.recv != typ {
			continue
		}
		name := fn.decl.Name.Name
		if slices.ContainsFunc(endings, func(e string) bool { return strings.EqualFold(e, name) }) || p.closesField(fn, typ) {
			out = append(out, fn)
		}
	}
	return out
}

// closesField reports whether fn closes a channel that is a field of the type, or calls a cancel function that is one.
// A goroutine of the object that closes one when it returns ends nothing.
func (p *pack) closesField(fn *function, typ string) bool {
	if p.types[typ] == nil {
		return false
	}
	for _, fd := range p.fieldsOf(p.types[typ]) {
		for _, m := range p.mentions[ref{name: typ + "." + fd.name}] {
			if m.role == roleClose && m.fn == fn && m.mode == called || m.role == roleCall && m.fn == fn && fn.file.cancels(fd) {
				return true
			}
		}
	}
	return false
}

// cancels reports whether a field holds a context's cancel function, by its type or its name.
func (f *file) cancels(fd field) bool {
	path, name := f.external(fd.typ)
	return path == "context" && strings.HasPrefix(name, "Cancel") || strings.EqualFold(fd.name, "cancel")
}

// A callIn is a call, and the package it is in.
type callIn struct {
	*call
	in *pack
}

// callsOf returns the calls of fn: in its own package, and in those others of which the stacks have a frame.
func (rd *reader) callsOf(fn *function) []callIn {
	var out []callIn
	for _, p := range rd.packs {
		for _, c := range p.calls {
			if c.name() != fn.decl.Name.Name {
				continue
			}
			switch path, _ := p.function(c.file, c.expr); {
			case p == fn.pack && slices.Contains(p.callees(c.file, c.expr, 0), fn),
				p != fn.pack && fn.recv == "" && path == fn.pack.path:
				out = append(out, callIn{c, p})
			}
		}
	}
	return out
}
