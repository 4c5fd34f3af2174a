package schedtrace

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/internal/fixture"
)

func readFile(t testing.TB, path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// FuzzParse starts from the fixtures. Whatever the log, what was understood holds together, and a log in
// front of which others write is understood the same.
func FuzzParse(f *testing.F) {
	for _, log := range fixture.Inputs(f) {
		f.Add(log)
	}
	f.Fuzz(func(t *testing.T, log []byte) {
		set, err := Parse(context.Background(), bytes.NewReader(log), "log", Options{})
		checkSet(t, set, err)
		later, laterErr := Parse(context.Background(), strings.NewReader("request served\n"+string(log)), "log", Options{})
		if (laterErr == nil) != (err == nil) || err == nil && (len(later.Load) != len(set.Load) || len(later.Goroutines) != len(set.Goroutines)) {
			t.Error("a line before it changes what is understood")
		}
	})
}

// TestCutAnywhere cuts each fixture at every byte: there is nothing that must not be read.
func TestCutAnywhere(t *testing.T) {
	for _, log := range fixture.Inputs(t) {
		for i := 0; i < len(log); i += 1 + len(log)/500 {
			set, err := Parse(context.Background(), bytes.NewReader(log[:i]), "log", Options{})
			checkSet(t, set, err)
		}
	}
}

// BenchmarkParse reads a log in which one line in fifty is the scheduler's, and one of scheddetail.
func BenchmarkParse(b *testing.B) {
	detail := readFile(b, "testdata/waits-over-time.txtar")
	_, detail, _ = strings.Cut(detail, "-- log --\n")
	detail, _, _ = strings.Cut(detail, "-- source --")
	for name, log := range map[string]string{
		"log":    strings.Repeat(strings.Repeat("2026/11/22 00:34:28.988558 trader 9: stream refused: 403 Forbidden\n", 50)+schedLine(0, 1), 1000),
		"detail": strings.Repeat(detail, 500),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(log)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(context.Background(), strings.NewReader(log), "log", Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
