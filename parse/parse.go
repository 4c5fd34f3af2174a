// Package parse reads the files an incident left behind into one evidence.Set.
//
//	inputs ──files──▶ streams ──unpack──▶ entries ──formats──▶ parse/<format> ──join──▶ evidence.Set
//
// What a file is, its content tells, never its name: it may be compressed, inside an archive, or a log
// with a dump in its middle. Each format is a package of its own below this one and a row in formats.go;
// this package finds files, unpacks them, picks the rows and joins the results. It is the only one of
// them that touches the disk, and it only reads.
package parse

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
	"github.com/ctxscope/ctxscope/parse/profile"
	"github.com/ctxscope/ctxscope/parse/source"
)

// Options are what a caller may want while inputs are read. The zero value is fine. The callbacks run
// on the goroutine of Open.
type Options struct {
	Cut       exectrace.Cut           // the part of execution traces that is wanted; other inputs are read whole
	MaxMemory int64                   // of the process in bytes, at which reading stops; 0: none
	Progress  func(evidence.Progress) // how far each input is, a few times a second
	Partial   func(*evidence.Set)     // what was read so far, now and then; the callee owns the Set
	Stdin     io.Reader               // what the input "-" reads; nil: os.Stdin
	Source    source.Options          // where the program's source is looked for; without Dirs it is not
}

// ErrNoInput means that the inputs hold nothing that can be read as evidence.
var ErrNoInput = errors.New("no input found")

// Open reads the inputs: files, directories (searched recursively), "-" for standard input, and any of
// them as KIND=FILE, which says what the file is. Compressed files and archives are looked into.
//
// A damaged file gives what was readable and a partial Source; when ctx is done, or MaxMemory is
// reached, reading stops and what was read so far is returned the same way. The error is for inputs of
// which nothing could be read; if some could be, the others are Problems of the Set. When of several traces some have nothing of the Cut, they
// are only listed; when none has, the error is an exectrace.OutsideError.
func Open(ctx context.Context, inputs []string, o Options) (*evidence.Set, error) {
	files, err := expand(inputs)
	if err != nil {
		return nil, err
	}
	return open(ctx, files, o)
}

// OpenFS is Open for files of fsys, such as embedded ones.
func OpenFS(ctx context.Context, fsys fs.FS, names []string, o Options) (*evidence.Set, error) {
	var files []file
	for _, name := range names {
		files = append(files, file{path: name, open: func() (io.ReadCloser, error) { return fsys.Open(name) }})
	}
	return open(ctx, files, o)
}

func open(ctx context.Context, files []file, o Options) (*evidence.Set, error) {
	if o.MaxMemory > 0 {
		var stop func()
		ctx, stop = memoryGuard{o.MaxMemory, memoryUsed}.watch(ctx)
		defer stop()
	}
	rd := &reading{ctx: ctx, o: o}
	for _, f := range files {
		if err := rd.file(f); err != nil {
			rd.lose(f.path, 0)
			rd.fail(f.path, err)
		}
	}
	if err := rd.missed(); err != nil {
		return nil, err
	}
	if len(rd.sets) == 0 {
		return nil, rd.nothing(files)
	}
	set := join(rd.sets)
	if !o.Cut.IsZero() {
		noteWhole(set)
	}
	set.Sources = append(set.Sources, rd.unknown...)
	set.Problems = append(set.Problems, rd.problems...)
	if cause := context.Cause(ctx); errors.As(cause, new(overrun)) {
		set.Problems = append(set.Problems, evidence.Problem{Message: cause.Error()})
	}
	if len(o.Source.Dirs) > 0 {
		source.Read(ctx, set, o.Source)
	}
	return set, nil
}

// reading is one call of Open: what was read, and what could not be.
type reading struct {
	ctx context.Context
	o   Options

	sets     []*evidence.Set
	unknown  []*evidence.Source
	problems []evidence.Problem
	errs     []error
	outside  []*exectrace.OutsideError
}

