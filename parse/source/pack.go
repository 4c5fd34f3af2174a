package source

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Limits on what is parsed.
const (
	maxFile  = 4 << 20   // bytes of one file
	maxFiles = 2000      // of one directory
	maxRead  = 512 << 20 // bytes in all
)

// A packKey tells packages apart: a directory can hold two, and the tests of one.
type packKey struct {
	tree  *listed
	dir   string
	name  string // of the package clause
	tests bool
}

// A pack is the parsed files of one package, with an index of what its functions do. Files for other
// systems belong to it too: which of two declarations was built is not known, so both count.
type pack struct {
	key       packKey
	path      string // import path as the frames have it
	spelled   string // directory as the frames spell it
	fset      *token.FileSet
	files     []*file
	functions []*function // declared ones and literals, by file and position

	types   map[string]*ast.TypeSpec
	methods map[string][]*function // by name, of every type
	plainFn map[string][]*function // functions that are no methods, by name
	owners  map[string][]string    // by field: the structs that declare it
	vars    map[string]ast.Expr    // package variables: the declared type, nil when there is none
	consts  map[string]ast.Expr
	values  map[string]ast.Expr // package variables: the initial value
	lits    map[*ast.FuncLit]*function
	lists   map[*ast.TypeSpec][]field
	steps   int // left to the inference under way

	defs     map[ref][]*def
	flows    map[ref][]*def
	mentions map[ref][]*mention
	bound    map[*ast.CallExpr]*binding
	calls    []*call
	fates    map[*ast.CallExpr]*evidence.CancelFate
}

// A file is one parsed file.
type file struct {
	name      string // in its tree
	ast       *ast.File
	src       []byte
	lines     int
	imports   map[string]string // local name to path
	functions []*function
}

func (f *file) base() string { return path.Base(f.name) }

// load returns the package of candidate c, parsed, and the candidate's file in it.
func (rd *reader) load(c candidate, f evidence.Frame) (*pack, *file, string) {
	key := packKey{tree: c.tree, dir: path.Dir(c.rel), tests: strings.HasSuffix(c.rel, "_test.go")}
	clause, ok := rd.clauses[c]
	if !ok {
		clause = clauseOf(c)
		rd.clauses[c] = clause
	}
	if clause == "" {
		return nil, nil, "the file cannot be parsed"
	}
	key.name = clause
	p := rd.packs[key]
	if p == nil {
		p = rd.parse(key, c.rel)
		p.spelled = path.Dir(strings.ReplaceAll(f.File, "\\", "/"))
		p.path, _ = split(f.Func)
		if inlinedFrom(elemsOf(f.Func)) {
			p.path = clause
		}
		rd.packs[key] = p
		p.index()
	}
	for _, fl := range p.files {
		if fl.name == c.rel {
			return p, fl, ""
		}
	}
	return nil, nil, "the file cannot be parsed, see the problems"
}

func elemsOf(name string) []string {
	_, elems := split(name)
	return elems
}

// parse parses the files of a directory that belong to the package.
func (rd *reader) parse(key packKey, wanted string) *pack {
	p := &pack{key: key, fset: token.NewFileSet()}
	entries, err := fs.ReadDir(key.tree.fs, key.dir)
	if err != nil {
		rd.problem(path.Join(key.tree.name, key.dir), "the directory cannot be read: "+reason(err))
	}
	n := 0
	for _, e := range entries {
		name := path.Join(key.dir, e.Name())
		test := strings.HasSuffix(name, "_test.go")
		if !strings.HasSuffix(name, ".go") || !e.Type().IsRegular() || test && !key.tests {
			continue
		}
		if n++; n > maxFiles && name != wanted {
			continue
		}
		rd.parseFile(p, name)
	}
	return p
}

// parseFile adds one file. What the parser could make of a broken file counts, the rest is a Problem.
func (rd *reader) parseFile(p *pack, name string) {
	shown := path.Join(p.key.tree.name, name)
	src, err := slurp(p.key.tree.fs, name)
	if err != nil {
		rd.problem(shown, reason(err))
		return
	}
	if rd.read += int64(len(src)); rd.read > maxRead {
		if !rd.full {
			rd.full = true
			rd.problem(shown, "more than 512 MiB of source; this file and those after it are not looked at")
		}
		return
	}
	tree, err := parser.ParseFile(p.fset, name, src, 0)
	switch {
	case (tree == nil || tree.Name == nil || tree.Name.Name == "") && err != nil:
		rd.set.Problems = append(rd.set.Problems, syntaxProblem(shown, err))
		return
	case tree == nil || tree.Name == nil || tree.Name.Name != p.key.name:
		return // of another package in this directory
	}
	if err != nil {
		rd.set.Problems = append(rd.set.Problems, syntaxProblem(shown, err))
	}
	lines := p.fset.File(tree.FileStart).LineCount()
	if len(src) > 0 && src[len(src)-1] == '\n' {
		lines--
	}
	p.files = append(p.files, &file{name: name, ast: tree, src: src, lines: lines, imports: importsOf(tree)})
}

// slurp reads one file up to the limit.
func slurp(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(src) > maxFile {
		err = errors.New("the file is larger than 4 MiB and is not read")
	}
	return src, err
}

// clauseOf returns the package that a file says it belongs to, empty when it cannot be read.
func clauseOf(c candidate) string {
	src, err := slurp(c.tree.fs, c.rel)
	if err != nil {
		return ""
	}
	tree, _ := parser.ParseFile(token.NewFileSet(), c.rel, src, parser.PackageClauseOnly)
	if tree == nil || tree.Name == nil || tree.Name.Name == "_" {
		return ""
	}
	return tree.Name.Name
}

// importsOf maps the names under which a file knows packages to their paths.
func importsOf(f *ast.File) map[string]string {
	m := make(map[string]string)
	for _, s := range f.Imports {
		p := strings.Trim(s.Path.Value, "`\"")
		name := path.Base(p)
		if strings.HasPrefix(name, "v") && number(name[1:]) {
			name = path.Base(path.Dir(p))
		}
		name = strings.TrimPrefix(name, "go-")
		name, _, _ = strings.Cut(name, ".")
		if s.Name != nil {
			name = s.Name.Name
		}
		m[name] = p
	}
	return m
}
