package parse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// file is one input to be read.
type file struct {
	path  string // as it is shown
	root  string // the directory in which it was found, when found
	found bool   // in a directory, rather than named: then it may well be something else
	kind  string // forced by KIND=FILE
	waits bool   // a FIFO or a device, not a regular file
	open  func() (io.ReadCloser, error)
}

// expand turns what the user named into files, directories into the regular files below them.
func expand(inputs []string) ([]file, error) {
	var out []file
	for _, in := range inputs {
		kind, in, err := forced(in)
		if err != nil {
			return nil, err
		}
		if in == "-" {
			out = append(out, file{path: in, kind: kind})
			continue
		}
		info, err := os.Stat(in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in, cause(err))
		}
		if !info.IsDir() {
			f := disk(in, "", false)
			f.waits = !info.Mode().IsRegular()
			f.kind = kind
			out = append(out, f)
			continue
		}
		found, err := walk(in)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: %w: the directory has no files", in, ErrNoInput)
		}
		for i := range found {
			found[i].kind = kind
		}
		out = append(out, found...)
	}
	return out, nil
}

// forced splits KIND=FILE. A file that has this very name is that file.
func forced(in string) (kind, path string, err error) {
	kind, path, ok := strings.Cut(in, "=")
	if !ok || strings.ContainsAny(kind, `/\.`) {
		return "", in, nil
	}
	if _, err := os.Lstat(in); err == nil {
		return "", in, nil
	}
	if _, ok := byAlias(kind); !ok {
		return "", "", fmt.Errorf("%s: unknown kind %q, want one of %s", in, kind, aliases())
	}
	return kind, path, nil
}

func disk(path, root string, found bool) file {
	return file{path: path, root: root, found: found, open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// walk lists the regular files below dir. Links are not followed, nor are hidden directories entered. A
// directory further down that cannot be listed stands in the list as a file that cannot be opened.
func walk(dir string) ([]file, error) {
	var out []file
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil && path == dir {
			return fmt.Errorf("%s: %w", path, cause(err))
		}
		if err != nil {
			out = append(out, file{path: path, root: dir, found: true, open: func() (io.ReadCloser, error) { return nil, err }})
			return nil
		}
		if d.IsDir() && path != dir && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			out = append(out, disk(path, dir, true))
		}
		return nil
	})
	return out, err
}

// reader opens f. What may keep its reader waiting is read patiently.
func (f file) reader(ctx context.Context, o Options) (io.ReadCloser, error) {
	switch {
	case f.path == "-":
		in := o.Stdin
		if in == nil {
			in = os.Stdin
		}
		return newPatient(ctx, func() (io.ReadCloser, error) { return io.NopCloser(in), nil }), nil
	case f.waits:
		return newPatient(ctx, f.open), nil
	}
	return f.open()
}

// size returns how long an opened file is, 0 when it does not tell.
func size(r io.Reader) int64 {
	if s, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := s.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

// roots names where files were looked for.
func roots(files []file) string {
	var names []string
	for _, f := range files {
		name := f.path
		if f.found {
			name = f.root
		}
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// cause returns the reason of an I/O error without the operation and path, which the message has.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
