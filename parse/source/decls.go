package source

import (
	"go/ast"
	"go/token"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A function is a declared function or a function literal.
type function struct {
	name       string // as in runtime names, without the package: "(*T).run.func1"
	fullName   string // with the package, see full
	parent     *function
	decl       *ast.FuncDecl // nil for a literal
	lit        *ast.FuncLit
	use        ast.Node // of a literal: what it is a part of, a call, an assignment, …
	typ        *ast.FuncType
	body       *ast.BlockStmt // nil when the source has none
	file       *file
	pack       *pack
	start, end int
	recv       string        // the receiver's type, for a method
	params     []*ast.Object // one for each parameter, nil for _ and unnamed ones
	types      []ast.Expr    // of the parameters
	results    []*ast.Object // the same for results
	variadic   bool
	static     bool // has a branch the compiler may have left out, so literals may be numbered otherwise

	at     *scope // of a literal: where it stands in parent
	locals []ref  // variables it declares or sets, in order
	number int    // of a literal, within parent
	kids   int    // literals so far

	events []*event
}

// An event is something in a function that a frame can be at, or that matters to what follows it.
type event struct {
	node  ast.Node // a call, send, receive, range, select, defer, go, return
	scope *scope
	line  int  // the one the runtime gives
	mode  mode // of a call
	inner bool // a communication of a select, or the call of a defer or go statement
}

type mode uint8

const (
	called mode = iota
	deferred
	started
)

// A scope is a block or a clause, for telling which statements come before which on every path.
type scope struct {
	node ast.Node
	up   *scope
}

// inside reports whether s is outer or within it.
func (s *scope) inside(outer *scope) bool {
	for ; s != nil; s = s.up {
		if s == outer {
			return true
		}
	}
	return false
}

// looped reports whether s lies in a loop of its function.
func (s *scope) looped() bool {
	for ; s != nil; s = s.up {
		switch s.node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
	}
	return false
}

// index makes the look-ups: declarations first, because references to fields and functions need them.
func (p *pack) index() {
	p.types, p.methods, p.plainFn = make(map[string]*ast.TypeSpec), make(map[string][]*function), make(map[string][]*function)
	p.owners, p.vars, p.consts, p.values = make(map[string][]string), make(map[string]ast.Expr), make(map[string]ast.Expr), make(map[string]ast.Expr)
	p.lits = make(map[*ast.FuncLit]*function)
	p.fates = make(map[*ast.CallExpr]*evidence.CancelFate)
	p.bound = make(map[*ast.CallExpr]*binding)
	p.lists = make(map[*ast.TypeSpec][]field)
	p.defs, p.flows, p.mentions = make(map[ref][]*def), make(map[ref][]*def), make(map[ref][]*mention)
	for _, f := range p.files {
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				p.declare(f, d)
			case *ast.GenDecl:
				p.general(d)
			}
		}
	}
	for _, f := range p.files {
		walk(p, f)
	}
	p.link()
}

func (p *pack) declare(f *file, d *ast.FuncDecl) {
	fn := &function{name: d.Name.Name, decl: d, typ: d.Type, body: d.Body, file: f, pack: p}
	if d.Recv != nil && len(d.Recv.List) > 0 {
		t := d.Recv.List[0].Type
		fn.recv = typeName(t)
		fn.name = fn.recv + "." + d.Name.Name
		if star, ok := ast.Unparen(t).(*ast.StarExpr); ok {
			fn.name = "(*" + typeName(star.X) + ")." + d.Name.Name
		}
		p.methods[d.Name.Name] = append(p.methods[d.Name.Name], fn)
	} else {
		p.plainFn[d.Name.Name] = append(p.plainFn[d.Name.Name], fn)
	}
	p.add(fn, d)
}

// add fills in what declared functions and literals share.
func (p *pack) add(fn *function, n ast.Node) {
	fn.start, fn.end = p.line(n.Pos()), p.line(n.End())
	fn.params, fn.types = fieldObjects(fn.typ.Params)
	fn.results, _ = fieldObjects(fn.typ.Results)
	if n := len(fn.types); n > 0 {
		_, fn.variadic = fn.types[n-1].(*ast.Ellipsis)
	}
	p.functions = append(p.functions, fn)
	fn.file.functions = append(fn.file.functions, fn)
}

func (p *pack) general(d *ast.GenDecl) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name == nil {
				continue
			}
			p.types[s.Name.Name] = s
			for _, f := range p.fieldsOf(s) {
				p.owners[f.name] = append(p.owners[f.name], s.Name.Name)
			}
		case *ast.ValueSpec:
			for i, n := range s.Names {
				if d.Tok == token.CONST {
					if i < len(s.Values) {
						p.consts[n.Name] = s.Values[i]
					}
					continue
				}
				p.vars[n.Name] = s.Type
				if len(s.Values) == len(s.Names) {
					p.values[n.Name] = s.Values[i]
				}
			}
		}
	}
}

// A field is one of a struct, or a method of an interface.
type field struct {
	name     string
	typ      ast.Expr
	embedded bool
}

// fieldsOf lists the fields of a struct type in their order.
func (p *pack) fieldsOf(s *ast.TypeSpec) []field {
	st, ok := s.Type.(*ast.StructType)
	if !ok || st.Fields == nil {
		return nil
	}
	if l, ok := p.lists[s]; ok {
		return l
	}
	var out []field
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			out = append(out, field{name: n.Name, typ: f.Type})
		}
		if len(f.Names) == 0 {
			out = append(out, field{name: lastName(f.Type), typ: f.Type, embedded: true})
		}
	}
	p.lists[s] = out
	return out
}

// fieldObjects returns one object and type for each parameter.
func fieldObjects(l *ast.FieldList) (objs []*ast.Object, types []ast.Expr) {
	if l == nil {
		return nil, nil
	}
	for _, f := range l.List {
		for _, n := range f.Names {
			objs, types = append(objs, n.Obj), append(types, f.Type)
		}
		if len(f.Names) == 0 {
			objs, types = append(objs, nil), append(types, f.Type)
		}
	}
	return objs, types
}

// line returns the line in the file itself: //line directives are not followed, because what they name is
// not Go.
func (p *pack) line(pos token.Pos) int {
	if !pos.IsValid() {
		return 0
	}
	return p.fset.PositionFor(pos, false).Line
}
