package dump

import (
	"bytes"
	"context"
	"testing"
	"testing/iotest"

	"golang.org/x/tools/txtar"
)

// FuzzParse starts from every fixture, whole, cut and in other envelopes. Whatever comes in, the Set
// keeps its invariants and does not depend on how the bytes arrive.
func FuzzParse(f *testing.F) {
	for _, path := range fixtures(f) {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		data := text(ar)
		if len(data) > 8<<10 {
			data = data[:8<<10]
		}
		f.Add(data)
		f.Add(data[:len(data)*2/3])
		f.Add(bytes.ReplaceAll(data, []byte("\n"), []byte("\n2026-11-22T01:07:00.1Z stderr F ")))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := Parse(context.Background(), bytes.NewReader(data), "dump", Options{})
		checkSet(t, set)
		if err != nil && len(set.Goroutines) > 0 {
			t.Errorf("%d goroutines and error %v", len(set.Goroutines), err)
		}
		if len(data) > 4<<10 {
			return
		}
		slow, slowErr := Parse(context.Background(), iotest.OneByteReader(bytes.NewReader(data)), "dump", Options{})
		if got, want := printSet(slow, slowErr), printSet(set, err); got != want {
			t.Errorf("byte by byte:\n%s\nat once:\n%s", got, want)
		}
	})
}
