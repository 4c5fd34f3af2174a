package samples_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/samples"
)

// files is what every incident's evidence consists of.
var files = []string{"goroutine.txt", "heap.pb.gz", "schedtrace.log", "sigquit.txt", "trace.out"}

// maxEmbedded bounds what the samples add to the binary.
const maxEmbedded = 8 << 20

// A directory with a want.txt is an incident: it must be in the table, and so
// must nothing else.
func TestTableIsComplete(t *testing.T) {
	wants, err := filepath.Glob("*/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	var onDisk, inTable []string
	for _, name := range wants {
		onDisk = append(onDisk, filepath.Dir(name))
	}
	for _, inc := range samples.All() {
		inTable = append(inTable, inc.Name)
	}
	slices.Sort(onDisk)
	slices.Sort(inTable)
	if !slices.Equal(onDisk, inTable) {
		t.Errorf("directories %q\nand table %q differ: see incidents.go and the go:embed line", onDisk, inTable)
	}
}

func TestFind(t *testing.T) {
	for _, inc := range samples.All() {
		if got, ok := samples.Find(inc.Name); !ok || got.Name != inc.Name {
			t.Errorf("Find(%q) = %q, %t", inc.Name, got.Name, ok)
		}
	}
	if got, ok := samples.Find("no-such-incident"); ok {
		t.Errorf("Find of an unknown name = %q, true", got.Name)
	}
}

// The table belongs to the package; a caller's changes stay with the caller.
func TestAllIsTheCallers(t *testing.T) {
	all := samples.All()
	first := all[0].Name
	all[0].Name = "changed"
	if got := samples.All()[0].Name; got != first {
		t.Errorf("All()[0].Name = %q after a caller changed it, want %q", got, first)
	}
}

func TestStories(t *testing.T) {
	for _, inc := range samples.All() {
		if inc.Title == "" || strings.ContainsAny(inc.Title, "\n") || strings.HasSuffix(inc.Title, ".") {
			t.Errorf("%s: title %q: want one line without a full stop", inc.Name, inc.Title)
		}
		lines := strings.Split(inc.Story, "\n")
		if len(lines) < 3 || len(lines) > 6 {
			t.Errorf("%s: story of %d lines, want 3 to 6", inc.Name, len(lines))
		}
		for _, line := range lines {
			if line == "" || len(line) > 80 {
				t.Errorf("%s: story line of %d bytes, want 1 to 80: %q", inc.Name, len(line), line)
			}
		}
	}
}

func TestEvidence(t *testing.T) {
	begins := map[string]string{
		"trace.out":      "go 1.",
		"goroutine.txt":  "goroutine 1 [running]:",
		"heap.pb.gz":     "\x1f\x8b",
		"schedtrace.log": "SCHED 0ms: ",
		"sigquit.txt":    "SCHED ",
	}
	for _, inc := range samples.All() {
		t.Run(inc.Name, func(t *testing.T) {
			entries, err := fs.ReadDir(inc.Files, ".")
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, e := range entries {
				names = append(names, e.Name())
			}
			if !slices.Equal(names, files) {
				t.Errorf("files %q, want %q", names, files)
			}
			for name, begin := range begins {
				if data := read(t, inc.Files, name); !bytes.HasPrefix(data, []byte(begin)) {
					t.Errorf("%s begins with %.20q, want %q", name, data, begin)
				}
			}
			if !bytes.Contains(read(t, inc.Files, "sigquit.txt"), []byte("\nSIGQUIT: quit\n")) {
				t.Error("sigquit.txt holds no crash dump")
			}
			if !regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d `).Match(read(t, inc.Files, "schedtrace.log")) {
				t.Error("schedtrace.log holds no line of the service's own log")
			}
		})
	}
}

// Evidence is published with the binary: it must not tell where it was made.
func TestEvidenceNamesNoMachine(t *testing.T) {
	private := regexp.MustCompile(`/(home|root|work|tmp|Users|private|var/folders)/[^\s"]*`)
	for _, inc := range samples.All() {
		for _, name := range files {
			data := read(t, inc.Files, name)
			if strings.HasSuffix(name, ".gz") {
				data = gunzip(t, data)
			}
			if found := private.Find(data); found != nil {
				t.Errorf("%s/captured/%s holds the path %s", inc.Name, name, found)
			}
		}
	}
}

func TestEmbeddedSize(t *testing.T) {
	total := 0
	for _, inc := range samples.All() {
		err := fs.WalkDir(inc.Source, ".", func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				total += len(read(t, inc.Source, path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if total > maxEmbedded {
		t.Errorf("%d bytes embedded, want at most %d", total, maxEmbedded)
	}
}

// The healthy incident is worth its place only while a naive tool fails on it.
func TestHealthyIsBusy(t *testing.T) {
	inc, ok := samples.Find("healthy")
	if !ok {
		t.Fatal("no healthy incident")
	}
	if got := answers(t, inc); len(got) != 0 {
		t.Errorf("want.txt holds %d findings, want none", len(got))
	}
	dump := string(read(t, inc.Files, "goroutine.txt"))
	if n := strings.Count(dump, "\ngoroutine "); n < 100 {
		t.Errorf("%d goroutines, want at least 100", n)
	}
	for _, wait := range []string{"[select", "[chan receive", "[IO wait", "[sync.WaitGroup.Wait"} {
		if !strings.Contains(dump, wait) {
			t.Errorf("nothing waits in %s]", wait)
		}
	}
}

// read returns a file that must be there and must not be empty.
func read(t *testing.T, fsys fs.FS, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) == 0 {
		t.Errorf("%s is empty", name)
	}
	return data
}

func gunzip(t *testing.T, data []byte) []byte {
	t.Helper()
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
