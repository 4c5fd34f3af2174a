package rules_test

import (
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
)

// TestComplete: each file of a rule is in the table, and each rule of the table has its file, its
// documentation, and cases of both kinds.
func TestComplete(t *testing.T) {
	if err := correlate.Validate(rules.All()); err != nil {
		t.Error(err)
	}
	inTable := map[string]bool{}
	for _, r := range rules.All() {
		inTable[r.Name] = true
		if _, err := os.Stat(fileOf(r.Name)); err != nil {
			t.Errorf("rule %s has no file: %v", r.Name, err)
		}
	}
	for _, name := range rulesOnDisk(t) {
		if !inTable[name] {
			t.Errorf("rules.go lacks the row\n\t\t%s,", variable(name))
		}
	}
	if doc := packageDoc(t); !t.Failed() {
		last := 0
		for _, r := range rules.All() {
			at := strings.Index(doc, "\n\t"+r.Name+" ")
			if at < last {
				t.Errorf("the catalogue in rules.go lacks the line, or has it elsewhere than the table\n//\t%s  %s", r.Name, r.Doc.Title)
			}
			last = max(last, at)
		}
	}
}

// TestHealthyWantsNothing: -update cannot bless a false positive.
func TestHealthyWantsNothing(t *testing.T) {
	for _, c := range ruleCases(t) {
		if healthy := strings.HasPrefix(filepath.Base(c.path), "healthy-"); healthy != (c.want() == "nothing\n") {
			t.Errorf("%s: a case wants nothing if, and only if, its name begins with healthy-", c.path)
		}
	}
}

// TestBothKindsOfCases: a rule without a case that it must leave alone is not known to be precise.
func TestBothKindsOfCases(t *testing.T) {
	positive, negative := map[string]int{}, map[string]int{}
	for _, c := range ruleCases(t) {
		if strings.Contains("\n"+c.want(), "\n"+c.rule()+" ") {
			positive[c.rule()]++
		} else {
			negative[c.rule()]++
		}
	}
	for _, r := range rules.All() {
		if positive[r.Name] < 2 || negative[r.Name] < 2 {
			t.Errorf("%s has %d cases with a finding and %d without, two of each are wanted; write testdata/%s/NAME.txtar:\n%s",
				r.Name, positive[r.Name], negative[r.Name], r.Name,
				"Why this case exists. A healthy one is named healthy-NAME.\n-- evidence --\ngoroutine 7 chan send since 1s: main.f f.go:3\n-- want --\nnothing")
		}
		delete(positive, r.Name)
		delete(negative, r.Name)
	}
	for name := range positive {
		t.Errorf("testdata/%s belongs to no rule", name)
	}
	for name := range negative {
		t.Errorf("testdata/%s belongs to no rule", name)
	}
}

// TestDocCode: what explain shows as Go is Go, written as gofmt writes it.
func TestDocCode(t *testing.T) {
	for _, r := range rules.All() {
		for part, code := range map[string]string{"before": r.Doc.Before, "after": r.Doc.After} {
			if err := checkSnippet(code); err != nil {
				t.Errorf("%s, %s: %v", r.Name, part, err)
			}
		}
		if r.Doc.Before == r.Doc.After {
			t.Errorf("%s: nothing was fixed", r.Name)
		}
	}
}

// checkSnippet checks declarations followed by statements.
func checkSnippet(code string) error {
	formatted, err := format.Source([]byte(code))
	if err != nil {
		decls, stmts, ok := strings.Cut(code, "\n}\n\n")
		if !ok {
			return err
		}
		if err := checkSnippet(decls + "\n}"); err != nil {
			return err
		}
		return checkSnippet(stmts)
	}
	if string(formatted) != code {
		return fmt.Errorf("gofmt writes\n%s", formatted)
	}
	return nil
}

// rulesOnDisk returns the names of the rules that have a file.
func rulesOnDisk(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		if f == "rules.go" || strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(src), "&correlate.Rule{") {
			names = append(names, strings.ReplaceAll(strings.TrimSuffix(f, ".go"), "_", "-"))
		}
	}
	slices.Sort(names)
	return names
}

func fileOf(rule string) string { return strings.ReplaceAll(rule, "-", "_") + ".go" }

// variable is the name of a rule in the code: early-return is earlyReturn.
func variable(rule string) string {
	first, rest, _ := strings.Cut(rule, "-")
	for _, word := range strings.Split(rest, "-") {
		if word != "" {
			first += strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return first
}

func packageDoc(t *testing.T) string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "rules.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return f.Doc.Text()
}
