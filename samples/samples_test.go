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

// files is what most incidents' evidence consists of, others what the rest has.
var (
	files  = []string{"goroutine.txt", "heap.pb.gz", "schedtrace.log", "sigquit.txt", "trace.out"}
	others = map[string][]string{
		"deadline-drift": {"goroutine.txt", "trace.out"},
		"series":         {"goroutine-1.txt", "goroutine-2.txt", "goroutine-3.txt"},
		"timer-pileup":   {"goroutine.txt", "heap-1.pb.gz", "heap-2.pb.gz"},
		"crashloop":      {"pod.log.gz"},
		"cancel-storm":   {"schedtrace.log", "trace.out"},
	}
)

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
		"trace":      "go 1.",
		"goroutine":  "goroutine 1 [running]:",
		"heap":       "\x1f\x8b",
		"pod":        "\x1f\x8b",
		"schedtrace": "SCHED 0ms: ",
		"sigquit":    "SCHED ",
	}
	for _, inc := range samples.All() {
		t.Run(inc.Name, func(t *testing.T) {
			want := files
			if list, ok := others[inc.Name]; ok {
				want = list
			}
			if !slices.Equal(inc.Inputs, want) {
				t.Errorf("files %q, want %q", inc.Inputs, want)
			}
			for _, name := range inc.Inputs {
				kind := name[:strings.IndexAny(name, "-.")]
				data := read(t, inc.Files, name)
				if !bytes.HasPrefix(data, []byte(begins[kind])) {
					t.Errorf("%s begins with %.20q, want %q", name, data, begins[kind])
				}
				if kind == "sigquit" && !bytes.Contains(data, []byte("\nSIGQUIT: quit\n")) {
					t.Error("sigquit.txt holds no crash dump")
				}
				if kind == "schedtrace" && !regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d `).Match(data) {
					t.Error("schedtrace.log holds no line of the service's own log")
				}
			}
		})
	}
}

// The log of a pod has the service's own lines, in the manner of klog, and the
// panic between them, each behind what the container runtime adds.
func TestPodLog(t *testing.T) {
	inc, _ := samples.Find("crashloop")
	log := gunzip(t, read(t, inc.Files, "pod.log.gz"))
	const prefix = `(?m)^\d{4}-\d\d-\d\dT[\d:.]+Z stderr F `
	for _, line := range []string{`E\d{4} [\d:.]+ +1 importer.go:\d+\] `, `panic: importer: \d+ files open`, `goroutine \d+ \[chan send\]:$`} {
		if !regexp.MustCompile(prefix + line).Match(log) {
			t.Errorf("no line %s", line)
		}
	}
}

// Evidence is published with the binary: it must not tell where it was made.
func TestEvidenceNamesNoMachine(t *testing.T) {
	private := regexp.MustCompile(`/(home|root|work|tmp|Users|private|var/folders)/[^\s"]*`)
	for _, inc := range samples.All() {
		for _, name := range inc.Inputs {
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
