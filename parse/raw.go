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
)

// Raw gives read the bytes that the facts of one Source were read from: a file, unpacked, or a member of
// an archive. path is a Source's Path. Nothing of it is kept: a member that stands late in a large
// archive is looked for from its beginning.
func Raw(ctx context.Context, path string, read func(io.Reader) error) error {
	return raw(ctx, path, read, func(name string) (fs.File, error) { return os.Open(name) })
}

// RawFS is Raw for files of fsys.
func RawFS(ctx context.Context, fsys fs.FS, path string, read func(io.Reader) error) error {
	return raw(ctx, path, read, fsys.Open)
}

// enough ends a walk in its middle.
const enough = overrun("what was looked for has been found")

func raw(ctx context.Context, path string, read func(io.Reader) error, open func(string) (fs.File, error)) error {
	if path == "-" {
		return errors.New("standard input can be read only once; save it to a file first")
	}
	f, name, err := openOuter(path, open)
	if err != nil {
		return fmt.Errorf("%s: %w", path, cause(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("%s: no regular file: it can be read only once", path)
	}
	var failed, result error
	u := &unpacker{
		visit: func(e entry) error {
			if err := ctx.Err(); err != nil || e.path != path {
				return err
			}
			result = read(e.r)
			return enough
		},
		fail: func(_ string, err error) { failed = err },
	}
	switch err := u.walk(entry{path: name, r: bufio.NewReaderSize(f, sniffed)}, 0); {
	case errors.Is(err, enough):
		return result
	case err != nil:
		return err
	case failed != nil:
		return failed
	}
	return fmt.Errorf("%s: it is no longer there", path)
}

// openOuter opens the file that a path names, or the archive of the member it names, and returns the
// name of that. An exclamation mark may be part of a file's own name.
func openOuter(path string, open func(string) (fs.File, error)) (f fs.File, name string, err error) {
	name = path
	for {
		if f, err = open(name); err == nil || !strings.Contains(name, "!") {
			return f, name, err
		}
		name = name[:strings.LastIndexByte(name, '!')]
	}
}
