package profile

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

// FuzzParse starts from all cases, from profiles of this process, and from both cut.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range files {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		text := caseText(ar)
		f.Add([]byte(text))
		f.Add([]byte(text[:len(text)*2/3]))
	}
	for _, name := range []string{"goroutine", "heap", "mutex"} {
		f.Add(taken(f, name, 0))
	}
	if data, err := os.ReadFile("testdata/trace-net.pb.gz"); err == nil {
		f.Add(data)
		f.Add(unpacked(f, data))
	}
	f.Add(goodProto(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := parseDamaged(t, data)
		if err != nil && set.Sources[0].Kind != "" {
			t.Errorf("a profile that was read is an error: %v", err)
		}
		Sniff(data[:min(len(data), sniffed)])
	})
}
