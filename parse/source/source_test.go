package source_test

import (
	"context"
	"flag"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
)

var update = flag.Bool("update", false, "rewrite what the cases in testdata want")

// marker is a comment at the end of a line of a case's source:
//
//	// @ main.F       tell about this line as a frame of main.F
//	// @1 main.F      the same, as the leaf of a stack that goes on at @2, @3, …
//	// @go main.F     the goroutine of that stack was started here
var marker = regexp.MustCompile(`// @(\d*|go) (\S+)$`)

// TestCases runs the cases: the comment says why a case exists, the Go files are the --src directory,
// -- frames -- lists further frames as FUNCTION FILE:LINE, and -- want -- is what is read, see show.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(strings.TrimSpace(string(ar.Comment))) == 0 {
				t.Error("the case does not say why it exists")
			}
			got := run(t, ar)
			i := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
			if *update {
				if i < 0 {
					ar.Files, i = append(ar.Files, txtar.File{Name: "want"}), len(ar.Files)
				}
				ar.Files[i].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if i < 0 || string(ar.Files[i].Data) != got {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// run reads one case.
func run(t *testing.T, ar *txtar.Archive) string {
	fsys := fstest.MapFS{}
	set := &evidence.Set{}
	var asked []evidence.Frame
	joined := &evidence.Goroutine{Stack: &evidence.Stack{}}
	opts := source.Options{}
	for _, f := range ar.Files {
		switch {
		case f.Name == "want":
		case f.Name == "trim":
			opts.Trim = strings.Fields(string(f.Data))
		case f.Name == "frames":
			for _, line := range strings.Split(strings.TrimSpace(string(f.Data)), "\n") {
				fn, at, _ := strings.Cut(line, " ")
				i := strings.LastIndexByte(at, ':')
				fr := evidence.Frame{Func: fn, File: at[:i], Line: atoi(at[i+1:])}
				asked = append(asked, fr)
				set.Goroutines = append(set.Goroutines, &evidence.Goroutine{Stack: &evidence.Stack{Frames: []evidence.Frame{fr}}})
			}
		default:
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			for i, line := range strings.Split(string(f.Data), "\n") {
				m := marker.FindStringSubmatch(line)
				if m == nil {
					continue
				}
				fr := evidence.Frame{Func: m[2], File: path.Join("/build/app", f.Name), Line: i + 1}
				switch {
				case m[1] == "go":
					joined.Created.Stack = &evidence.Stack{Frames: []evidence.Frame{fr}}
				case m[1] != "":
					for len(joined.Stack.Frames) < atoi(m[1]) {
						joined.Stack.Frames = append(joined.Stack.Frames, evidence.Frame{})
					}
					joined.Stack.Frames[atoi(m[1])-1] = fr
				default:
					set.Goroutines = append(set.Goroutines, &evidence.Goroutine{Stack: &evidence.Stack{Frames: []evidence.Frame{fr}}})
				}
				if m[1] == "" || m[1] == "1" {
					asked = append(asked, fr)
				}
			}
		}
	}
	set.Goroutines = append(set.Goroutines, joined)
	opts.Dirs = []source.Tree{{Name: "src", FS: fsys}}
	source.Read(context.Background(), set, opts)
	var b strings.Builder
	for _, f := range asked {
		b.WriteString(show(f, set.Code[f]))
	}
	for _, p := range set.Problems {
		b.WriteString("problem " + p.String() + "\n")
	}
	return b.String()
}

func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}
