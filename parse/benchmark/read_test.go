package benchmark

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

var update = flag.Bool("update", false, "rewrite what the files in testdata want")

// TestOutputs reads the section "output" of each testdata/*.txtar and compares what was understood with
// its section "want": the results, and then the problems. A file dropped in is a test; -update rewrites.
func TestOutputs(t *testing.T) {
	for _, path := range fixtures(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) != 2 || ar.Files[0].Name != "output" || ar.Files[1].Name != "want" {
				t.Fatalf("%s: want the sections output and want", path)
			}
			set, err := Parse(context.Background(), strings.NewReader(string(ar.Files[0].Data)), "output", Options{})
			checkSet(t, set, err)
			got := text(set, err)
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != string(ar.Files[1].Data) {
				t.Errorf("%s\ngot:\n%swant:\n%s", path, got, ar.Files[1].Data)
			}
			if Sniff(ar.Files[0].Data) != (err == nil) {
				t.Errorf("Sniff says %v, Parse %v", err != nil, err)
			}
		})
	}
}

func fixtures(t testing.TB) []string {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	return files
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
