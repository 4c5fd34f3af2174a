// Package parse reads the files an incident left behind into one evidence.Set.
//
//	paths ──expand──▶ files ──sniff (formats.go)──▶ parse/<format> ──▶ evidence.Set
//
// What a file is, its content tells, never its name. Each format is a package of its own below this one
// and a row in formats.go; this package only finds files, picks the row and joins the results. It is the
// only one of them that touches the disk.
package parse

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Options are what a caller may want while inputs are read. The zero value is fine. The callbacks run
// on the goroutine of Open.
type Options struct {
	Progress func(evidence.Progress) // how far each input is, a few times a second
	Partial  func(*evidence.Set)     // what was read so far, now and then; the callee owns the Set
	Stdin    io.Reader               // what the input "-" reads; nil: os.Stdin
}

// ErrNoInput means that a directory holds nothing that can be read as evidence.
var ErrNoInput = errors.New("no input found")

// Open reads the inputs: files, directories (searched recursively) and "-" for standard input.
//
// A damaged file gives what was readable and a partial Source; when ctx is done, reading stops and what
// was read so far is returned the same way. The error is for inputs of which nothing could be read; if
// some could be, the others are Problems of the Set.
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
	var sets []*evidence.Set
	var errs []error
	var problems []evidence.Problem
	for _, f := range files {
		set, err := f.read(ctx, o)
		switch {
		case err == nil:
			sets = append(sets, set)
		case f.found && errors.Is(err, errUnrecognised):
			problems = append(problems, evidence.Problem{Pos: evidence.Pos{File: f.path}, Message: "skipped: " + errUnrecognised.Error()})
		default:
			errs = append(errs, err)
			problems = append(problems, problem(f.path, err))
		}
	}
	if len(sets) == 0 {
		if len(errs) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if len(errs) == 0 {
			return nil, fmt.Errorf("%s: %w", roots(files), ErrNoInput)
		}
		return nil, errors.Join(errs...)
	}
	set := join(sets)
	set.Problems = append(set.Problems, problems...)
	return set, nil
}

// read reads one file with the first format that recognises it.
func (f file) read(ctx context.Context, o Options) (*evidence.Set, error) {
	r, err := f.reader(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, cause(err))
	}
	defer r.Close()
	br := bufio.NewReaderSize(r, sniffed)
	head, err := br.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", f.path, cause(err))
	}
	if len(head) == 0 {
		return nil, fmt.Errorf("%s: the file is empty", f.path)
	}
	for _, format := range formats {
		if format.Sniff(head) {
			return format.Parse(ctx, br, Input{Name: f.path, Size: f.size(r), Options: o})
		}
	}
	return nil, fmt.Errorf("%s: %w", f.path, errUnrecognised)
}

// problem makes a Problem of an error that begins with the file's name.
func problem(path string, err error) evidence.Problem {
	msg := err.Error()
	if rest, ok := strings.CutPrefix(msg, path+": "); ok {
		msg = rest
	}
	return evidence.Problem{Pos: evidence.Pos{File: path}, Message: msg}
}

func (f file) open0(o Options) (io.ReadCloser, error) {
	if f.path == "-" {
		if o.Stdin != nil {
			return io.NopCloser(o.Stdin), nil
		}
		return os.Stdin, nil
	}
	return f.open()
}

// reader opens f.
func (f file) reader(o Options) (io.ReadCloser, error) {
	if f.path == "-" {
		if o.Stdin != nil {
			return io.NopCloser(o.Stdin), nil
		}
		return os.Stdin, nil
	}
	return f.open()
}
