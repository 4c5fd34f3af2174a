package source

import (
	"go/ast"
	"go/token"
)

// A ref is something that can hold a channel, a context or a function: a local variable or parameter, a
// package variable, a field of a struct type, or a result of a function. Fields are one ref for all
// values of their type. A map or a slice is one ref with its elements.
//
// Local variables are told apart by the objects that go/parser resolves. They are deprecated because they
// are wrong for some composite literals and for names of other files; those two are looked up by hand
// here. The alternative, go/types, would need every import to be there and to compile.
type ref struct {
	obj  *ast.Object
	name string // "v" of package variables, "T.f" of fields
	fn   *function
	i    int // the result of fn
}

// refOf returns the ref that e denotes, false for other expressions.
func (p *pack) refOf(f *file, e ast.Expr) (ref, bool) { return p.refAt(f, e, 0) }

// refAt is refOf as a part of an inference.
func (p *pack) refAt(f *file, e ast.Expr, depth int) (ref, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		if e.Name == "_" || e.Name == "nil" {
			return ref{}, false
		}
		if e.Obj != nil && e.Obj.Kind == ast.Var && !p.global(e.Obj) {
			return ref{obj: e.Obj}, true
		}
		if _, ok := p.vars[e.Name]; ok && (e.Obj == nil || e.Obj.Kind == ast.Var) {
			return ref{name: e.Name}, true
		}
	case *ast.SelectorExpr:
		if p.imported(f, e.X) != "" {
			return ref{}, false
		}
		return p.fieldRef(f, e, depth)
	case *ast.ParenExpr:
		return p.refAt(f, e.X, depth)
	case *ast.StarExpr:
		return p.refAt(f, e.X, depth)
	case *ast.IndexExpr:
		return p.refAt(f, e.X, depth)
	case *ast.TypeAssertExpr:
		return p.refAt(f, e.X, depth)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return p.refAt(f, e.X, depth)
		}
	case *ast.CallExpr:
		if len(e.Args) == 1 && p.conversion(f, e.Fun) {
			return p.refAt(f, e.Args[0], depth)
		}
	}
	return ref{}, false
}

func (p *pack) isVar(name string) bool {
	_, ok := p.vars[name]
	return ok
}

// global reports whether o is declared at package level in its file.
func (p *pack) global(o *ast.Object) bool {
	if _, ok := p.vars[o.Name]; !ok {
		return false
	}
	spec, ok := o.Decl.(*ast.ValueSpec)
	if !ok {
		return false
	}
	for _, fl := range p.files {
		if fl.ast.FileStart <= spec.Pos() && spec.Pos() < fl.ast.FileEnd {
			return fl.ast.Scope != nil && fl.ast.Scope.Lookup(o.Name) == o
		}
	}
	return false
}

// imported returns the import path when e is the name of a package.
func (p *pack) imported(f *file, e ast.Expr) string {
	id, ok := e.(*ast.Ident)
	if !ok || id.Obj != nil || f == nil {
		return ""
	}
	return f.imports[id.Name]
}

// fieldRef returns the ref of a field. The struct is the one that the operand's type names, or else the
// only one in the package that has a field of this name.
func (p *pack) fieldRef(f *file, e *ast.SelectorExpr, depth int) (ref, bool) {
	name := e.Sel.Name
	t := p.typeOf(f, e.X, depth)
	if tn := typeName(t); tn != "" && p.types[tn] != nil {
		if owner := p.ownerOf(tn, name, 0); owner != "" {
			return ref{name: owner + "." + name}, true
		}
		return ref{}, false
	}
	if t != nil { // a type of another package, or none with fields
		return ref{}, false
	}
	if o := p.owners[name]; len(o) == 1 {
		return ref{name: o[0] + "." + name}, true
	}
	return ref{}, false
}

// ownerOf returns the struct that declares the field, tn itself or one embedded in it.
func (p *pack) ownerOf(tn, name string, depth int) string {
	spec := p.types[tn]
	if p.steps--; spec == nil || depth > 6 || p.steps < 0 {
		return ""
	}
	if other := typeName(spec.Type); other != "" {
		return p.ownerOf(other, name, depth+1)
	}
	for _, fd := range p.fieldsOf(spec) {
		if fd.name == name {
			return tn
		}
	}
	for _, fd := range p.fieldsOf(spec) {
		if fd.embedded {
			if o := p.ownerOf(typeName(fd.typ), name, depth+1); o != "" {
				return o
			}
		}
	}
	return ""
}

// fieldType returns the declared type of the field ref r, nil when r is none.
func (p *pack) fieldType(owner, name string) ast.Expr {
	if spec := p.types[owner]; spec != nil {
		for _, fd := range p.fieldsOf(spec) {
			if fd.name == name {
				return fd.typ
			}
		}
	}
	return nil
}

// conversion reports whether fun is a type rather than a function, as far as its form and this package
// tell.
func (p *pack) conversion(f *file, fun ast.Expr) bool {
	switch e := ast.Unparen(fun).(type) {
	case *ast.ChanType, *ast.FuncType, *ast.ArrayType, *ast.MapType, *ast.InterfaceType:
		return true
	case *ast.StarExpr:
		return true
	case *ast.Ident:
		return p.types[e.Name] != nil && (e.Obj == nil || e.Obj.Kind == ast.Typ)
	case *ast.SelectorExpr:
		path := p.imported(f, e.X)
		return path == "context" && (e.Sel.Name == "Context" || e.Sel.Name == "CancelFunc") || path == "time" && e.Sel.Name == "Duration"
	}
	return false
}
