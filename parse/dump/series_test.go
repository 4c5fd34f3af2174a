package dump

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

const (
	first = `goroutine 1 [select]:
main.main()
	/src/main.go:31 +0x5c

goroutine 5 [chan send]:
main.f(0x1)
	/src/main.go:10 +0x1d
created by main.main in goroutine 1
	/src/main.go:5 +0x2c

`
	second = first + `goroutine 6 [chan send]:
main.f(0x2)
	/src/main.go:10 +0x2d
created by main.main in goroutine 1
	/src/main.go:5 +0x2c
`
)

func parseText(t *testing.T, text string) *evidence.Set {
	t.Helper()
	set, err := Parse(context.Background(), strings.NewReader(text), "dump", Options{})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestSeries joins a file of two dumps with one of a single dump.
func TestSeries(t *testing.T) {
	old, last := parseText(t, first+second), parseText(t, second)
	series := Series(old, last)
	if len(series) != 3 {
		t.Fatalf("%d snapshots", len(series))
	}
	want := last.Goroutine(5).Stack
	for i, n := range []int{2, 3, 3} {
		if got := len(series[i].Goroutines); got != n {
			t.Errorf("snapshot %d has %d goroutines, want %d", i, got, n)
		}
		if series[i].Goroutines[1].Stack != want {
			t.Errorf("snapshot %d: the stack is not the last set's", i)
		}
	}
	if series[0].Source != old.Sources[0] || series[2].Source != last.Sources[0] {
		t.Error("sources are mixed up")
	}
	if old.Goroutine(5).Stack == want || old.Series[0].Goroutines[1].Stack == want {
		t.Error("a set was changed")
	}
}

// TestEqualStacks interns by functions and lines: program counters may differ.
func TestEqualStacks(t *testing.T) {
	set := parseText(t, second)
	if set.Goroutine(5).Stack != set.Goroutine(6).Stack || set.Goroutine(5).Created.Stack != set.Goroutine(6).Created.Stack {
		t.Error("equal stacks are different pointers")
	}
}

// TestStopped keeps what was read before the context was done, or the reader failed.
func TestStopped(t *testing.T) {
	broken := errors.New("the disk is gone")
	set, err := Parse(context.Background(), io.MultiReader(strings.NewReader(second), iotest.ErrReader(broken)), "dump", Options{})
	if err != nil || len(set.Goroutines) != 3 || !set.Partial() || !strings.Contains(set.Problems[0].Message, "the disk is gone") {
		t.Errorf("%s", printSet(set, err))
	}
	_, err = Parse(context.Background(), iotest.ErrReader(broken), "dump", Options{})
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	set, err = Parse(ctx, strings.NewReader(second), "dump", Options{})
	if !errors.Is(err, errStopped) || set == nil {
		t.Errorf("stopped: error %v", err)
	}
}

// TestProgress ends with a report that is done.
func TestProgress(t *testing.T) {
	var last evidence.Progress
	_, err := Parse(context.Background(), strings.NewReader(second), "dump", Options{Size: int64(len(second)), Progress: func(p evidence.Progress) { last = p }})
	if err != nil || !last.Done || last.Read != last.Total || last.Goroutines != 3 || last.Kind != evidence.GoroutineDump {
		t.Errorf("%+v, error %v", last, err)
	}
}
