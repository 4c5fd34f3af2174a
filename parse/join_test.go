package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/parse/dump"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

var update = flag.Bool("update", false, "rewrite the wanted results in testdata")

// TestJoin joins the files of each case in testdata/join: those that end in .timeline are traces as package
// evidencetest writes them, *.txt are dumps, as they are. Wanted is what became of the goroutines.
func TestJoin(t *testing.T) {
	cases, err := filepath.Glob("testdata/join/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var sets []*evidence.Set
			want := -1
			for i, f := range ar.Files {
				switch {
				case f.Name == "want":
					want = i
				case strings.HasSuffix(f.Name, ".timeline"):
					set := evidencetest.Set(t, string(f.Data))
					set.Sources[0].Path = f.Name
					sets = append(sets, set)
				default:
					set, err := dump.Parse(t.Context(), strings.NewReader(string(f.Data)), f.Name, dump.Options{})
					if err != nil {
						t.Fatal(err)
					}
					sets = append(sets, set)
				}
			}
			got := joined(join(sets))
			if *update {
				if want < 0 {
					ar.Files, want = append(ar.Files, txtar.File{Name: "want"}), len(ar.Files)
				}
				ar.Files[want].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if want < 0 || got != string(ar.Files[want].Data) {
				t.Errorf("got:\n%s", got)
			}
		})
	}
}

// joined writes what a join gave: each source, each goroutine with the file its place is from, the series.
func joined(set *evidence.Set) string {
	var b strings.Builder
	for _, s := range set.Sources {
		fmt.Fprintf(&b, "%s %s", s.Path, s.Kind)
		for _, clause := range []struct{ word, text string }{{"apart", s.Apart}, {"note", s.Note}} {
			if clause.text != "" {
				fmt.Fprintf(&b, "; %s: %s", clause.word, clause.text)
			}
		}
		b.WriteByte('\n')
	}
	for _, g := range set.Goroutines {
		b.WriteString(strings.Join(strings.Fields(described(g)), " ") + "\n")
	}
	for _, s := range set.Series {
		fmt.Fprintf(&b, "series %s %s %d goroutines\n", s.Source.Path, clock(s.At), len(s.Goroutines))
	}
	for _, p := range set.Problems {
		fmt.Fprintf(&b, "problem %s\n", p)
	}
	return b.String()
}

func described(g *evidence.Goroutine) string {
	where := g.Stack.Leaf()
	for _, f := range g.Stack.All() {
		if !blocking(f.Func) {
			where = f
			break
		}
	}
	s := fmt.Sprintf("%d %s %s %s:%d", g.ID, g.State, g.Wait, where.Func, where.Line)
	if g.SinceKnown {
		s += " since " + time.Duration(g.Since).String()
	}
	if g.Leaked {
		s += " leaked"
	}
	for _, l := range g.Labels {
		s += " " + l.Key + "=" + l.Value
	}
	for _, h := range g.Holds {
		s += fmt.Sprintf(" %s %s %#x", h.Role, h.Resource.Kind, h.Resource.Addr)
	}
	if g.Created.Seen {
		s += fmt.Sprintf(" by %d in %s", g.Created.By, g.Created.Stack.Leaf().Func)
	}
	return s + " [" + g.Pos.File + "]"
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "without time"
	}
	return t.UTC().Format("15:04:05")
}
