package parse

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/ctxscope/ctxscope/parse/incident"
)

// limits are on what one input may expand to.
type limits struct {
	depth    int   // archives and compressed files within one another
	entries  int   // files, over all its archives
	expanded int64 // bytes out of its compressed parts
	zipped   int64 // bytes of a zip file, which is held in memory
}

// ceiling holds the limits. A real incident's archive holds tens of files and a few gigabytes; what goes
// beyond is more likely made to harm. Tests lower it.
var ceiling = limits{depth: 5, entries: 10_000, expanded: 16 << 30, zipped: 1 << 30}

// entry is one stream to be read: a file, or a member of an archive.
type entry struct {
	path  string // as it is shown: "pod.tar.gz!logs/app.log" for a member
	size  int64  // 0 when not known
	named bool   // the user named just this, so it ought to be something
	r     *bufio.Reader
}

// unpacker walks one input. Entries are given to visit one after another, as they come out of the stream;
// nothing is written to disk, so names of members are only words and lead nowhere. A member that cannot be
// looked into is told to fail, and the walk goes on with the next.
type unpacker struct {
	visit    func(entry) error
	fail     func(path string, err error)
	entries  int
	expanded int64
}

// An overrun is a limit that was met: it ends the input, not only the member.
type overrun string

func (o overrun) Error() string { return string(o) }

func tooDeep() error  { return fmt.Errorf("archives are nested more than %d deep", ceiling.depth) }
func tooMany() error  { return overrun(fmt.Sprintf("more than %d files in one input", ceiling.entries)) }
func tooLarge() error { return overrun("expands to more than " + size1024(ceiling.expanded)) }

// walk looks into e: visits it, or what it holds when it is compressed, an archive, or text in UTF-16.
func (u *unpacker) walk(e entry, depth int) error {
	head, err := e.r.Peek(sniffed)
	if len(head) == 0 && err != nil && err != io.EOF {
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
	case bytes.HasPrefix(head, []byte("BZh")) && len(head) > 10 && string(head[4:10]) == "1AY&SY":
		return u.inner(e, bzip2.NewReader(e.r), depth)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return u.zip(e, depth)
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return u.tar(e, depth)
	case utf16Order(head) != nil:
		return u.inner(e, newUTF16(e.r, utf16Order(head)), depth)
	case httpHeader(head) > 0:
		e.r.Discard(httpHeader(head))
		return u.inner(e, e.r, depth)
	}
	u.entries++
	if u.entries > ceiling.entries {
		return fmt.Errorf("%s: %w", e.path, tooMany())
	}
	return u.visit(e)
}

// inner walks what comes out of the compressed entry e.
func (u *unpacker) inner(e entry, r io.Reader, depth int) error {
	if depth == ceiling.depth {
		return fmt.Errorf("%s: %w", e.path, tooDeep())
	}
	e.r, e.size = bufio.NewReaderSize(&expansion{u: u, r: r}, sniffed), 0
	return u.walk(e, depth+1)
}

func (u *unpacker) tar(e entry, depth int) error {
	if depth == ceiling.depth {
		return fmt.Errorf("%s: %w", e.path, tooDeep())
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
		if h.Typeflag != tar.TypeReg {
			continue
		}
		var r io.Reader = tr
		if isSparse(h) {
			r = &expansion{u: u, r: tr}
		}
		member := entry{path: e.path + "!" + h.Name, size: h.Size, r: bufio.NewReaderSize(r, sniffed)}
		if err := u.survive(member.path, u.walk(member, depth+1)); err != nil {
			return err
		}
	}
}

// isSparse reports whether the member's holes are left out of the archive, so that a few bytes of it may
// stand for any number of zeros.
func isSparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// survive returns the error of a member if it ends the whole input; any other is told, and the next member
// may still be read.
func (u *unpacker) survive(path string, err error) error {
	var end overrun
	if err == nil || errors.As(err, &end) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	u.fail(path, err)
	return nil
}

func (u *unpacker) zip(e entry, depth int) error {
	if depth == ceiling.depth {
		return fmt.Errorf("%s: %w", e.path, tooDeep())
	}
	// A zip's directory is at its end, so all of it must be there first.
	data, err := io.ReadAll(io.LimitReader(e.r, ceiling.zipped+1))
	if err != nil {
		return fmt.Errorf("%s: %w", e.path, err)
	}
	if int64(len(data)) > ceiling.zipped {
		return fmt.Errorf("%s: a zip file of more than %s: unpack it first", e.path, size1024(ceiling.zipped))
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%s: %w", e.path, err)
	}
	bundle := strings.HasPrefix(zr.Comment, incident.BundleComment)
	for _, f := range zr.File {
		if f.FileInfo().IsDir() || bundle && f.Name != incident.BundleMember {
			continue // what else is in a bundle is for people
		}
		if err := u.survive(e.path+"!"+f.Name, u.member(e, f, depth)); err != nil {
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
	if x.u.expanded > ceiling.expanded {
		return n, tooLarge()
	}
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) {
		err = fmt.Errorf("damaged compression: %w", err)
	}
	return n, err
}

// size1024 writes a limit: 16 GiB.
func size1024(n int64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%d GiB", n>>30)
	}
	return fmt.Sprintf("%d bytes", n)
}
