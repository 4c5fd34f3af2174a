package parse

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
)

// A Format is one kind of input. Sniff sees the first bytes of the file, at most 4 KiB, at least one.
type Format struct {
	Kind  evidence.Kind
	Name  string // for people
	Sniff func(head []byte) bool
	Parse func(ctx context.Context, r io.Reader, in Input) (*evidence.Set, error)
}

// An Input names what a Format reads, and says what its caller wants to hear.
type Input struct {
	Name string
	Size int64 // 0 when not known
	Options
}

// formats is the table of what can be read; the first that recognises a file reads it.
var formats = []Format{
	{
		Kind: evidence.ExecutionTrace,
		Name: "execution trace (runtime/trace)",
		Sniff: func(head []byte) bool {
			return bytes.HasPrefix(head, []byte("go 1.")) && bytes.Contains(head[:min(len(head), 16)], []byte(" trace"))
		},
		Parse: func(ctx context.Context, r io.Reader, in Input) (*evidence.Set, error) {
			return exectrace.Parse(ctx, r, in.Name, exectrace.Options{Size: in.Size, Progress: in.Progress, Partial: in.Partial})
		},
	},
}

// Formats returns what can be read, in the order in which it is tried.
func Formats() []Format { return append([]Format(nil), formats...) }

const sniffed = 4 << 10

var errUnrecognised = errors.New("not a file ctxscope can read; it reads execution traces (runtime/trace, go test -trace)")
