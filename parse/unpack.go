package parse

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// The limits on what an input may expand to. A real incident's archive holds tens of files and a few
// gigabytes; what goes beyond is more likely made to harm.
const (
	maxDepth    = 5        // archives and compressed files within one another
	maxEntries  = 10_000   // files in one input, over all its archives
	maxExpanded = 16 << 30 // bytes out of one input's compressed parts
	maxZipped   = 1 << 30  // bytes of a zip file that does not come from disk, and so is held in memory
)

// entry is one stream to be read: a file, or a member of an archive.
type entry struct {
	path  string // as it is shown: "pod.tar.gz!logs/app.log" for a member
	size  int64  // 0 when not known
	named bool   // the user named just this, so it ought to be something
	r     *bufio.Reader
}

// unpacker walks one input. Entries are given to visit one after another, as they come out of the stream;
// nothing is written to disk, so names of members are only words and lead nowhere.
type unpacker struct {
	visit    func(entry) error
	entries  int
	expanded int64
}

var (
	errTooDeep  = fmt.Errorf("archives are nested more than %d deep", maxDepth)
	errTooMany  = fmt.Errorf("more than %d files in one input", maxEntries)
	errTooLarge = fmt.Errorf("expands to more than %d GiB", maxExpanded>>30)
)

// walk looks into e: visits it, or what it holds when it is compressed or an archive.
func (u *unpacker) walk(e entry, depth int) error {
	head, err := e.r.Peek(sniffed)
	if err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", e.path, cause(err))
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		zr, err := gzip.NewReader(e.r)
		if err != nil {
			return fmt.Errorf("%s: %w", e.path, err)
		}
		return u.inner(e, zr, depth)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		zr, err := zstd.NewReader(e.r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return fmt.Errorf("%s: %w", e.path, err)
		}
		defer zr.Close()
		return u.inner(e, zr, depth)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return u.zip(e, depth)
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return u.tar(e, depth)
	}
	u.entries++
	if u.entries > maxEntries {
		return errTooMany
	}
	return u.visit(e)
}

// inner walks what comes out of the compressed entry e.
func (u *unpacker) inner(e entry, r io.Reader, depth int) error {
	if depth == maxDepth {
		return fmt.Errorf("%s: %w", e.path, errTooDeep)
	}
	e.r, e.size = bufio.NewReaderSize(&expansion{u: u, r: r}, sniffed), 0
	return u.walk(e, depth+1)
}

func (u *unpacker) tar(e entry, depth int) error {
	if depth == maxDepth {
		return fmt.Errorf("%s: %w", e.path, errTooDeep)
	}
	tr := tar.NewReader(e.r)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", e.path, err)
		}
		if h.Typeflag != tar.TypeReg || h.Size == 0 {
			continue
		}
		member := entry{path: e.path + "!" + h.Name, size: h.Size, r: bufio.NewReaderSize(tr, sniffed)}
		if err := u.walk(member, depth+1); err != nil {
			return err
		}
	}
}

func (u *unpacker) zip(e entry, depth int) error {
	if depth == maxDepth {
		return fmt.Errorf("%s: %w", e.path, errTooDeep)
	}
	// A zip's directory is at its end, so all of it must be there first.
	data, err := io.ReadAll(io.LimitReader(e.r, maxZipped+1))
	if err != nil {
		return fmt.Errorf("%s: %w", e.path, err)
	}
	if len(data) > maxZipped {
		return fmt.Errorf("%s: a zip file of more than %d MiB: unpack it first", e.path, maxZipped>>20)
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%s: %w", e.path, err)
	}
	for _, f := range zr.File {
		if f.FileInfo().IsDir() || f.UncompressedSize64 == 0 {
			continue
		}
		if err := u.member(e, f, depth); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) member(e entry, f *zip.File, depth int) error {
	name := e.path + "!" + f.Name
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer r.Close()
	return u.walk(entry{path: name, r: bufio.NewReaderSize(&expansion{u: u, r: r}, sniffed)}, depth+1)
}

// expansion counts what comes out of compressed data, over all parts of one input.
type expansion struct {
	u *unpacker
	r io.Reader
}

func (x *expansion) Read(p []byte) (int, error) {
	n, err := x.r.Read(p)
	x.u.expanded += int64(n)
	if x.u.expanded > maxExpanded {
		return n, errTooLarge
	}
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) {
		err = fmt.Errorf("damaged compression: %w", err)
	}
	return n, err
}
