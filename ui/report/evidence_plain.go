package report

import (
	"math"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The elements of EvidenceSchema that refer to no stack.
type (
	evidenceSample struct {
		At         int64  `json:"at"`
		Goroutines int    `json:"goroutines"`
		Running    int    `json:"running"`
		Runnable   int    `json:"runnable"`
		Waiting    int    `json:"waiting"`
		Cancels    int    `json:"cancels"` // since the sample before
		Procs      int    `json:"procs"`
		HeapBytes  uint64 `json:"heapBytes"`
		HeapGoal   uint64 `json:"heapGoal"`
	}

	evidenceTask struct {
		ID     uint64 `json:"id"`
		Parent uint64 `json:"parent"`
		Name   string `json:"name"`
		By     int64  `json:"by"`
		From   int64  `json:"from"`
		To     *int64 `json:"to"` // null: still open
	}

	evidenceLog struct {
		At        int64  `json:"at"`
		Goroutine int64  `json:"goroutine"`
		Task      uint64 `json:"task"`
		Category  string `json:"category"`
		Message   string `json:"message"`
	}

	evidenceResource struct {
		Kind    string `json:"kind"`
		Address string `json:"address"`
		Type    string `json:"type"` // of a context, equal for those of one kind
	}

	evidenceLoad struct {
		At          int64  `json:"at"` // since the program started
		Procs       int    `json:"procs"`
		IdleProcs   int    `json:"idleProcs"`
		Threads     int    `json:"threads"`
		IdleThreads int    `json:"idleThreads"`
		Spinning    int    `json:"spinning"`
		RunQueue    int    `json:"runQueue"`
		Local       []int  `json:"local"`
		Ticks       []int  `json:"ticks"`
		Pos         string `json:"pos"`
	}

	evidenceBench struct {
		Name    string          `json:"name"`
		Package *string         `json:"package"`
		Iters   int             `json:"iters"`
		Values  []evidenceValue `json:"values"`
		Pos     string          `json:"pos"`
	}

	evidenceValue struct {
		Value *float64 `json:"value"` // null: not a finite number
		Unit  string   `json:"unit"`
	}
)

func source(s *evidence.Source) evidenceSource {
	out := evidenceSource{
		Path: s.Path, Kind: string(s.Kind), Go: known(s.Go), Bytes: s.Bytes, Events: s.Events, Records: s.Records,
		From: int64(s.From), To: int64(s.To), Wall: clock(s, 0), Identities: s.Identities, Cut: known(s.Cut()), Partial: s.Partial,
		Missing: known(s.Missing), Note: known(s.Note), Apart: known(s.Apart), Shows: []shown{},
	}
	if s.Kind != evidence.Unrecognised {
		list := shows(s)
		out.Shows = list[:]
	}
	return out
}

func sample(s evidence.SchedSample) evidenceSample {
	return evidenceSample{
		At: int64(s.At), Goroutines: s.Goroutines, Running: s.Running, Runnable: s.Runnable, Waiting: s.Waiting,
		Cancels: s.Cancels, Procs: s.Procs, HeapBytes: s.HeapBytes, HeapGoal: s.HeapGoal,
	}
}

func task(t *evidence.Task) evidenceTask {
	out := evidenceTask{ID: uint64(t.ID), Parent: uint64(t.Parent), Name: t.Name, By: int64(t.By), From: int64(t.From)}
	if t.Done {
		to := int64(t.To)
		out.To = &to
	}
	return out
}

func log(l evidence.Log) evidenceLog {
	return evidenceLog{int64(l.At), int64(l.Goroutine), uint64(l.Task), l.Category, l.Message}
}

func resource(r *evidence.Resource) evidenceResource {
	return evidenceResource{string(r.Kind), address(r.Addr), address(r.Type)}
}

func load(l evidence.LoadSample) evidenceLoad {
	return evidenceLoad{
		At: int64(l.At), Procs: l.Procs, IdleProcs: l.IdleProcs, Threads: l.Threads, IdleThreads: l.IdleThreads,
		Spinning: l.SpinningThreads, RunQueue: l.RunQueue, Local: list(l.Local), Ticks: list(l.Ticks), Pos: l.Pos.String(),
	}
}

func bench(b evidence.BenchResult) evidenceBench {
	out := evidenceBench{Name: b.Name, Package: known(b.Package), Iters: b.Iters, Values: []evidenceValue{}, Pos: b.Pos.String()}
	for _, v := range b.Values {
		value := evidenceValue{Unit: v.Unit}
		if !math.IsNaN(v.Value) && !math.IsInf(v.Value, 0) {
			value.Value = &v.Value
		}
		out.Values = append(out.Values, value)
	}
	return out
}

func problem(p evidence.Problem) jsonProblem { return jsonProblem{p.Pos.String(), p.Message} }

// list returns s, or an empty list for nil.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
