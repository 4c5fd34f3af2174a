package parse

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// parseAll gives one stream to all the formats it may hold, side by side: a service's log can have SCHED
// lines all over and a crash dump at its end. Formats that find nothing leave no trace; the error is
// errUnrecognised if none found anything, else the first real one.
func parseAll(ctx context.Context, candidates []Format, e entry, o Options) ([]*evidence.Set, error) {
	in := Input{Name: e.path, Size: e.size, Options: o}
	switch len(candidates) {
	case 0:
		return nil, errUnrecognised
	case 1:
		return gather([]outcome{parseOne(ctx, candidates[0], e.r, in)}, nil)
	}
	outcomes := make([]outcome, len(candidates))
	writers := make([]*io.PipeWriter, len(candidates)-1)
	var wg sync.WaitGroup
	for i, f := range candidates[1:] {
		pr, pw := io.Pipe()
		writers[i] = pw
		wg.Go(func() {
			quiet := in
			quiet.Progress, quiet.Partial = nil, nil // the first format tells how far the file is
			outcomes[i+1] = parseOne(ctx, f, pr, quiet)
			io.Copy(io.Discard, pr) // one that stopped early must not hold up the others
		})
	}
	tee := &fanOut{r: e.r, to: writers}
	outcomes[0] = parseOne(ctx, candidates[0], tee, in)
	io.Copy(io.Discard, tee)
	tee.close()
	wg.Wait()
	return gather(outcomes, tee.err)
}

type outcome struct {
	sets []*evidence.Set
	err  error
}

func parseOne(ctx context.Context, f Format, r io.Reader, in Input) outcome {
	sets, err := f.Parse(ctx, r, in)
	return outcome{sets, err}
}

// gather returns what was found. Broken is why the stream ended early, nil if it did not: formats that
// found something have said so, the others need not.
func gather(outcomes []outcome, broken error) ([]*evidence.Set, error) {
	var sets []*evidence.Set
	var first error
	for _, out := range outcomes {
		switch {
		case out.err == nil:
			sets = append(sets, out.sets...)
		case first == nil && !isNothing(out.err):
			first = out.err
		}
	}
	if len(sets) > 0 && broken != nil && errors.Is(first, broken) {
		return sets, nil
	}
	if len(sets) == 0 && first == nil {
		first = errUnrecognised
	}
	return sets, first
}

// fanOut is a reader that also writes what it reads to other parsers, in large pieces.
type fanOut struct {
	r   io.Reader
	to  []*io.PipeWriter
	err error // of r, when it is not the end
}

func (t *fanOut) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && err != io.EOF {
		t.err = err
	}
	for _, w := range t.to {
		w.Write(p[:n]) // the reading side drains to the end, so this cannot fail or hang
	}
	return n, err
}

func (t *fanOut) close() {
	for _, w := range t.to {
		w.CloseWithError(t.err) // nil stands for io.EOF
	}
}
