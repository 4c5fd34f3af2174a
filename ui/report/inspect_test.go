package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// several is an incident of many files: a trace and two dumps of one process, one of another, a heap, a log
// with SCHED lines that is cut, and notes.
func several() *evidence.Set {
	set := partial().Set
	set.Goroutines = set.Goroutines[:3]
	set.Goroutines[0].ID = evidence.NoGoID - 1
	set.Goroutines[1].Stack = &evidence.Stack{Frames: []evidence.Frame{chargeSend, pay}}
	set.Goroutines[1].Labels = []evidence.Label{{Key: "tenant", Value: "acme"}}
	set.Goroutines[2].Stack = &evidence.Stack{Frames: []evidence.Frame{chargeSend, pay}} // equal, of another file
	set.Goroutines[2].Created = evidence.Creation{By: 7, Stack: &evidence.Stack{Frames: []evidence.Frame{chargeGo}}, Seen: true, Undated: true}
	channel := &evidence.Resource{Kind: evidence.Channel, Addr: 0xc000012150}
	set.Resources = []*evidence.Resource{channel}
	set.Goroutines[2].Holds = []evidence.Hold{{Resource: channel, Role: evidence.Sends, Frame: 0}}
	first := &evidence.Source{Path: "incident/first.txt", Kind: evidence.GoroutineDump, Bytes: 50_000, Records: 800}
	crash := &evidence.Source{Path: "incident/crash.log", Kind: evidence.GoroutineDump, Go: "go1.26", Bytes: 900_000, Records: 2954, Identities: true,
		Note: "12 goroutines of the trace had ended by the time of this dump"}
	other := &evidence.Source{Path: "other/crash.log", Kind: evidence.GoroutineDump, Bytes: 70_000, Records: 41,
		Apart: "it is of another process, goroutine 7 is main.loop there and main.work elsewhere"}
	sched := &evidence.Source{Path: "incident/crash.log", Kind: evidence.SchedTrace, Bytes: 900_000, Records: 1, To: evidence.Time(3 * time.Second),
		Partial: true, Missing: "the last block of scheddetail, which is cut"}
	heap := &evidence.Source{Path: "incident/heap.pb.gz", Kind: evidence.HeapProfile, Bytes: 20_000, Records: 191, Wall: time.Date(2026, 11, 22, 14, 16, 13, 0, time.UTC)}
	set.Sources = append(set.Sources, first, crash, other, sched, heap)
	set.Series = []*evidence.Snapshot{
		{Source: first, Goroutines: []evidence.Still{{ID: 2, Wait: evidence.WaitSend, Stack: set.Goroutines[1].Stack}}},
		{Source: crash, At: time.Date(2026, 11, 22, 14, 16, 0, 0, time.UTC), Goroutines: []evidence.Still{}},
	}
	set.Allocs = []*evidence.AllocSite{{Stack: set.Goroutines[1].Stack, InUseObjects: 3, InUseBytes: 4096, Samples: 2.5}}
	root := &evidence.Context{ID: 3, Kind: evidence.UnknownCtx, By: evidence.NoGoID}
	set.Contexts = []*evidence.Context{root, {
		ID: 7, Kind: evidence.WithTimeout, Parent: root, Via: "*api.Session", Depth: 4, Seen: true, By: 2, Stack: set.Goroutines[1].Stack,
		Timed: true, Deadline: evidence.Time(2 * time.Second), Called: 2, Calls: []evidence.ContextCall{{At: 5, By: 2}, {At: 6, By: 9, Late: true}},
		Uses: []evidence.ContextUse{{Goroutine: 2, Kind: evidence.Crosses, At: 4, Boundary: "queue"}},
	}}
	return set
}

// instrumented is a trace alone, of a program that names its contexts.
func instrumented() *evidence.Set {
	src := traceSource()
	src.Contexts = 2
	return &evidence.Set{Sources: []*evidence.Source{src}, Contexts: several().Contexts}
}

