package profile

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// input counts the bytes read, ends when its context does, and reports progress.
type input struct {
	ctx  context.Context
	r    io.Reader
	name string
	o    Options

	n    int64
	err  error // why r ended, other than io.EOF
	kind evidence.Kind
	told time.Time

	goroutines int
}

func newInput(ctx context.Context, r io.Reader, name string, o Options) *input {
	return &input{ctx: ctx, r: r, name: name, o: o, told: time.Now()}
}

var (
	errStopped = errors.New("reading was stopped")
	errCut     = errors.New("the profile is cut; the names come last in it, so nothing can be read")
)

func (in *input) Read(p []byte) (int, error) {
	if in.ctx.Err() != nil {
		in.err = errStopped
		return 0, in.err
	}
	n, err := in.r.Read(p)
	in.n += int64(n)
	if err != nil && err != io.EOF {
		in.err = err
	}
	if in.o.Progress != nil && time.Since(in.told) >= 100*time.Millisecond {
		in.told = time.Now()
		in.o.Progress(evidence.Progress{Path: in.name, Kind: in.kind, Read: in.n, Total: in.o.Size})
	}
	return n, err
}

// open returns the bytes of the profile, unpacked.
func (in *input) open() (*bufio.Reader, error) {
	br := bufio.NewReaderSize(in, 64<<10)
	if head, _ := br.Peek(2); !gzipped(head) {
		return br, nil
	}
	zr, err := gzip.NewReader(br)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(zr, 64<<10), nil
}

func gzipped(head []byte) bool { return len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b }

// last is the last word on the input.
func (in *input) last(err error) {
	if in.o.Progress == nil {
		return
	}
	in.o.Progress(evidence.Progress{
		Path: in.name, Kind: in.kind, Read: in.n, Total: in.o.Size, Goroutines: in.goroutines, Done: true, Err: err,
	})
}

// clarify says what an error of reading means to the person who has the file.
func (in *input) clarify(err error) error {
	var pe *fs.PathError
	switch {
	case errors.Is(in.err, errStopped):
		return errStopped
	case errors.As(in.err, &pe):
		return fmt.Errorf("reading failed: %w", pe.Err)
	case in.err != nil:
		return fmt.Errorf("reading failed: %w", in.err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.Is(err, io.EOF):
		return errors.New("the profile is empty")
	}
	return fmt.Errorf("damaged profile: %w", err)
}
