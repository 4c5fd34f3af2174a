package bundle

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
	"github.com/ctxscope/ctxscope/parse/incident"
	"github.com/ctxscope/ctxscope/parse/source"
)

// TestEveryRuleSurvives: each case of each rule shows the same chains after it was redacted, written and read again:
// redaction keeps what a rule rests on. A rule that goes by a private name fails here.
func TestEveryRuleSurvives(t *testing.T) {
	paths, err := filepath.Glob("../../correlate/rules/testdata/*/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		set := evidencetest.Set(t, string(ar.Files[0].Data))
		files := fstest.MapFS{}
		for _, f := range ar.Files[1 : len(ar.Files)-1] {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		if len(files) > 0 {
			source.Read(t.Context(), set, source.Options{Dirs: []source.Tree{{Name: "src", FS: files}}})
		}
		want := chainsOf(set)
		for _, level := range Levels {
			var b bytes.Buffer
			if err := incident.Write(&b, &Document{Set: Redact(set, level, correlate.Public).Set}); err != nil {
				t.Fatal(err)
			}
			again, err := incident.Parse(context.Background(), &b, "incident.json", incident.Options{})
			if err != nil {
				t.Errorf("%s, %s: %v", path, level, err)
			} else if got := chainsOf(again); got != want {
				t.Errorf("%s, %s:\n%swant\n%s", path, level, got, want)
			}
		}
	}
}

// chainsOf says what is concluded from set, without names.
func chainsOf(set *evidence.Set) string {
	var list []string
	for _, f := range analyse(set).Findings {
		list = append(list, fmt.Sprintf("%s %s %s %s %d %s line %d, fix %d, %d links\n", f.Rule.Name, f.Certainty, f.Severity, f.Wait, len(f.Goroutines), f.Oldest, f.Blocked.Line, f.Fix.At.Line, len(f.Chain)))
	}
	slices.Sort(list) // equals are in order of their fingerprints
	return strings.Join(list, "")
}
