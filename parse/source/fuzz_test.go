package source_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
)

// FuzzRead reads any text as source and asks about any line: nothing may panic or hang, and what is
// claimed must be about that line.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range ar.Files {
			if !strings.HasSuffix(file.Name, ".go") {
				continue
			}
			for i, line := range strings.Split(string(file.Data), "\n") {
				if m := marker.FindStringSubmatch(line); m != nil {
					f.Add(string(file.Data), i+1, m[2])
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string, line int, function string) {
		fr := evidence.Frame{Func: function, File: "/build/a.go", Line: line}
		set := frames(fr)
		fsys := fstest.MapFS{"a.go": {Data: []byte(src)}}
		start := time.Now()
		source.Read(context.Background(), set, source.Options{Dirs: []source.Tree{{Name: "src", FS: fsys}}})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("took %v", d)
		}
		c := set.Code[fr]
		if c == nil {
			return
		}
		if c.Mismatch != "" && (c.Op != nil || c.In.Name != "") {
			t.Errorf("claims %+v though %s", c.In, c.Mismatch)
		}
		if c.Mismatch == "" && (line < c.In.Start || line > c.In.End) {
			t.Errorf("line %d is not in %+v", line, c.In)
		}
		show(fr, c)
	})
}