func TestInspectGolden(t *testing.T) {
	for file, c := range map[string]struct {
		write func(io.Writer, *evidence.Set, Options) error
		set   *evidence.Set
		o     Options
	}{
		"inspect.text":          {WriteInspection, several(), Options{}},
		"inspect-ascii.text":    {WriteInspection, several(), Options{ASCII: true, Width: 70}},
		"inspect-contexts.text": {WriteInspection, instrumented(), Options{}},
		"inspect-empty.text":    {WriteInspection, &evidence.Set{}, Options{}},
		"evidence.json":         {WriteEvidence, several(), Options{Version: "v0.0.0-test"}},
		"evidence-empty.json":   {WriteEvidence, &evidence.Set{}, Options{}},
	} {
		t.Run(file, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.write(&b, c.set, c.o); err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(b.String(), `"go":"`+runtime.Version()+`"`, `"go":"go0.0"`)
			path := filepath.Join("testdata", file)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; -update rewrites it. got:\n%s", path, got)
			}
		})
	}
}

// TestInspectHostile: whatever a file calls itself, lines fit and terminals stay as they are.
func TestInspectHostile(t *testing.T) {
	const evil = "\x1b]0;owned\x07 \u202e支払\u009b2J\xff\r\n"
	for _, name := range []string{evil, strings.Repeat("../", 400) + "etc/passwd", strings.Repeat("漢", 300)} {
		set := several()
		for _, s := range set.Sources {
			s.Path, s.Go, s.Note, s.Apart, s.Missing = name, name, name, name, name
		}
		set.Goroutines[1].Labels[0].Value, set.Goroutines[1].WaitText = name, name
		set.Contexts[1].Via, set.Contexts[1].Uses[0].Boundary = name, name
		set.Problems = []evidence.Problem{{Pos: evidence.Pos{File: name}, Message: name}}
		var text, doc bytes.Buffer
		if err := errors.Join(WriteInspection(&text, set, Options{}), WriteEvidence(&doc, set, Options{})); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(text.String(), "\n") {
			if w := lipgloss.Width(line); w > defaultWidth {
				t.Errorf("a line of %d columns: %s", w, line)
			}
		}
		for _, got := range []string{text.String(), doc.String()} {
			if strings.ContainsAny(got, "\x1b\x07\r\u202e\u009b") || !utf8.ValidString(got) {
				t.Errorf("unsafe: %q", got)
			}
		}
		if !json.Valid(doc.Bytes()) {
			t.Errorf("not JSON: %s", doc.String())
		}
	}
}

// TestEvidenceStreams: a write error ends the writing, and no more is held than one element: a hundred
// thousand goroutines take no more memory than one.
func TestEvidenceStreams(t *testing.T) {
	broken := errors.New("pipe closed")
	if err := WriteEvidence(writer(func([]byte) (int, error) { return 0, broken }), several(), Options{}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	set := &evidence.Set{}
	stack := &evidence.Stack{Frames: []evidence.Frame{chargeSend, pay}}
	for i := range 100_000 {
		set.Goroutines = append(set.Goroutines, &evidence.Goroutine{ID: evidence.GoID(i), Stack: stack})
	}
	var most uint64
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	written := 0
	err := WriteEvidence(writer(func(p []byte) (int, error) {
		if written += len(p); written%(4<<20) < len(p) {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return len(p), nil
	}), set, Options{})
	if err != nil || written < 10<<20 {
		t.Fatalf("%d bytes, %v", written, err)
	}
	if most > before.HeapAlloc+(4<<20) {
		t.Errorf("%d bytes more were held while %d were written", most-before.HeapAlloc, written)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// TestShowsEveryKind: a kind of input without an entry would be said to show nothing.
func TestShowsEveryKind(t *testing.T) {
	for _, k := range []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump, evidence.Goroutines, evidence.GoroutineLeak,
		evidence.HeapProfile, evidence.BlockProfile, evidence.MutexProfile, evidence.SchedTrace, evidence.Benchmark} {
		if _, ok := claims[k]; !ok {
			t.Errorf("shows.go lacks %s", k)
		}
	}
}
