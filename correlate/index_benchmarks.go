package correlate

import (
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A BenchHistory is the runs of one benchmark. Each file is a run, by its median; where there is one file only, each of
// its lines is.
type BenchHistory struct {
	Stack *evidence.Stack // of one frame: the benchmark's function, whose file is not known
	Runs  []evidence.BenchResult

	files int
}

// Benchmarks returns the benchmarks that the evidence has results of, in the order read.
func (ix *Index) Benchmarks() []*BenchHistory {
	byFunc := make(map[string]*BenchHistory)
	var out []*BenchHistory
	for _, r := range ix.Set.Benchmarks {
		name := benchFunc(r)
		h := byFunc[name]
		if h == nil {
			h = &BenchHistory{Stack: &evidence.Stack{Frames: []evidence.Frame{{Func: name}}}}
			byFunc[name] = h
			out = append(out, h)
		}
		if !slices.ContainsFunc(h.Runs, func(o evidence.BenchResult) bool { return o.Pos.File == r.Pos.File }) {
			h.files++
		}
		h.Runs = append(h.Runs, r)
	}
	return out
}

// benchFunc names the function of a result, with the sub-benchmark and without the number of processors:
// "example.com/cart.BenchmarkAdd/large".
func benchFunc(r evidence.BenchResult) string {
	name := r.Name
	if i := strings.LastIndexByte(name, '-'); i > 0 && strings.Trim(name[i+1:], "0123456789") == "" {
		name = name[:i]
	}
	if r.Package != "" {
		name = r.Package + "." + name
	}
	return name
}

// Values returns what the runs measured in the unit that contains the word, in the order of the runs. It is nil when a
// run lacks it.
func (h *BenchHistory) Values(word string) []float64 {
	var out, file []float64
	for i, r := range h.Runs {
		v, ok := measured(r, word)
		if !ok {
			return nil
		}
		if h.files == 1 {
			out = append(out, v)
			continue
		}
		file = append(file, v)
		if i == len(h.Runs)-1 || h.Runs[i+1].Pos.File != r.Pos.File {
			slices.Sort(file)
			out, file = append(out, file[len(file)/2]), nil
		}
	}
	return out
}

// EachOperation reports whether the runs are of one process, and from each to the next what the unit with the word
// counts rose by about as many as there were operations.
func (h *BenchHistory) EachOperation(word string) bool {
	counts := h.Values(word)
	if h.files != 1 || len(counts) < 2 {
		return false
	}
	for i := 1; i < len(counts); i++ {
		if n := float64(h.Runs[i].Iters); n < 10 || counts[i]-counts[i-1] < n/2 {
			return false
		}
	}
	return true
}

func measured(r evidence.BenchResult, word string) (float64, bool) {
	for _, v := range r.Values {
		if strings.Contains(v.Unit, word) {
			return v.Value, true
		}
	}
	return 0, false
}
