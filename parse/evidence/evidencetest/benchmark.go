package evidencetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// benchmark reads
//
//	FILE: NAME ITERATIONS VALUE UNIT [VALUE UNIT]…
//
// The name may begin with the import path of its package and a dot: example.com/cart.BenchmarkAdd-2.
func (tl *timeline) benchmark(line string) error {
	path, rest, ok := strings.Cut(line, ": ")
	words := strings.Fields(rest)
	if !ok || len(words) < 4 || len(words)%2 != 0 {
		return fmt.Errorf("benchmark: want FILE: NAME ITERATIONS VALUE UNIT…, got %q", line)
	}
	iters, err := strconv.Atoi(words[1])
	if err != nil {
		return fmt.Errorf("benchmark: want a number of iterations, got %q", words[1])
	}
	r := evidence.BenchResult{Name: words[0], Iters: iters, Pos: evidence.Pos{File: path, Line: int32(len(tl.benchmarks) + 1)}}
	if i := strings.LastIndex(r.Name, ".Benchmark"); i >= 0 {
		r.Package, r.Name = r.Name[:i], r.Name[i+1:]
	}
	for i := 2; i < len(words); i += 2 {
		v, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			return fmt.Errorf("benchmark: want a value, got %q", words[i])
		}
		r.Values = append(r.Values, evidence.BenchValue{Value: v, Unit: words[i+1]})
	}
	tl.benchmarks = append(tl.benchmarks, r)
	return nil
}

// benched adds the benchmarks to set, each file as a source of its own.
func (tl *timeline) benched(set *evidence.Set) {
	if set.Benchmarks = tl.benchmarks; len(set.Benchmarks) == 0 {
		return
	}
	if len(tl.blocks) == 0 {
		set.Sources = nil
	}
	for _, r := range tl.benchmarks {
		if !slices.ContainsFunc(set.Sources, func(s *evidence.Source) bool { return s.Path == r.Pos.File }) {
			set.Sources = append(set.Sources, &evidence.Source{Path: r.Pos.File, Kind: evidence.Benchmark})
		}
	}
}
