package source

import (
	"io/fs"
	"path"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// find returns the files that f can mean: one, or several that fit equally well.
func (p *places) find(f evidence.Frame) ([]candidate, string) {
	name := f.File
	for _, t := range p.trim {
		if rest, ok := strings.CutPrefix(name, t[0]); ok {
			name = t[1] + rest
			break
		}
	}
	name = strings.ReplaceAll(name, "\\", "/")
	mod, version, inMod, versioned := dependency(name)
	if c := p.inModules(name, mod, version, inMod); len(c) > 0 {
		return c, ""
	}
	if c, ok := p.inGOROOT(name, f.Func); ok {
		return c, ""
	}
	if versioned {
		if c, ok := p.inCache(mod, version, inMod); ok {
			return c, ""
		}
		name = "/vendor/" + mod + "/" + inMod
		if c, score := p.bySuffix(name); score >= strings.Count(name, "/") {
			return c, ""
		}
		return nil, "file not found: module " + mod + "@" + version + " is in no --src directory, nor in the module cache"
	}
	if c, score := p.bySuffix(name); score > 0 {
		return c, ""
	}
	return nil, "file not found"
}

// dependency splits PREFIX/MODULE@VERSION/REST. Where MODULE begins is known for a module cache, and with
// -trimpath, where there is no prefix.
func dependency(name string) (mod, version, rest string, ok bool) {
	at := strings.Index(name, "@v")
	if at < 0 {
		return "", "", "", false
	}
	mod = name[:at]
	if i := strings.LastIndex(mod, "/pkg/mod/"); i >= 0 {
		mod = mod[i+len("/pkg/mod/"):]
	}
	version, rest, ok = strings.Cut(name[at+1:], "/")
	return unescape(mod), version, rest, ok
}

// inModules finds name, or rest of a dependency, in the module that it belongs to by its path.
func (p *places) inModules(name, mod, version, rest string) []candidate {
	var out []candidate
	longest := -1
	for _, l := range p.trees {
		for _, m := range l.modules {
			in, ok := strings.CutPrefix(name, m.path+"/")
			if mod != "" {
				in, ok = rest, mod == m.path
			}
			rel := path.Join(m.dir, in)
			if !ok || len(m.path) < longest || !fs.ValidPath(rel) || !regular(l.fs, rel) {
				continue
			}
			if len(m.path) > longest {
				out, longest = nil, len(m.path)
			}
			out = append(out, candidate{l, rel})
		}
	}
	for _, c := range out { // a copy of the module cache has the version in the directory
		if mod != "" && strings.Contains(c.path(), "@"+version+"/") {
			return []candidate{c}
		}
	}
	return out
}

// inGOROOT finds a file of the standard library: with -trimpath it is PACKAGE/FILE, else …/src/PACKAGE/FILE.
func (p *places) inGOROOT(name, function string) ([]candidate, bool) {
	dir := path.Dir(name)
	if i := strings.LastIndex(dir, "/src/"); i >= 0 && strings.HasPrefix(name, "/") {
		dir = dir[i+len("/src/"):]
	}
	pkg, elems := split(function)
	if p.goroot == nil || dir != pkg && !inlinedFrom(elems) || strings.HasPrefix(dir, "/") {
		return nil, false
	}
	rel := path.Join(dir, path.Base(name))
	if !fs.ValidPath(rel) || !strings.Contains(rel, "/") || !regular(p.goroot.fs, rel) {
		return nil, false
	}
	return []candidate{{p.goroot, rel}}, true
}

func (p *places) inCache(mod, version, rest string) ([]candidate, bool) {
	rel := escape(mod) + "@" + escape(version) + "/" + rest
	if p.mods == nil || !fs.ValidPath(rel) || !regular(p.mods.fs, rel) {
		return nil, false
	}
	return []candidate{{p.mods, rel}}, true
}

// bySuffix returns the files below --src that have the most elements at the end of their path in common
// with name, and how many.
func (p *places) bySuffix(name string) (best []candidate, score int) {
	for _, c := range p.byBase[path.Base(name)] {
		n := inCommon(name, c.rel)
		if n > strings.Count(c.rel, "/") && c.tree.abs != "" {
			n = inCommon(name, c.tree.abs+"/"+c.rel)
		}
		switch {
		case n > score:
			best, score = []candidate{c}, n
		case n == score && len(best) < maxAmbiguous:
			best = append(best, c)
		}
	}
	return best, score
}

// maxAmbiguous is how many files are looked into for the function when all fit equally well.
const maxAmbiguous = 8

// inCommon returns how many elements two paths have in common at their ends.
func inCommon(a, b string) int {
	n, whole := 0, 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		if a[len(a)-1-n] == '/' {
			whole++
		}
		n++
	}
	if (n == len(a) || a[len(a)-1-n] == '/') && (n == len(b) || b[len(b)-1-n] == '/') {
		whole++
	}
	return whole
}

func regular(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// escape writes a module path the way the cache does: an upper case letter is ! and the lower case one.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('!')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '!' && i+1 < len(s) {
			i++
			b.WriteByte(s[i] &^ 0x20)
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
