package benchmark

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/perf/benchfmt"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Options are what a caller may want while an output is read. The zero value is fine.
type Options struct {
	Size     int64                   // of the input in bytes, for Progress; 0 when not known
	Progress func(evidence.Progress) // called from Parse's goroutine a few times a second
}

// ErrNone is the error, wrapped, of a text without a benchmark's result.
var ErrNone = errors.New("no result of go test -bench")

// Parse reads the results in r, wherever the first one is. Name is the file's name in positions and
// messages.
//
// Lines of others are skipped, unreadable results are Problems. When ctx is done or r fails, what was read
// so far is returned with a Source that is Partial. The Set is nil if and only if the error is not:
// ErrNone, or what r or ctx said before the first result.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	src := &evidence.Source{Path: name, Kind: evidence.Benchmark}
	set := &evidence.Set{Sources: []*evidence.Source{src}}
	in := newCleaner(ctx, r)
	if o.Progress != nil {
		in.due = func() {
			o.Progress(evidence.Progress{Path: name, Kind: src.Kind, Read: in.bytes, Total: o.Size})
		}
	}
	records := benchfmt.NewReader(in, name)
	for records.Scan() {
		switch rec := records.Result().(type) {
		case *benchfmt.Result:
			set.Benchmarks = append(set.Benchmarks, result(rec, name))
		case *benchfmt.SyntaxError:
			problem(set, name, rec.Line, rec.Msg)
		}
	}
	src.Bytes, src.Records = in.bytes, int64(len(set.Benchmarks))
	err := in.err
	if err == nil && records.Err() != nil {
		err = records.Err() // not known to happen: the cleaner gives it what it can read
	}
	if len(set.Benchmarks) == 0 {
		if err == nil {
			err = ErrNone
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		src.Partial, src.Missing = true, fmt.Sprintf("everything after line %d", in.n)
		problem(set, name, in.n, err.Error())
	}
	if o.Progress != nil {
		o.Progress(evidence.Progress{Path: name, Kind: src.Kind, Read: in.bytes, Total: o.Size, Done: true, Err: err})
	}
	return set, nil
}

// result copies one result out of the reader's memory.
func result(r *benchfmt.Result, name string) evidence.BenchResult {
	_, line := r.Pos()
	out := evidence.BenchResult{
		Name: "Benchmark" + string(r.Name), Package: r.GetConfig("pkg"), Iters: r.Iters,
		Values: make([]evidence.BenchValue, len(r.Values)),
		Pos:    evidence.AtLine(name, line),
	}
	for i, v := range r.Values {
		out.Values[i] = evidence.BenchValue{Value: v.Value, Unit: v.Unit}
		if v.OrigUnit != "" {
			out.Values[i] = evidence.BenchValue{Value: v.OrigValue, Unit: v.OrigUnit}
		}
	}
	return out
}

// maxProblems is how many Problems are kept.
const maxProblems = 100

func problem(set *evidence.Set, name string, line int, msg string) {
	if len(set.Problems) < maxProblems {
		set.Problems = append(set.Problems, evidence.Problem{Pos: evidence.AtLine(name, line), Message: "benchmark: " + msg})
	}
}
