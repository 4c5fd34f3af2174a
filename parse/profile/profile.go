package profile

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Options are what a caller may want while a profile is read. The zero value is fine.
type Options struct {
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
}

// ErrOther is the error of a profile that is whole and of a kind nothing can be learnt from here: CPU,
// threadcreate, any other.
var ErrOther = errors.New("holds nothing that tells about leaks")

// ErrNone is the error, wrapped, of a file that is no profile and has none in its text.
var ErrNone = errors.New("not a profile: neither profile.proto nor the text of debug=1")

// Parse reads the profiles of r: one if it is a protobuf, gzipped or not, else all those in the text. Name is the
// file's name in positions and messages.
//
// There is one Set for each kind of profile, with one Source, and with a Series where a text has several of goroutines
// or of the heap, which are taken for one process's in order. What of a text can't be read is a Problem, and a text
// that is cut gives the records before the cut and a Source that is Partial; so does a ctx that is done. The error is
// for a file of which nothing could be read: ErrNone, and ErrOther for profiles of other kinds.
func Parse(ctx context.Context, r io.Reader, name string, o Options) ([]*evidence.Set, error) {
	return parse(ctx, newInput(ctx, r, name, o), limits)
}

func parse(ctx context.Context, in *input, l limit) ([]*evidence.Set, error) {
	sets, err := read(ctx, in, l)
	if err != nil {
		err = fmt.Errorf("%s: %w", in.name, err)
	}
	for _, s := range sets {
		s.Sources[0].Bytes = in.n
		in.kind, in.goroutines = s.Sources[0].Kind, in.goroutines+len(s.Goroutines)
	}
	in.last(err)
	return sets, err
}

// A limit keeps a hostile or damaged file from costing more than it is worth.
type limit struct {
	raw        int64 // bytes of a protobuf, uncompressed
	memory     int64 // bytes that decoding a protobuf may take, estimated before it is done
	depth      int   // frames of one stack
	frames     int   // frames of all distinct stacks
	goroutines int   // that counts are expanded to
	problems   int   // that are told one by one
}

// limits are far above what a real profile has: one of a million goroutines with labels is about 200 MB,
// and all distinct stacks of a large program have some 100,000 frames.
var limits = limit{
	raw:        512 << 20,
	memory:     3 << 30,
	depth:      4096,
	frames:     8 << 20,
	goroutines: 1 << 20,
	problems:   20,
}

// read reads the profiles of in, whichever form they have.
func read(ctx context.Context, in *input, l limit) ([]*evidence.Set, error) {
	br, err := in.open()
	if err != nil {
		return nil, in.clarify(err)
	}
	head, err := br.Peek(sniffed)
	if len(head) == 0 && err != nil {
		return nil, in.clarify(err)
	}
	if !looksProto(head) {
		return readTexts(ctx, in, br, in.name, l)
	}
	data, err := io.ReadAll(io.LimitReader(br, l.raw+1))
	if err != nil {
		return nil, in.clarify(err)
	}
	if int64(len(data)) > l.raw {
		return nil, fmt.Errorf("longer than the %d MiB a profile may have", l.raw>>20)
	}
	b := newBuilder(in.name, l, newStackTable(l))
	if err := b.proto(data); err != nil {
		return nil, err
	}
	b.finish()
	return []*evidence.Set{b.set}, nil
}

// builder collects what is read of one profile into a Set.
type builder struct {
	limit
	set    *evidence.Set
	src    *evidence.Source
	stacks *stackTable

	groups      []*group // of a goroutine profile
	sites       siteTable
	contentions map[*evidence.Stack]*evidence.Contention
	groupless   int64 // goroutines of groups that did not fit

	untold int // problems beyond the limit
}

func newBuilder(name string, l limit, stacks *stackTable) *builder {
	src := &evidence.Source{Path: name}
	return &builder{
		limit: l, src: src, set: &evidence.Set{Sources: []*evidence.Source{src}},
		stacks: stacks, sites: newSiteTable(), contentions: make(map[*evidence.Stack]*evidence.Contention),
	}
}

// problem notes something that could not be read; line is 0 in a protobuf.
func (b *builder) problem(line int, format string, args ...any) {
	if len(b.set.Problems) >= b.problems {
		b.untold++
		return
	}
	pos := evidence.AtLine(b.src.Path, line)
	b.set.Problems = append(b.set.Problems, evidence.Problem{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// partial notes that something is missing from the source: a clause.
func (b *builder) partial(line int, format string, args ...any) {
	missing := fmt.Sprintf(format, args...)
	if !b.src.Partial {
		b.src.Partial, b.src.Missing = true, missing
	}
	b.set.Problems = append(b.set.Problems, evidence.Problem{
		Pos: evidence.AtLine(b.src.Path, line), Message: missing,
	})
}

// finish turns what was collected into facts.
func (b *builder) finish() {
	b.expand()
	b.set.Allocs = b.sites.facts()
	b.set.Contentions = b.contended()
	if k := b.src.Kind; b.src.Records == 0 && b.src.Note == "" && (k == evidence.BlockProfile || k == evidence.MutexProfile) {
		b.src.Note = "no samples: the program did not call SetBlockProfileRate, or SetMutexProfileFraction for locks"
	}
	if n := b.stacks.dropped; n > 0 {
		b.partial(0, "the stacks of %d records: there are more distinct ones than fit", n)
	}
	if n := b.stacks.cut; n > 0 {
		b.problem(0, "stacks that are longer than %d frames and so are cut: %d", b.depth, n)
	}
	// A goroutine that has not run yet is one nameless address in the text of a healthy program.
	if n := b.stacks.nameless; n > 0 && n*20 > b.stacks.seen {
		b.problem(0, "frames that have an address and no function name, as the profile is not symbolised: %d", n)
	}
	b.stacks.tally = tally{}
	if b.untold > 0 {
		b.set.Problems = append(b.set.Problems, evidence.Problem{
			Pos: evidence.Pos{File: b.src.Path}, Message: fmt.Sprintf("and %d more problems like these", b.untold),
		})
	}
}
