package source_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
)

// readSample reads a shipped incident's trace and its source.
func readSample(t *testing.T, name string) *evidence.Set {
	t.Helper()
	dir := filepath.Join("..", "..", "samples", name)
	set, err := parse.OpenFS(context.Background(), os.DirFS(dir), []string{"captured/trace.out"}, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	source.Read(context.Background(), set, source.Options{Dirs: []source.Tree{{Name: dir}}})
	for _, p := range set.Problems {
		t.Error(p)
	}
	for f, c := range set.Code {
		if c.Mismatch != "" && strings.HasPrefix(f.Func, "main.") {
			t.Errorf("%v: %s", f, c.Mismatch)
		}
	}
	return set
}

// code returns what is known of the frame at FILE:LINE, with the file's base name.
func code(t *testing.T, set *evidence.Set, place string) (evidence.Frame, *evidence.Code) {
	t.Helper()
	for f, c := range set.Code {
		if strings.HasSuffix(f.Place(), "/"+place) {
			return f, c
		}
	}
	t.Fatalf("no frame at %s", place)
	return evidence.Frame{}, nil
}

func TestShow(t *testing.T) {
	if os.Getenv("SHOW") == "" {
		t.Skip()
	}
	for _, s := range []string{"early-return", "ignored-cancel", "lost-cancel", "outlived-parent", "stuck-defer-cancel", "healthy"} {
		set := readSample(t, s)
		for f, c := range set.Code {
			if strings.HasPrefix(f.Func, "main.") {
				t.Log(s + " " + f.Func + "\n" + show(f, c))
			}
		}
	}
}