// file reads one input. The error is of the input as a whole; entries read before it stay.
func (rd *reading) file(f file) error {
	r, err := f.reader(rd.ctx, rd.o)
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, cause(err))
	}
	defer r.Close()
	u := &unpacker{visit: func(e entry) error { return rd.entry(e, f.kind) }, fail: func(path string, err error) {
		rd.lose(path, 0)
		rd.fail(path, err)
	}}
	return u.walk(entry{path: f.path, size: size(r), named: !f.found, r: bufio.NewReaderSize(r, sniffed)}, 0)
}

// entry reads one stream with the formats that recognise it.
func (rd *reading) entry(e entry, forced string) error {
	if err := context.Cause(rd.ctx); err != nil {
		return err
	}
	head, err := e.r.Peek(sniffed)
	switch {
	case len(head) == 0 && err != nil && err != io.EOF:
		return fmt.Errorf("%s: %w", e.path, cause(err))
	case len(head) == 0 && e.named:
		return fmt.Errorf("%s: the file is empty", e.path)
	case len(head) == 0:
		rd.unnamed(e, "empty")
		return nil
	}
	notThis := unreadable(head, err == io.EOF)
	candidates := recognise(head, e.size, forced)
	sets, err := parseAll(rd.ctx, candidates, e, rd.o)
	rd.sets = append(rd.sets, sets...)
	var outside *exectrace.OutsideError
	switch {
	case errors.As(err, &outside):
		rd.outside = append(rd.outside, outside)
		rd.unnamed(e, outside.Why)
		return nil
	case len(sets) > 0 && err == nil:
		return nil
	case errors.Is(err, profile.ErrOther) && !e.named: // found beside the others, such as a CPU profile
		rd.unnamed(e, strings.TrimPrefix(err.Error(), e.path+": "))
		return nil
	case err != nil && !errors.Is(err, errUnrecognised):
		if len(sets) == 0 {
			rd.lose(e.path, e.size)
		}
		rd.fail(e.path, err)
		return nil
	}
	if e.named {
		rd.lose(e.path, e.size)
		rd.fail(e.path, fmt.Errorf("%s: %w", e.path, notThis))
		return nil
	}
	rd.unnamed(e, asNote(notThis))
	return nil
}

// unnamed lists a file that was found beside others and holds no evidence; what it is, if known, is a note.
func (rd *reading) unnamed(e entry, note string) {
	rd.unknown = append(rd.unknown, &evidence.Source{Path: e.path, Kind: evidence.Unrecognised, Bytes: e.size, Note: note})
}

// lose lists an input of which nothing could be read, though it ought to have been something: the result
// is partial without it.
func (rd *reading) lose(path string, size int64) {
	rd.unknown = append(rd.unknown, &evidence.Source{
		Path: path, Kind: evidence.Unrecognised, Bytes: size, Partial: true, Missing: "all of it: nothing could be read",
	})
}

// fail notes that an input could not be read, or not whole, and says so at once.
func (rd *reading) fail(path string, err error) {
	if rd.o.Progress != nil {
		rd.o.Progress(evidence.Progress{Path: path, Done: true, Err: err})
	}
	rd.errs = append(rd.errs, err)
	msg := err.Error()
	if rest, ok := strings.CutPrefix(msg, path+": "); ok {
		msg = rest
	}
	rd.problems = append(rd.problems, evidence.Problem{Pos: evidence.Pos{File: path}, Message: msg})
}

// missed returns an error when no trace has anything of the cut, though there are traces.
func (rd *reading) missed() error {
	if len(rd.outside) == 0 || slices.ContainsFunc(rd.sets, func(s *evidence.Set) bool { return s.Has(evidence.ExecutionTrace) }) {
		return nil
	}
	return rd.outside[0]
}

// nothing returns the error for inputs that gave no evidence at all.
func (rd *reading) nothing(files []file) error {
	switch {
	case len(rd.errs) > 0:
		return errors.Join(rd.errs...)
	case rd.ctx.Err() != nil:
		return rd.ctx.Err()
	}
	return fmt.Errorf("%s: %w", roots(files), ErrNoInput)
}
