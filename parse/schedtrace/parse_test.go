package schedtrace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/textline"
)

func parse(t *testing.T, log string) *evidence.Set {
	t.Helper()
	set, err := Parse(context.Background(), strings.NewReader(log), "log", Options{})
	checkSet(t, set, err)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func schedLine(ms, queue int) string {
	return fmt.Sprintf("SCHED %dms: gomaxprocs=1 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=%d [0]\n", ms, queue)
}

// TestNoSchedLine has texts that come near to one.
func TestNoSchedLine(t *testing.T) {
	for _, text := range []string{"SCHED job 12 in 5ms\n", "SCHED ", "SCHED 5ms: goma", ""} {
		if _, err := Parse(t.Context(), strings.NewReader(text), "log", Options{}); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestSamples reads the logs and crash dumps that come with the project.
func TestSamples(t *testing.T) {
	logs, _ := filepath.Glob("../../samples/*/captured/schedtrace.log")
	dumps, _ := filepath.Glob("../../samples/*/captured/sigquit.txt")
	if len(logs) == 0 || len(dumps) == 0 {
		t.Skip("no samples")
	}
	for _, path := range logs {
		set := parse(t, readFile(t, path))
		if len(set.Load) < 5 || len(set.Problems) > 0 || len(set.Goroutines) > 0 {
			t.Errorf("%s: %d samples, %d goroutines, %v", path, len(set.Load), len(set.Goroutines), set.Problems)
		}
	}
	for _, path := range dumps {
		set := parse(t, readFile(t, path))
		if len(set.Load) == 0 || len(set.Problems) > 0 || len(set.Goroutines) < 20 {
			t.Errorf("%s: %d samples, %d goroutines, %v", path, len(set.Load), len(set.Goroutines), set.Problems)
		}
	}
}

func TestLateFirstLine(t *testing.T) {
	set := parse(t, strings.Repeat("request served\n", 10_000)+schedLine(5000, 3))
	if len(set.Load) != 1 || set.Load[0].Pos.Line != 10_001 || set.Load[0].RunQueue != 3 {
		t.Errorf("%+v", set.Load)
	}
}

// TestStormSurvives reads more lines than are kept: the one with a queue must be among those that stay.
func TestStormSurvives(t *testing.T) {
	var b strings.Builder
	for ms := range 5 * maxLoad {
		queue := 0
		if ms == 3*maxLoad+1 {
			queue = 500
		}
		b.WriteString(schedLine(ms, queue))
	}
	set := parse(t, b.String())
	if len(set.Load) > maxLoad || len(set.Load) < maxLoad/2 {
		t.Errorf("%d samples are kept", len(set.Load))
	}
	storms := 0
	for _, s := range set.Load {
		if s.RunQueue == 500 {
			storms++
		}
	}
	if storms != 1 {
		t.Errorf("%d storms are kept, want 1", storms)
	}
}

// TestLongSeries has more blocks than snapshots are kept: they stay even, with the last one.
func TestLongSeries(t *testing.T) {
	var b strings.Builder
	for i := range 1001 {
		b.WriteString(schedLine(i*10, 0))
		for g := range 3 {
			fmt.Fprintf(&b, "  G%d: status=4(chan send) m=nil lockedm=nil\n", i/100*g+1)
		}
	}
	set := parse(t, b.String())
	if n := len(set.Series); n > evidence.MaxSamples || n < evidence.MaxSamples/2 {
		t.Errorf("%d snapshots", n)
	}
	last := set.Series[len(set.Series)-1]
	if len(last.Goroutines) != len(set.Goroutines) || last.Goroutines[2].ID != 21 || set.Goroutines[2].ID != 21 {
		t.Errorf("the last snapshot is %+v", last.Goroutines)
	}
	if g := set.Goroutine(1); g.SinceKnown || g.Since != 0 {
		t.Errorf("g1 waits since %v, known %v", g.Since, g.SinceKnown)
	}
	if g := set.Goroutine(21); !g.SinceKnown || time.Duration(g.Since) != 10*time.Second {
		t.Errorf("g21 waits since %v, known %v", time.Duration(g.Since), g.SinceKnown)
	}
}

func TestLongLines(t *testing.T) {
	long := strings.Repeat("x", 3*textline.Max)
	set := parse(t, long+"\n"+schedLine(10, 1)+long+"\n"+schedLine(20, 2)+long)
	if len(set.Load) != 2 || set.Load[1].Pos.Line != 4 {
		t.Errorf("%+v", set.Load)
	}
}

func TestManyProblems(t *testing.T) {
	set := parse(t, schedLine(0, 0)+strings.Repeat("  G1: status=(\n", 1000))
	if n := len(set.Problems); n != maxProblems+1 || !strings.Contains(set.Problems[maxProblems].Message, "900 more") {
		t.Errorf("%d problems, the last %v", n, set.Problems[n-1])
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := io.MultiReader(strings.NewReader(schedLine(10, 1)), readerFunc(func(p []byte) (int, error) {
		cancel()
		return copy(p, strings.Repeat("request served\n", len(p)/15)), nil
	}))
	set, err := Parse(ctx, r, "log", Options{})
	if err != nil || !set.Partial() || len(set.Load) != 1 || len(set.Problems) != 1 {
		t.Errorf("%+v, %v", set, err)
	}
	if set, err := Parse(ctx, strings.NewReader(schedLine(10, 1)), "log", Options{}); set != nil || !errors.Is(err, textline.ErrStopped) {
		t.Errorf("%v, %v", set, err)
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("the disk is gone")
	set, err := Parse(context.Background(), io.MultiReader(strings.NewReader(schedLine(10, 1)), iotest.ErrReader(broken)), "log", Options{})
	if err != nil || !set.Partial() || len(set.Load) != 1 || set.Problems[0].Message != broken.Error() {
		t.Errorf("%+v, %v", set, err)
	}
	if _, err := Parse(context.Background(), iotest.ErrReader(broken), "log", Options{}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestProgress(t *testing.T) {
	log := schedLine(10, 1)
	var last evidence.Progress
	_, err := Parse(context.Background(), strings.NewReader(log), "log", Options{Size: int64(len(log)), Progress: func(p evidence.Progress) { last = p }})
	if err != nil || !last.Done || last.Read != last.Total || last.Kind != evidence.SchedTrace {
		t.Errorf("%+v, %v", last, err)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
