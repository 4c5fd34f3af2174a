package dump

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestSamples reads the dumps of the shipped incidents to the last goroutine.
func TestSamples(t *testing.T) {
	files, _ := filepath.Glob("../../samples/*/captured/*.txt")
	if len(files) < 12 {
		t.Fatalf("%d dumps", len(files))
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := bytes.Count(append([]byte("\n"), data...), []byte("\ngoroutine "))
		set, err := Parse(context.Background(), bytes.NewReader(data), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkSet(t, set)
		if got := len(set.Goroutines); got != want {
			t.Errorf("%s: %d goroutines, want %d", path, got, want)
		}
		for _, p := range set.Problems {
			t.Errorf("%v", p)
		}
		if set.Partial() || set.Series != nil {
			t.Errorf("%s: partial %v, series of %d", path, set.Partial(), len(set.Series))
		}
	}
}
