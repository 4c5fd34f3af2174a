// Package peers compares parse/dump with other parsers of goroutine dumps, on the same text in the same
// run. It is a module of its own, so that what it needs is not in the product's go.mod. See README.md.
package peers

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"testing"

	"github.com/DataDog/gostackparse"
	"github.com/maruel/panicparse/v2/stack"

	"github.com/ctxscope/ctxscope/parse/dump"
)

var (
	file    = flag.String("dump", "", "dump to compare with; generated when empty")
	million = flag.Bool("million", false, "compare on a million goroutines, too")
)

func Benchmark10k(b *testing.B)  { compare(b, 10_000) }
func Benchmark100k(b *testing.B) { compare(b, 100_000) }

func Benchmark1M(b *testing.B) {
	if !*million {
		b.Skip("without -million")
	}
	compare(b, 1_000_000)
}

func compare(b *testing.B, n int) {
	data := text(b, n)
	for _, parser := range []struct {
		name string
		read func([]byte) (int, error)
	}{
		{"ctxscope", ctxscope}, {"gostackparse", datadog}, {"panicparse", panicparse},
	} {
		b.Run(parser.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			got := 0
			for b.Loop() {
				var err error
				if got, err = parser.read(data); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(got), "goroutines")
		})
	}
}

func ctxscope(data []byte) (int, error) {
	set, err := dump.Parse(context.Background(), bytes.NewReader(data), "bench", dump.Options{})
	return len(set.Goroutines), err
}

func datadog(data []byte) (int, error) {
	gs, _ := gostackparse.Parse(bytes.NewReader(data))
	return len(gs), nil
}

// panicparse scans only: its default grouping takes much longer.
func panicparse(data []byte) (int, error) {
	snap, _, err := stack.ScanSnapshot(bytes.NewReader(data), io.Discard, &stack.Opts{})
	if snap == nil {
		return 0, err
	}
	return len(snap.Goroutines), nil
}

func text(b *testing.B, n int) []byte {
	if *file != "" {
		data, err := os.ReadFile(*file)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	return generate(n)
}
