package source

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path"
	"runtime"
	"strings"
	"sync"

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
	wanted    string // the file because of which it is read
	problems  []evidence.Problem
	path      string // import path as the frames have it; the package clause until that is known
	named     bool   // it is known
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
	ordered  []*def // the same, in source order, arguments last
	flows    map[ref][]*def
	mentions map[ref][]*mention
	bound    map[*ast.CallExpr]*binding
	calls    []*call
	direct   []direct
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
func (rd *reader) load(c candidate) (*pack, *file, string) {
	p := rd.packOf(c)
	if p == nil {
		return nil, nil, "the file cannot be parsed"
	}
	if p.fset == nil {
		rd.parse(p)
		rd.report(p)
	}
	for _, fl := range p.files {
		if fl.name == c.rel {
			return p, fl, ""
		}
	}
	return nil, nil, "the file cannot be parsed, see the problems"
}

// packOf returns the package that c belongs to, maybe not parsed yet; nil when it has none.
func (rd *reader) packOf(c candidate) *pack {
	key := packKey{tree: c.tree, dir: path.Dir(c.rel), tests: strings.HasSuffix(c.rel, "_test.go")}
	clause, ok := rd.clauses[c]
	if !ok {
		clause = clauseOf(c)
		rd.clauses[c] = clause
	}
	if key.name = clause; clause == "" {
		return nil
	}
	p := rd.packs[key]
	if p == nil {
		p = &pack{key: key, wanted: c.rel, path: clause, spelled: "."}
		rd.packs[key] = p
	}
	return p
}

// preload parses the packages of all frames, several at a time. Everything after it is for one goroutine.
func (rd *reader) preload(ctx context.Context) {
	var list []*pack
	seen := make(map[*pack]bool)
	for _, f := range rd.stacks.frames {
		cands, _ := rd.find(f)
		for _, c := range cands {
			if p := rd.packOf(c); p != nil && !seen[p] {
				seen[p] = true
				list = append(list, p)
			}
		}
	}
	var wg sync.WaitGroup
	next := make(chan *pack)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range next {
				rd.parse(p)
			}
		})
	}
	for _, p := range list {
		if ctx.Err() != nil {
			break
		}
		next <- p
	}
	close(next)
	wg.Wait()
	for _, p := range list {
		rd.report(p)
	}
}

// report hands on what could not be read of p.
func (rd *reader) report(p *pack) {
	rd.set.Problems = append(rd.set.Problems, p.problems...)
	p.problems = nil
}

// name takes the package's import path and directory as the frames have them from the first frame that was
// found in it. A frame of a literal that was inlined from another package does not tell.
func (p *pack) name(f evidence.Frame) {
	pkg, elems := split(f.Func)
	if p.named || inlinedFrom(elems) && p.spelled != "." {
		return
	}
	p.spelled = path.Dir(strings.ReplaceAll(f.File, "\\", "/"))
	if !inlinedFrom(elems) {
		p.path, p.named = pkg, true
	}
}

// parse parses the files of a directory that belong to the package, and indexes them.
func (rd *reader) parse(p *pack) {
	p.fset = token.NewFileSet()
	entries, err := fs.ReadDir(p.key.tree.fs, p.key.dir)
	if err != nil {
		p.problem(p.key.dir, "the directory cannot be read: "+reason(err))
	}
	n := 0
	for _, e := range entries {
		name := path.Join(p.key.dir, e.Name())
		test := strings.HasSuffix(name, "_test.go")
		if !strings.HasSuffix(name, ".go") || !e.Type().IsRegular() || test && !p.key.tests {
			continue
		}
		if n++; n > maxFiles && name != p.wanted {
			continue
		}
		rd.parseFile(p, name)
	}
	p.index()
}

func (p *pack) problem(name, text string) {
	p.problems = append(p.problems, evidence.Problem{Pos: evidence.Pos{File: path.Join(p.key.tree.name, name)}, Message: text})
}

// parseFile adds one file. What the parser could make of a broken file counts, the rest is a Problem.
func (rd *reader) parseFile(p *pack, name string) {
	src, err := slurp(p.key.tree.fs, name)
	if err != nil {
		p.problem(name, reason(err))
		return
	}
	if before := rd.read.Add(int64(len(src))) - int64(len(src)); before+int64(len(src)) > maxRead {
		if before <= maxRead {
			p.problem(name, "more than 512 MiB of source; this file and those after it are not looked at")
		}
		return
	}
	tree, err := parser.ParseFile(p.fset, name, src, 0)
	switch {
	case (tree == nil || tree.Name == nil || tree.Name.Name == "") && err != nil:
		p.problems = append(p.problems, syntaxProblem(path.Join(p.key.tree.name, name), err))
		return
	case tree == nil || tree.Name == nil || tree.Name.Name != p.key.name:
		return // of another package in this directory
	}
	if err != nil {
		p.problems = append(p.problems, syntaxProblem(path.Join(p.key.tree.name, name), err))
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

// importsOf maps the names under which a file knows packages to their paths. Package ctxtrace, wherever its copy
// lies, counts as package context, whose functions it has.
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
		if path.Base(p) == "ctxtrace" {
			p = "context"
		}
		if s.Name != nil {
			name = s.Name.Name
		}
		m[name] = p
	}
	return m
}
