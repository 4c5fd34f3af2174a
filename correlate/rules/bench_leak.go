package rules

import (
	"fmt"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var benchLeak = &correlate.Rule{
	Name: "bench-leak",
	Doc: correlate.Doc{
		Title: "benchmark that leaves goroutines and memory behind",
		What: "A benchmark that reports how many goroutines are left was run at least twice: before and after a change, or with -count. From run to run " +
			"both that number and the bytes per operation grew; or, in one process, that number alone, by about as many as there were operations.",
		Why: "Either alone has harmless reasons: a larger buffer, a pool that fills. Together they say that each operation leaves a goroutine, and what its stack holds, which the collector cannot free.",
		Fix: "Compare the two versions at the line that starts the goroutines, and end them with the operation. A goroutine dump at the end of the benchmark names them: go test -bench NAME with pprof.Lookup(\"goroutine\") after the loop.",
		Before: `for b.Loop() {
	checkout(newCart()) // starts a watcher and leaves it
}
b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")`,
		After: `for b.Loop() {
	c := newCart()
	checkout(c)
	c.Close()
}
b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")`,
	},
	Needs: []evidence.Kind{evidence.Benchmark},
	Run: func(p *correlate.Pass) {
		for _, h := range p.Benchmarks() {
			left, bytes := h.Values("goroutine"), h.Values("B/op")
			each := h.EachOperation("goroutine")
			if len(bytes) != len(left) || !grew(left, 2) || !grew(bytes, 0) && !each {
				continue
			}
			first, last := 0, len(left)-1
			l := correlate.Leak{Certainty: correlate.Suspect, Fix: correlate.Fix{
				At: h.Stack.Leaf(), Text: "find what each operation of this benchmark starts, and end it with the operation",
			}, Tally: &correlate.Tally{
				What: "goroutine", Count: int64(left[last]), Stack: h.Stack,
				Link: correlate.Link{
					Stage: correlate.StageGoroutine, Relation: "left", Basis: correlate.Exact, At: h.Stack.Leaf(), Pos: h.Runs[len(h.Runs)-1].Pos,
					Text: fmt.Sprintf("%s left in the first of %d runs, %s in the last; B/op %s and %s", words.Count(int64(left[first])), len(left),
						words.Count(int64(left[last])), words.Count(int64(bytes[first])), words.Count(int64(bytes[last]))),
				},
			}}
			var counts []int
			for _, n := range left {
				counts = append(counts, int(n))
				l.Tally.Counts = append(l.Tally.Counts, int64(n))
			}
			if each || len(counts) >= 4 && correlate.Rising(counts) {
				l.Certainty = correlate.Strong
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		name := f.Blocked.Func[strings.LastIndexByte(f.Blocked.Func, '.')+1:]
		return "benchmark leaves goroutines behind", fmt.Sprintf("After %s there were %s more than in the first of its runs. Each operation leaves some of them behind, with the memory that they hold.",
			name, words.Plural(int(f.Tally.Count-f.Tally.Counts[0]), "goroutine"))
	},
}

// grew reports whether the last of values is more than the first by a tenth, and by more than least.
func grew(values []float64, least float64) bool {
	if len(values) < 2 {
		return false
	}
	by := values[len(values)-1] - values[0]
	return by > least && by > values[0]/10
}
