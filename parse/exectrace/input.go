package exectrace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"
)

// input counts the bytes read, ends when its context does, and remembers why it ended: the reader does
// not always pass an error on.
type input struct {
	ctx context.Context
	r   io.Reader
	n   atomic.Int64
	err error
}

func (in *input) Read(p []byte) (int, error) {
	if in.ctx.Err() != nil {
		in.err = errStopped
		return 0, in.err
	}
	n, err := in.r.Read(p)
	in.n.Add(int64(n))
	if err != nil {
		in.err = err
	}
	return n, err
}

// buffer returns in with a buffer large enough for the reader not to put another one on top.
func (in *input) buffer() *bufio.Reader { return bufio.NewReaderSize(in, 256<<10) }

// version returns the Go version in the header, "go 1.26 trace\x00\x00\x00", as "go1.26".
func version(br *bufio.Reader) string {
	head, _ := br.Peek(16)
	var minor int
	if _, err := fmt.Sscanf(string(head), "go 1.%d trace", &minor); err != nil {
		return ""
	}
	return fmt.Sprintf("go1.%d", minor)
}

// The problems of a trace that is not whole.
var (
	errStopped = errors.New("reading was stopped")
	errCut     = errors.New("the trace is cut: it ends in the middle of a generation")
)

// clarify says in one line what an error of the reader means to the person who has the file. Drained
// tells that the reader had taken all there was.
func (in *input) clarify(err error, drained bool) error {
	var pe *fs.PathError
	switch {
	case errors.Is(in.err, errStopped), in.ctx.Err() != nil:
		return errStopped
	case errors.As(in.err, &pe):
		return fmt.Errorf("reading failed: %w", pe.Err)
	case in.err != nil && in.err != io.EOF:
		return fmt.Errorf("reading failed: %w", in.err)
	case in.err == io.EOF && drained && isCut(err):
		return errCut
	}
	// The reader's message may go on with the whole state of its scheduler, one line each.
	first, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("damaged trace: %.200s", strings.TrimSuffix(first, ":"))
}

// isCut reports whether the reader missed something at the end. It has no error value for that.
func isCut(err error) bool {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	for _, text := range []string{"incomplete generation", "failed to read full batch", "no frequency event", "no clock snapshot"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}
