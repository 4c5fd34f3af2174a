package benchmark

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/internal/fixture"
)

const resultLine = "BenchmarkCheckout-2   \t      50\t      2883 ns/op\t        50.00 goroutines\n"

// FuzzParse starts from the fixtures. Whatever the output, what was understood holds together, and a line
// in front of it moves the results by one.
func FuzzParse(f *testing.F) {
	for _, output := range fixture.Inputs(f) {
		f.Add(output)
	}
	f.Fuzz(func(t *testing.T, output []byte) {
		set, err := Parse(context.Background(), bytes.NewReader(output), "output", Options{})
		checkSet(t, set, err)
		later, laterErr := Parse(context.Background(), strings.NewReader("\n"+string(output)), "output", Options{})
		if (laterErr == nil) != (err == nil) || err == nil && len(later.Benchmarks) != len(set.Benchmarks) {
			t.Fatal("a line before it changes what is understood")
		}
		if err == nil && later.Benchmarks[0].Pos.Line != set.Benchmarks[0].Pos.Line+1 {
			t.Errorf("from line %d to %d", set.Benchmarks[0].Pos.Line, later.Benchmarks[0].Pos.Line)
		}
	})
}

// TestLongLine has lines at which benchfmt alone would stop.
func TestLongLine(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	output := long + "\nBenchmark" + long + "\n 1 1 ns/op " + long + "\n" + resultLine
	set, err := Parse(context.Background(), strings.NewReader(output), "output", Options{})
	checkSet(t, set, err)
	if set.Benchmarks[0].Pos.Line != 4 {
		t.Errorf("line %d", set.Benchmarks[0].Pos.Line)
	}
}

func TestStoppedAndBroken(t *testing.T) {
	broken := errors.New("the disk is gone")
	set, err := Parse(context.Background(), io.MultiReader(strings.NewReader(resultLine), iotest.ErrReader(broken)), "output", Options{})
	if err != nil || !set.Sources[0].Partial || len(set.Benchmarks) != 1 || len(set.Problems) != 1 {
		t.Errorf("%+v, %v", set, err)
	}
	if _, err := Parse(context.Background(), iotest.ErrReader(broken), "output", Options{}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if set, err := Parse(ctx, strings.NewReader(resultLine), "output", Options{}); set != nil || !errors.Is(err, errStopped) {
		t.Errorf("%v, %v", set, err)
	}
}

func TestProgress(t *testing.T) {
	var last evidence.Progress
	o := Options{Size: int64(len(resultLine)), Progress: func(p evidence.Progress) { last = p }}
	if _, err := Parse(context.Background(), strings.NewReader(resultLine), "output", o); err != nil || !last.Done || last.Read != last.Total {
		t.Errorf("%+v, %v", last, err)
	}
}
