package source

import (
	"bufio"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// Limits on what is listed.
const (
	maxListed = 100000 // files below all --src directories
	maxDepth  = 40     // directories deep
)

// places knows where files are. Directories of --src are listed once; the module cache and GOROOT are
// never listed, their files are opened by name.
type places struct {
	trees   []*listed
	byBase  map[string][]candidate // Go files below --src, by base name
	trim    [][2]string
	goroot  *listed
	mods    *listed
	closers []func() error
	faults  []fault
	total   int
}

type fault struct{ file, text string }

// A listed is an opened tree.
type listed struct {
	name    string
	abs     string // absolute path with slashes, empty when it has none
	fs      fs.FS
	modules []module // whose go.mod is below it, if it was listed
}

type module struct{ path, dir string }

// A candidate is a file that a frame may mean.
type candidate struct {
	tree *listed
	rel  string
}

func (c candidate) path() string { return path.Join(filepath.ToSlash(c.tree.name), c.rel) }

func newPlaces(o Options) *places {
	p := &places{byBase: make(map[string][]candidate)}
	for _, t := range o.Dirs {
		if l := p.open(t); l != nil {
			p.trees = append(p.trees, l)
			p.list(l)
		}
	}
	for _, t := range o.Trim {
		from, to, ok := strings.Cut(t, "=")
		if !ok || from == "" {
			p.faults = append(p.faults, fault{t, "a trim reads FROM=TO"})
			continue
		}
		p.trim = append(p.trim, [2]string{filepath.ToSlash(from), filepath.ToSlash(to)})
	}
	if o.GOROOT != "" {
		p.goroot = p.open(Tree{Name: filepath.Join(o.GOROOT, "src")})
	}
	if o.ModCache != "" {
		p.mods = p.open(Tree{Name: o.ModCache})
	}
	return p
}

func (p *places) open(t Tree) *listed {
	fsys, closer, err := openTree(t)
	if err != nil {
		p.faults = append(p.faults, fault{t.Name, "the directory cannot be read: " + reason(err)})
		return nil
	}
	if closer != nil {
		p.closers = append(p.closers, closer)
	}
	l := &listed{name: t.Name, fs: fsys}
	if t.FS == nil {
		if abs, err := filepath.Abs(t.Name); err == nil {
			l.abs = filepath.ToSlash(abs)
		}
	}
	return l
}

func (p *places) close() {
	for _, c := range p.closers {
		c()
	}
}

// list notes the Go files below l. Links and hidden directories are passed over.
func (p *places) list(l *listed) {
	err := fs.WalkDir(l.fs, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			return nil // what cannot be listed cannot be a candidate
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || strings.Count(name, "/") >= maxDepth):
			return fs.SkipDir
		case p.total >= maxListed:
			p.faults = append(p.faults, fault{l.name, "more than " + itoa(maxListed) + " Go files; the rest is not looked at"})
			return fs.SkipAll
		case d.Name() == "go.mod" && d.Type().IsRegular():
			if m := moduleOf(l.fs, name); m != "" {
				l.modules = append(l.modules, module{m, path.Dir(name)})
			}
		case d.Type().IsRegular() && strings.HasSuffix(name, ".go"):
			p.total++
			p.byBase[d.Name()] = append(p.byBase[d.Name()], candidate{l, name})
		}
		return nil
	})
	if err != nil {
		p.faults = append(p.faults, fault{l.name, "the directory cannot be read: " + reason(err)})
	}
}

// moduleOf returns the path that a go.mod names.
func moduleOf(fsys fs.FS, name string) string {
	f, err := fsys.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n := 0; sc.Scan() && n < 200; n++ {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(sc.Text()), "module "); ok {
			rest, _, _ = strings.Cut(rest, "//")
			return strings.Trim(strings.TrimSpace(rest), "\"`")
		}
	}
	return ""
}
