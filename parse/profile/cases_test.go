package profile

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

var update = flag.Bool("update", false, "rewrite what the files in testdata want")

// TestCases reads the section text of each testdata/*.txtar and compares what was understood with the
// file's other sections, each of which names a part of the Set (see sections), or error. A text that is to
// end without a line feed ends in \. A file dropped in is a test; sections left empty are filled by
// -update.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) < 2 || ar.Files[0].Name != "text" {
				t.Fatalf("%s: want a section text, and one or more of error, %q", path, sectionNames())
			}
			sets, err := Parse(context.Background(), strings.NewReader(caseText(ar)), "text", Options{})
			if err != nil && ar.Files[1].Name != "error" {
				t.Fatal(err)
			}
			for _, set := range sets {
				checkSet(t, set)
			}
			for i := range ar.Files[1:] {
				want := &ar.Files[i+1]
				got := section(t, want.Name, sets, err)
				if *update {
					want.Data = []byte(got)
				} else if got != string(want.Data) {
					t.Errorf("%s: %s\ngot:\n%swant:\n%s", path, want.Name, got, want.Data)
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func caseText(ar *txtar.Archive) string {
	text := string(ar.Files[0].Data)
	if cut, ok := strings.CutSuffix(text, "\\\n"); ok {
		return cut
	}
	return text
}

// section prints the same section of the sets of all kinds.
func section(t *testing.T, name string, sets []*evidence.Set, err error) string {
	t.Helper()
	if name == "error" {
		if err == nil {
			return "none\n"
		}
		return err.Error() + "\n"
	}
	print := sections[name]
	if print == nil {
		t.Fatalf("section %q is none of error, %q", name, sectionNames())
	}
	var b strings.Builder
	for _, set := range sets {
		print(&b, set)
	}
	return b.String()
}

// checkSet checks what is true of every Set.
func checkSet(t testing.TB, set *evidence.Set) {
	t.Helper()
	if len(set.Sources) != 1 {
		t.Fatalf("%d sources", len(set.Sources))
	}
	interned := make(map[string]*evidence.Stack)
	same := func(s *evidence.Stack) {
		if s == nil {
			return
		}
		key := stackText(s)
		for _, f := range s.Frames {
			key += f.File + "|"
		}
		if old := interned[key]; old != nil && old != s {
			t.Errorf("two stacks %s", key)
		}
		interned[key] = s
	}
	for i, g := range set.Goroutines {
		same(g.Stack)
		if g.ID == evidence.NoGoID || i > 0 && set.Goroutines[i-1].ID >= g.ID {
			t.Errorf("goroutine %d has id %d", i, g.ID)
		}
		if g.Wait != "" && g.State != evidence.Waiting && g.State != evidence.Syscall {
			t.Errorf("goroutine %d is %v on %s", g.ID, g.State, g.Wait)
		}
	}
	for _, a := range set.Allocs {
		same(a.Stack)
	}
	for _, c := range set.Contentions {
		same(c.Stack)
		if c.Kind != set.Sources[0].Kind {
			t.Errorf("a contention of %s in a %s", c.Kind, set.Sources[0].Kind)
		}
	}
	if set.Partial() && set.Sources[0].Missing == "" {
		t.Error("partial without a reason")
	}
}

// TestOther has the error by which a caller tells a profile of another kind from a damaged one.
func TestOther(t *testing.T) {
	_, err := parse1(context.Background(), strings.NewReader("threadcreate profile: total 6\n6 @\n#\t0x0\n\n"), "t", Options{})
	if !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	if _, err = parse1(context.Background(), strings.NewReader("\x0a\x04"), "t", Options{}); err == nil || errors.Is(err, ErrOther) {
		t.Error(err)
	}
}
