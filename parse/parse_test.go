package parse

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/trace"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// aTrace records the shortest trace there is.
func aTrace(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := trace.Start(&buf); err != nil {
		t.Skip(err)
	}
	trace.Stop()
	return buf.Bytes()
}

// tree writes files into a new directory and makes it the current one.
func tree(t *testing.T, files map[string][]byte) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func open1(inputs ...string) (*evidence.Set, error) {
	return Open(context.Background(), inputs, Options{})
}

// TestErrors has the errors as a person reads them: one line, the name once.
func TestErrors(t *testing.T) {
	good := aTrace(t)
	tree(t, map[string][]byte{
		"empty":          nil,
		"notes.txt":      []byte("remember to capture a trace\n"),
		"noise":          bytes.Repeat([]byte{0xfe, 0x00}, 5000),
		"cut.out":        good[:len(good)/2],
		"header.out":     good[:16],
		"text/notes.txt": []byte("remember\n"),
		"text/more.txt":  []byte("more\n"),
		"hidden/.git/x":  good,
	})
	if err := os.Mkdir("void", 0o777); err != nil {
		t.Fatal(err)
	}
	const unrecognised = "not a file ctxscope can read; it reads execution traces, goroutine dumps, pprof profiles, schedtrace logs and benchmark results"
	tests := []struct{ input, err string }{
		{"gone.out", "gone.out: no such file or directory"},
		{"empty/below", "empty/below: not a directory"},
		{"empty", "empty: the file is empty"},
		{"notes.txt", `notes.txt: not a file ctxscope can read: it is a short text, "remember to capture a trace"`},
		{"noise", "noise: " + unrecognised},
		{"cut.out", "cut.out: the trace is cut: it ends in the middle of a generation"},
		{"header.out", "header.out: the trace has no events"},
		{"void", "void: no input found: the directory has no files"},
		{"hidden", "hidden: no input found: the directory has no files"},
		{"text", "text: no input found"},
	}
	for _, test := range tests {
		_, err := open1(test.input)
		if err == nil || err.Error() != test.err {
			t.Errorf("%s: error %q, want %q", test.input, err, test.err)
		}
	}
	for _, dir := range []string{"void", "hidden", "text"} {
		if _, err := open1(dir); !errors.Is(err, ErrNoInput) {
			t.Errorf("%s: %v is not ErrNoInput", dir, err)
		}
	}
}

// TestSeveralErrors has a line for each input when none can be read.
func TestSeveralErrors(t *testing.T) {
	tree(t, map[string][]byte{"a": nil, "b": []byte("b\n")})
	_, err := open1("a", "b")
	if err == nil || len(strings.Split(err.Error(), "\n")) != 2 {
		t.Errorf("error %q, want two lines", err)
	}
}

// TestDirectory reads what it recognises, at any depth, and says what it left out.
func TestDirectory(t *testing.T) {
	tree(t, map[string][]byte{
		"incident/deep/down/trace.out": aTrace(t),
		"incident/README":              []byte("notes"),
		"incident/zero":                nil,
		"incident/.cache/trace.out":    aTrace(t),
	})
	set, err := open1("incident")
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Sources[0].Path; len(set.Sources) != 3 || got != filepath.FromSlash("incident/deep/down/trace.out") {
		t.Errorf("%d sources, first %s", len(set.Sources), got)
	}
	if last := set.Sources[1]; len(set.Problems) > 0 || last.Kind != evidence.Unrecognised || last.Path != filepath.FromSlash("incident/README") {
		t.Errorf("last source %s, %s; problems %v", last.Path, last.Kind, set.Problems)
	}
}

// TestUnreadable has inputs beside a good one that the system refuses to give.
func TestUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("nothing is refused to root")
	}
	tree(t, map[string][]byte{"in/locked.out": aTrace(t), "in/good.out": aTrace(t), "in/locked/trace.out": aTrace(t)})
	for _, name := range []string{"in/locked.out", "in/locked"} {
		if err := os.Chmod(name, 0); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(name, 0o777)
	}
	set, err := open1("in")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Problems) != 2 || set.Problems[0].Message != "permission denied" {
		t.Errorf("problems %v", set.Problems)
	}
}

// TestTwoTraces are of two runs, whose goroutine ids have nothing to do with each other: one is read, the
// other named.
func TestTwoTraces(t *testing.T) {
	tree(t, map[string][]byte{"a.out": aTrace(t), "b.out": aTrace(t)})
	set, err := open1("a.out", "b.out")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Sources) != 2 || set.Sources[0].Path != "b.out" {
		t.Errorf("%d sources, first %s, want the later one, b.out", len(set.Sources), set.Sources[0].Path)
	}
	if len(set.Problems) != 1 || set.Problems[0].Pos.File != "a.out" || !strings.Contains(set.Problems[0].Message, "one is analysed, b.out") {
		t.Errorf("problems %v", set.Problems)
	}
}

func TestStdin(t *testing.T) {
	set, err := Open(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(aTrace(t))})
	if err != nil || set.Sources[0].Path != "-" {
		t.Errorf("%v, %v", set, err)
	}
	if _, err := Open(context.Background(), []string{"-"}, Options{Stdin: strings.NewReader("")}); err == nil || err.Error() != "-: the file is empty" {
		t.Error(err)
	}
}

func TestOpenFS(t *testing.T) {
	fsys := fstest.MapFS{"in/trace.out": {Data: aTrace(t)}}
	if _, err := OpenFS(context.Background(), fsys, []string{"in/trace.out"}, Options{}); err != nil {
		t.Error(err)
	}
	if _, err := OpenFS(context.Background(), fsys, []string{"gone"}, Options{}); err == nil || err.Error() != "gone: file does not exist" {
		t.Error(err)
	}
}

// TestStopped gives the context's own error when nothing was read.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, []string{"-"}, Options{Stdin: bytes.NewReader(aTrace(t))}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestProgress hears the last word on every input, good and bad.
func TestProgress(t *testing.T) {
	tree(t, map[string][]byte{"a.out": aTrace(t), "b.txt": []byte("b\n")})
	last := map[string]evidence.Progress{}
	o := Options{Progress: func(p evidence.Progress) { last[p.Path] = p }}
	if _, err := Open(context.Background(), []string{"a.out", "b.txt"}, o); err != nil {
		t.Fatal(err)
	}
	if p := last["a.out"]; !p.Done || p.Err != nil || p.Read != p.Total || p.Total == 0 {
		t.Errorf("a.out: %+v", p)
	}
	if p := last["b.txt"]; !p.Done || p.Err == nil {
		t.Errorf("b.txt: %+v", p)
	}
}

// FuzzOpen has no input that panics, hangs, or gives an error of several lines.
func FuzzOpen(f *testing.F) {
	good := aTrace(f)
	f.Add(good)
	f.Add(good[:16])
	f.Add([]byte("go 1.21 trace\x00\x00\x00"))
	f.Add([]byte("go 1.26 tracing is fun"))
	f.Add([]byte("goroutine 1 [running]:\nmain.main()\n"))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := Open(context.Background(), []string{"-"}, Options{Stdin: io.MultiReader(bytes.NewReader(data[:len(data)/2]), bytes.NewReader(data[len(data)/2:]))})
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("error %q", err)
		}
		if err == nil && (len(set.Sources) != 1 || set.Partial() && len(set.Problems) == 0) {
			t.Errorf("%d sources, problems %v", len(set.Sources), set.Problems)
		}
	})
}
