package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ctxscope/ctxscope"

// A pkg is one package of the module and what it imports itself, its tests' imports left out: they may
// reach anywhere.
type pkg struct {
	ImportPath string
	Imports    []string
	Doc        string
}

// packages lists all packages of the module.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Doc", "./...")
	cmd.Dir = "../.."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		list = append(list, p)
	}
}

// in reports whether path is dir or lies below it.
func in(path string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") })
}

// TestLayering: data walks one way, and each big dependency has one home.
func TestLayering(t *testing.T) {
	list := packages(t)
	own := func(imp string, dirs ...string) bool {
		rest, ok := strings.CutPrefix(imp, module+"/")
		return ok && in(rest, dirs...)
	}
	for _, rule := range []struct {
		why    string
		in     []string // packages that are ruled; nil: all
		except []string // of those, the ones that may
		bad    func(imp string) bool
	}{
		{why: "evidence is a leaf: standard library only", in: []string{"parse/evidence"}, except: []string{"parse/evidence/evidencetest"},
			bad: func(imp string) bool { return strings.Contains(strings.Split(imp, "/")[0], ".") }},
		{why: "parsers do not know what their facts mean, or how they are shown", in: []string{"parse"},
			bad: func(imp string) bool { return own(imp, "correlate", "ui", "cmd", "samples") }},
		{why: "rules see evidence, never a format", in: []string{"correlate"},
			bad: func(imp string) bool {
				return own(imp, "parse", "ui", "cmd", "samples") && !own(imp, "parse/evidence")
			}},
		{why: "the core of correlate does not know its rules", in: []string{"correlate"},
			bad: func(imp string) bool { return own(imp, "correlate/rules") }},
		{why: "what is shown was concluded before: no parsing, no rules in ui", in: []string{"ui"},
			bad: func(imp string) bool {
				return own(imp, "parse", "correlate/rules", "cmd", "samples") && !own(imp, "parse/evidence")
			}},
		{why: "samples take evidence, they do not judge it", in: []string{"samples"}, except: []string{"samples/generate"},
			bad: func(imp string) bool { return own(imp, "correlate", "ui", "cmd") }},
		{why: "nothing imports a command", bad: func(imp string) bool { return own(imp, "cmd") }},
		{why: "Bubble Tea queries the terminal when it is imported: it stays in ui", except: []string{"ui"},
			bad: func(imp string) bool {
				return in(imp, "github.com/charmbracelet/bubbletea", "github.com/charmbracelet/bubbles")
			}},
		{why: "reports are written without a terminal", in: []string{"ui/report", "ui/filter", "ui/safetext", "ui/quiet"},
			bad: func(imp string) bool {
				return imp == module+"/ui" || in(imp, "github.com/charmbracelet/bubbletea", "github.com/charmbracelet/bubbles")
			}},
		{why: "the trace reader has one home", except: []string{"parse/exectrace"},
			bad: func(imp string) bool { return in(imp, "golang.org/x/exp/trace") }},
		{why: "the pprof format has one home", except: []string{"parse/profile", "ui/report/pprof", "samples/generate"},
			bad: func(imp string) bool { return in(imp, "github.com/google/pprof") }},
		{why: "flags are the command's business", except: []string{"cmd"},
			bad: func(imp string) bool { return in(imp, "github.com/spf13/cobra", "github.com/spf13/pflag") }},
	} {
		for _, p := range list {
			if rule.in != nil && !in(p.ImportPath, rule.in...) || in(p.ImportPath, rule.except...) {
				continue
			}
			for _, imp := range p.Imports {
				if rule.bad(imp) {
					t.Errorf("%s imports %s: %s", p.ImportPath, imp, rule.why)
				}
			}
		}
	}
}

// TestFormatsListed: a package below parse that nobody lists in parse/formats.go reads nothing. One that
// formats themselves build on, such as a reader of lines, is no format.
func TestFormatsListed(t *testing.T) {
	list := packages(t)
	i := slices.IndexFunc(list, func(p pkg) bool { return p.ImportPath == "parse" })
	for _, p := range list {
		name, ok := strings.CutPrefix(p.ImportPath, "parse/")
		if !ok || strings.Contains(name, "/") || name == "evidence" {
			continue
		}
		path := module + "/parse/" + name
		shared := slices.ContainsFunc(list, func(by pkg) bool {
			return strings.HasPrefix(by.ImportPath, "parse/") && slices.Contains(by.Imports, path)
		})
		if !shared && !slices.Contains(list[i].Imports, path) {
			t.Errorf("parse/formats.go lacks the row\n\t{Kind: evidence.…, Name: …, Sniff: …, Parse: %s.Parse},", name)
		}
	}
}

// TestPackageDocs: every package says in its first sentence what it is for.
func TestPackageDocs(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package doc", p.ImportPath)
		}
	}
}

// TestTopLevel: the top level is fixed, so that the repository reads like a table of contents.
func TestTopLevel(t *testing.T) {
	want := []string{"README.md", "cmd", "correlate", "go.mod", "go.sum", "parse", "samples", "ui"}
	ignored, err := os.ReadFile("../../.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(strings.Fields(string(ignored)), "/"+name) {
			got = append(got, name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the top level holds %v, want %v", got, want)
	}
}

// TestTidy: go.mod and go.sum are as go mod tidy leaves them.
func TestTidy(t *testing.T) {
	cmd := exec.Command("go", "mod", "tidy", "-diff")
	cmd.Dir = "../.."
	diff, err := cmd.Output()
	switch {
	case len(diff) > 0:
		t.Errorf("run go mod tidy:\n%s", diff)
	case err != nil:
		t.Skipf("go mod tidy cannot tell: %v", err) // offline, most likely
	}
}
