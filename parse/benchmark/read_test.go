package benchmark

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/internal/fixture"
)

// TestOutputs reads the section "output" of each file; its section "want" has the results, and then the problems.
func TestOutputs(t *testing.T) {
	fixture.Run(t, "output", func(t *testing.T, data []byte) fixture.Part {
		set, err := Parse(context.Background(), bytes.NewReader(data), "output", Options{})
		checkSet(t, set, err)
		return func(section string) (string, bool) { return text(set, err), section == "want" }
	})
}

func text(set *evidence.Set, err error) string {
	if set == nil {
		return fmt.Sprintln(err)
	}
	var b strings.Builder
	for _, r := range set.Benchmarks {
		fmt.Fprintf(&b, "%v %s %s × %d:", r.Pos, r.Package, r.Name, r.Iters)
		for _, v := range r.Values {
			fmt.Fprintf(&b, " %v %s", v.Value, v.Unit)
		}
		b.WriteByte('\n')
	}
	for _, p := range set.Problems {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

// checkSet checks what holds for every Set.
func checkSet(t *testing.T, set *evidence.Set, err error) {
	t.Helper()
	if (set == nil) == (err == nil) {
		t.Fatalf("set %v, error %v", set, err)
	}
	if set == nil {
		if !errors.Is(err, ErrNone) {
			t.Errorf("error %v, want ErrNone", err)
		}
		return
	}
	if src := set.Sources[0]; len(set.Sources) != 1 || int(src.Records) != len(set.Benchmarks) || src.Records == 0 || src.Partial {
		t.Errorf("source %+v", src)
	}
	if len(set.Problems) > maxProblems {
		t.Errorf("%d problems", len(set.Problems))
	}
	last := int32(0)
	for _, r := range set.Benchmarks {
		if !strings.HasPrefix(r.Name, "Benchmark") || len(r.Values) == 0 || r.Pos.Line <= last {
			t.Errorf("result %+v", r)
		}
		last = r.Pos.Line
	}
}
