package source_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
)

// TestLinks: a link that leads out of the directory is not followed.
func TestLinks(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	const src = "package main\n\nfunc f(c chan int) {\n\t<-c\n}\n"
	if err := os.WriteFile(filepath.Join(outside, "a.go"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "a.go"), filepath.Join(dir, "a.go")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "sub")); err != nil {
		t.Fatal(err)
	}
	f := evidence.Frame{Func: "main.f", File: "/build/sub/a.go", Line: 4}
	if c := readOne(f, source.Tree{Name: dir}); !strings.Contains(c.Mismatch, "not found") {
		t.Errorf("got %+v", c)
	}
}

// TestTwice: a directory that is given twice is not ambiguous.
func TestTwice(t *testing.T) {
	fsys := fstest.MapFS{"a.go": {Data: []byte("package main\n\nfunc f(c chan int) {\n\t<-c\n}\n")}}
	f := evidence.Frame{Func: "main.f", File: "/b/a.go", Line: 4}
	if c := readOne(f, source.Tree{Name: "x", FS: fsys}, source.Tree{Name: "x", FS: fsys}); c.Mismatch != "" || c.Path != "x/a.go" {
		t.Errorf("got %+v", c)
	}
}

// TestTooLarge: a file above the limit is a problem.
func TestTooLarge(t *testing.T) {
	big := "package main\n\nfunc f(c chan int) {\n\t<-c\n}\n" + strings.Repeat("// filler\n", 1<<19)
	fsys := fstest.MapFS{"a.go": {Data: []byte(big)}}
	f := evidence.Frame{Func: "main.f", File: "/b/a.go", Line: 4}
	if c := readOne(f, source.Tree{Name: "x", FS: fsys}); c.Mismatch == "" {
		t.Errorf("got %+v", c)
	}
}

// TestNoDirectory: what cannot be read is said.
func TestNoDirectory(t *testing.T) {
	set := &evidence.Set{}
	source.Read(context.Background(), set, source.Options{Dirs: []source.Tree{{Name: filepath.Join(t.TempDir(), "none")}}, Trim: []string{"x"}})
	if len(set.Problems) != 2 {
		t.Errorf("got %v", set.Problems)
	}
}

// TestStopped: a context that is done ends the reading, and that is said.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	set := frames(evidence.Frame{Func: "main.f", File: "/b/a.go", Line: 4})
	source.Read(ctx, set, source.Options{})
	if len(set.Problems) != 1 || len(set.Code) != 0 {
		t.Errorf("got %v, %v", set.Problems, set.Code)
	}
}

func readOne(f evidence.Frame, dirs ...source.Tree) *evidence.Code {
	set := frames(f)
	source.Read(context.Background(), set, source.Options{Dirs: dirs})
	return set.Code[f]
}

// frames returns a Set with one goroutine at each frame.
func frames(list ...evidence.Frame) *evidence.Set {
	set := &evidence.Set{}
	for i, f := range list {
		set.Goroutines = append(set.Goroutines, &evidence.Goroutine{ID: evidence.GoID(i), Stack: &evidence.Stack{Frames: []evidence.Frame{f}}})
	}
	return set
}

// TestStandardLibrary asks about every line of net/http's functions: nothing may panic or take long.
func TestStandardLibrary(t *testing.T) {
	goroot, _ := source.Local(os.Getenv, "")
	files, _ := filepath.Glob(filepath.Join(goroot, "src/net/http/*.go"))
	if len(files) == 0 {
		t.Skip("no GOROOT")
	}
	var list []evidence.Frame
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fn := ""
		for i, line := range strings.Split(string(src), "\n") {
			if strings.HasPrefix(line, "func ") {
				fn = declared(line)
			}
			if fn != "" && i%3 == 0 {
				list = append(list, evidence.Frame{Func: "net/http." + fn, File: name, Line: i + 1})
			}
		}
	}
	if testing.Short() {
		list = list[:2000]
	}
	set := frames(list...)
	start := time.Now()
	source.Read(context.Background(), set, source.Options{GOROOT: goroot})
	found := 0
	for _, c := range set.Code {
		if c.Mismatch == "" {
			found++
		}
	}
	t.Logf("%d frames, %d found, %v", len(set.Code), found, time.Since(start))
	if found < len(set.Code)/3 {
		t.Errorf("only %d of %d found", found, len(set.Code))
	}
}

// declared returns the runtime's name of the function that a line declares.
func declared(line string) string {
	rest := strings.TrimPrefix(line, "func ")
	recv := ""
	if strings.HasPrefix(rest, "(") {
		i := strings.IndexByte(rest, ')')
		f := strings.Fields(rest[1:i])
		if recv = f[len(f)-1] + "."; strings.HasPrefix(recv, "*") {
			recv = "(" + strings.TrimSuffix(recv, ".") + ")."
		}
		rest = rest[i+2:]
	}
	return recv + rest[:strings.IndexAny(rest, "([")]
}

// BenchmarkRead asks about 5,000 distinct frames in a tree of 2,000 files.
func BenchmarkRead(b *testing.B) {
	fsys := fstest.MapFS{}
	var list []evidence.Frame
	for p := range 200 {
		for i := range 10 {
			var src strings.Builder
			fmt.Fprintf(&src, "package p%d\n\nimport \"context\"\n\ntype T%d struct { ctx context.Context; c chan int }\n", p, i)
			for k := range 25 {
				fmt.Fprintf(&src, "\nfunc (t *T%d) f%d(ctx context.Context, in chan int) error {\n\tctx, cancel := context.WithCancel(ctx)\n\tdefer cancel()\n"+
					"\tselect {\n\tcase t.c <- 1:\n\tcase <-in:\n\tcase <-ctx.Done():\n\t}\n\treturn t.f%d(ctx, t.c)\n}\n", i, k, (k+1)%25)
			}
			name := fmt.Sprintf("svc/p%d/f%d.go", p, i)
			fsys[name] = &fstest.MapFile{Data: []byte(src.String())}
			for k := range 3 {
				fn := fmt.Sprintf("example.com/svc/p%d.(*T%d).f%d", p, i, k)
				list = append(list, evidence.Frame{Func: fn, File: "/ci/" + name, Line: 10 + 11*k}, evidence.Frame{Func: fn, File: "/ci/" + name, Line: 15 + 11*k})
			}
		}
	}
	list = list[:5000]
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	for b.Loop() {
		set := frames(list...)
		source.Read(context.Background(), set, source.Options{Dirs: []source.Tree{{Name: "src", FS: fsys}}})
		for f, c := range set.Code {
			if c.Mismatch != "" {
				b.Fatal(f, c.Mismatch)
			}
		}
	}
	runtime.ReadMemStats(&m1)
	b.ReportMetric(float64(m1.TotalAlloc-m0.TotalAlloc)/float64(b.N)/(1<<20), "MiB/op")
}
