package rules_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
	"github.com/ctxscope/ctxscope/parse/source"
)

var update = flag.Bool("update", false, "rewrite what the cases in testdata want")

// A ruleCase is one testdata/<rule>/*.txtar: its comment says why it exists, -- evidence -- is a timeline
// of package evidencetest, and -- want -- are the findings (see print). Go files between the two are the
// program's source, as --src would give it. All rules run on it, so a case also shows which rule has the
// word when several could.
type ruleCase struct {
	path string
	ar   *txtar.Archive
}

func ruleCases(t testing.TB) []ruleCase {
	t.Helper()
	paths, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var cases []ruleCase
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		last := len(ar.Files) - 1
		if last < 1 || ar.Files[0].Name != "evidence" || ar.Files[last].Name != "want" {
			t.Fatalf("%s: want the sections evidence, Go files if any, and want", path)
		}
		cases = append(cases, ruleCase{path, ar})
	}
	return cases
}

// rule is the rule that the case is about.
func (c ruleCase) rule() string { return filepath.Base(filepath.Dir(c.path)) }

func (c ruleCase) evidence() string { return string(c.ar.Files[0].Data) }

func (c ruleCase) want() string { return string(c.ar.Files[len(c.ar.Files)-1].Data) }

// set is the evidence of the case with what its source says.
func (c ruleCase) set(t testing.TB) *evidence.Set {
	t.Helper()
	set := evidencetest.Set(t, c.evidence())
	files := fstest.MapFS{}
	for _, f := range c.ar.Files[1 : len(c.ar.Files)-1] {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if len(files) > 0 {
		source.Read(t.Context(), set, source.Options{Dirs: []source.Tree{{Name: "src", FS: files}}})
	}
	return set
}

// TestRules runs all rules on each case. A file dropped in is a test; -update rewrites what it wants.
func TestRules(t *testing.T) {
	for _, c := range ruleCases(t) {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(c.path, "testdata/"), ".txtar"), func(t *testing.T) {
			if len(strings.TrimSpace(string(c.ar.Comment))) == 0 {
				t.Errorf("%s does not say why it exists", c.path)
			}
			res := correlate.Run(c.set(t), rules.All())
			checkResult(t, res)
			checkWords(t, res)
			got := printFindings(res)
			if *update {
				c.ar.Files[len(c.ar.Files)-1].Data = []byte(got)
				if err := os.WriteFile(c.path, txtar.Format(c.ar), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != c.want() {
				t.Errorf("%s\n%sgot:\n%swant:\n%s", c.path, c.ar.Comment, got, c.want())
			}
		})
	}
}
