package source

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Tree is a directory of Go source.
type Tree struct {
	Name string // its path, for messages and Code.Path
	FS   fs.FS  // nil: the directory Name on disk; links that lead out of it are not followed
}

// Options say where source is looked for. The zero value finds nothing.
type Options struct {
	Dirs     []Tree   // the program's own source, as --src gives it
	Trim     []string // FROM=TO: file names that begin with FROM are looked for as TO…
	GOROOT   string   // for the standard library; empty: not looked for
	ModCache string   // for modules; empty: not looked for
}

// Read looks at the frames of set that matter and records what the source says about each in set.Code.
// What cannot be read is a Problem of set. When ctx is done it stops; what was recorded stays.
func Read(ctx context.Context, set *evidence.Set, o Options) {
	rd := &reader{set: set, places: newPlaces(o), packs: make(map[packKey]*pack), stacks: collect(set),
		clauses: make(map[candidate]string), spots: make(map[evidence.Frame]located), found: make(map[evidence.Frame]finds)}
	defer rd.places.close()
	for _, msg := range rd.places.faults {
		rd.problem(msg.file, msg.text)
	}
	if set.Code == nil {
		set.Code = make(map[evidence.Frame]*evidence.Code)
	}
	rd.preload(ctx)
	for _, f := range rd.stacks.frames {
		if ctx.Err() != nil {
			rd.problem("", "reading source was stopped: "+ctx.Err().Error())
			return
		}
		set.Code[f] = rd.code(f)
	}
	if rd.stacks.dropped {
		rd.problem("", "more distinct frames than are looked up in the source")
	}
}

// A reader is one call of Read.
type reader struct {
	set     *evidence.Set
	places  *places
	packs   map[packKey]*pack
	stacks  *stacks
	clauses map[candidate]string
	spots   map[evidence.Frame]located
	read    atomic.Int64 // bytes of source parsed
	found   map[evidence.Frame]finds
}

func (rd *reader) problem(file, text string) {
	rd.set.Problems = append(rd.set.Problems, evidence.Problem{Pos: evidence.Pos{File: file}, Message: text})
}

// code says what the source says about f.
func (rd *reader) code(f evidence.Frame) *evidence.Code {
	at, why := rd.locate(f)
	if why != "" {
		return &evidence.Code{Path: at.path, Mismatch: why}
	}
	c := &evidence.Code{Path: at.path, In: at.fn.describe()}
	q := &query{rd: rd, at: at, hints: rd.stacks.hints[f]}
	q.fill(c)
	return c
}

// A spot is a frame found in the source.
type spot struct {
	path  string
	pack  *pack
	file  *file
	fn    *function
	line  int
	frame evidence.Frame
}

// located is what locate said of a frame.
type located struct {
	spot spot
	why  string
}

// locate finds f in the source, or says why it cannot be found.
func (rd *reader) locate(f evidence.Frame) (spot, string) {
	l, ok := rd.spots[f]
	if !ok {
		l.spot, l.why = rd.search(f)
		rd.spots[f] = l
	}
	return l.spot, l.why
}

func (rd *reader) search(f evidence.Frame) (spot, string) {
	cands, why := rd.find(f)
	if len(cands) == 0 {
		return spot{}, why
	}
	var hits []spot
	for _, c := range cands {
		s, w := rd.inside(f, c)
		if w == "" && slices.ContainsFunc(hits, func(h spot) bool { return h.path == s.path }) {
			continue // a directory was given twice
		}
		if w == "" {
			hits = append(hits, s)
		} else {
			why = w
		}
	}
	switch {
	case len(hits) == 1:
		hits[0].pack.name(f)
		return hits[0], ""
	case len(hits) == 0:
		return spot{path: cands[0].path()}, why
	}
	var paths []string
	for _, h := range hits {
		paths = append(paths, h.path)
	}
	return spot{}, "ambiguous: " + strings.Join(paths, " and ") + " both have this function at this line; a longer --src or --trim tells them apart"
}

// finds is what find said of a frame.
type finds struct {
	cands []candidate
	why   string
}

// find returns the files that f may mean, or says why there are none.
func (rd *reader) find(f evidence.Frame) ([]candidate, string) {
	l, ok := rd.found[f]
	if !ok {
		l.cands, l.why = rd.places.find(f)
		rd.found[f] = l
	}
	return l.cands, l.why
}

// inside finds the function of f in one file.
func (rd *reader) inside(f evidence.Frame, c candidate) (spot, string) {
	p, fl, why := rd.load(c)
	if why != "" {
		return spot{path: c.path()}, why
	}
	if f.Line > fl.lines {
		return spot{path: c.path()}, "the frame is at line " + itoa(f.Line) + ", the file ends at line " + itoa(fl.lines)
	}
	fn, why := p.functionAt(fl, f)
	if why != "" {
		return spot{path: c.path()}, why
	}
	return spot{path: c.path(), pack: p, file: fl, fn: fn, line: f.Line, frame: f}, ""
}

// openTree makes t readable. Links that lead out of a directory on disk are refused by os.Root.
func openTree(t Tree) (fs.FS, func() error, error) {
	if t.FS != nil {
		return t.FS, nil, nil
	}
	root, err := os.OpenRoot(t.Name)
	if err != nil {
		return nil, nil, err
	}
	return root.FS(), root.Close, nil
}
