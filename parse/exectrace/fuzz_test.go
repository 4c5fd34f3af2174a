package exectrace

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// FuzzParse starts from a real trace, whole, cut and changed, from one of several generations, and from
// the small traces and former crashes that come with the reader, where they are at hand.
func FuzzParse(f *testing.F) {
	data, release := smallTrace(f)
	release()
	f.Add(data)
	for _, b := range batches(data) {
		f.Add(data[:b])
	}
	for i := 16; i < len(data); i += len(data) / 16 {
		bad := bytes.Clone(data)
		bad[i]++
		f.Add(bad)
	}
	for _, seed := range readerSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parseDamaged(t, bytes.NewReader(data))
	})
}

// readerSeeds returns the reader's own test cases and fuzz corpus.
func readerSeeds(f *testing.F) (seeds [][]byte) {
	dir := readerDir(f)
	cases, _ := filepath.Glob(filepath.Join(dir, "trace/testdata/tests/*.test"))
	for _, path := range cases {
		if ar, err := txtar.ParseFile(path); err == nil && len(ar.Files) == 2 && len(ar.Files[1].Data) < 20<<10 {
			seeds = append(seeds, assemble(f, string(ar.Files[1].Data)))
		}
	}
	corpus, _ := filepath.Glob(filepath.Join(dir, "trace/testdata/fuzz/FuzzReader/*"))
	for _, path := range corpus {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, literal, _ := strings.Cut(string(text), "[]byte(")
		if s, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(literal), ")")); err == nil {
			seeds = append(seeds, []byte(s))
		}
	}
	return seeds
}
