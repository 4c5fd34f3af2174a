package exectrace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestGoVersions reads the traces of older Go versions that come with Go itself and with the module of
// the reader. They are read where they are; where a distribution left them out there is nothing to test.
func TestGoVersions(t *testing.T) {
	t.Run("v1", func(t *testing.T) {
		files := glob(t, filepath.Join(runtime.GOROOT(), "src/internal/trace/internal/tracev1/testdata/*_good"))
		for _, path := range files {
			t.Run(filepath.Base(path), func(t *testing.T) {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				set := readAll(t, data)
				checkSet(t, set)
				comparePlain(t, data, set)
			})
		}
	})
	t.Run("v2", func(t *testing.T) {
		files := glob(t, filepath.Join(runtime.GOROOT(), "src/internal/trace/testdata/tests/*.test"))
		if dir := readerDir(t); dir != "" {
			files = append(files, glob(t, filepath.Join(dir, "trace/testdata/tests/*.test"))...)
		}
		for _, path := range files {
			t.Run(filepath.Base(path), func(t *testing.T) { testExpectation(t, path) })
		}
	})
}

// testExpectation reads one of the reader's own test cases, which says whether it is a good trace.
func testExpectation(t *testing.T, path string) {
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(ar.Files) != 2 || ar.Files[0].Name != "expect" || ar.Files[1].Name != "trace" {
		t.Skip("another kind of file by now")
	}
	data := assemble(t, string(ar.Files[1].Data))
	good := strings.HasPrefix(string(ar.Files[0].Data), "SUCCESS")
	set, err := Parse(context.Background(), bytes.NewReader(data), "test.trace", Options{})
	whole := err == nil && !set.Partial() || errors.Is(err, errEmpty) // some have no event but Sync
	if whole != good {
		t.Errorf("whole is %v, want %v: %v %v", whole, good, err, set.Problems)
	}
	checkSet(t, set)
	comparePlain(t, data, set)
}

func glob(t *testing.T, pattern string) []string {
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Logf("nothing at %s", pattern)
	}
	return files
}

// readerDir is where the module of the reader is, empty when that is not known.
func readerDir(t testing.TB) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/exp").Output()
	if err != nil {
		t.Logf("go list: %v", err)
		return ""
	}
	return strings.TrimSpace(string(out))
}
