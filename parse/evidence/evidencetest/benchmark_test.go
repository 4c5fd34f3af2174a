package evidencetest

import (
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestBenchmarks: files of benchmarks stand alone, or beside goroutines.
func TestBenchmarks(t *testing.T) {
	const lines = `benchmark old.txt: example.com/cart.BenchmarkAdd-2 1000 4 goroutines 352 B/op
benchmark new.txt: BenchmarkAdd-2 1000 5 goroutines 352 B/op
`
	set := Set(t, lines)
	if len(set.Sources) != 2 || set.Sources[0].Path != "old.txt" || set.Sources[1].Kind != evidence.Benchmark {
		t.Errorf("sources: %+v, %+v", set.Sources[0], set.Sources[1:])
	}
	r := set.Benchmarks[0]
	if r.Package != "example.com/cart" || r.Name != "BenchmarkAdd-2" || r.Iters != 1000 || r.Pos.File != "old.txt" {
		t.Errorf("%+v", r)
	}
	if v := r.Values; len(v) != 2 || v[1] != (evidence.BenchValue{Value: 352, Unit: "B/op"}) {
		t.Errorf("values: %v", v)
	}
	if beside := Set(t, lines+"goroutine 7 select: main.f"); len(beside.Sources) != 3 || len(beside.Goroutines) != 1 {
		t.Errorf("%d sources beside a goroutine", len(beside.Sources))
	}
	for text, want := range map[string]string{
		"benchmark BenchmarkAdd-2 1000 4 goroutines":       "want FILE",
		"benchmark a.txt: BenchmarkAdd-2 1000":             "want FILE",
		"benchmark a.txt: BenchmarkAdd-2 many 4 B/op":      "iterations",
		"benchmark a.txt: BenchmarkAdd-2 1000 few B/op":    "want a value",
		"goroutine 7 select since 1s: main.f\n  handed 2":  "no created line",
		"goroutine 7 select since 1s: main.f\n  handed -1": "want a count",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
