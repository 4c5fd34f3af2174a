package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/samples"
	"github.com/ctxscope/ctxscope/samples/want"
)

// The parts of the JSON report that want.txt speaks about.
type (
	answer struct {
		Rule      string
		Certainty string
		Count     int
		Blocked   spot
		Created   *spot
		Context   *spot
		Cancel    *spot
		Fix       spot
	}
	spot struct {
		Wait, Kind     string
		Function, File *string
		Line           *int
	}
)

// TestAnswers: the JSON report of each sample is the right answer, which is in its want.txt, and nothing
// else.
func TestAnswers(t *testing.T) {
	for _, inc := range samples.All() {
		t.Run(inc.Name, func(t *testing.T) {
			text, err := fs.ReadFile(inc.Source, "want.txt")
			if err != nil {
				t.Fatal(err)
			}
			wants, err := want.Parse(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			got := demoAnswers(t, inc.Name)
			for _, w := range wants {
				i := slices.IndexFunc(got, func(a answer) bool { return slices.Contains(w.Rules, a.Rule) })
				if i < 0 {
					t.Errorf("no finding of %s in %v", strings.Join(w.Rules, " or "), got)
					continue
				}
				compare(t, got[i], w)
				got = slices.Delete(got, i, i+1)
				got = slices.DeleteFunc(got, func(a answer) bool { return slices.Contains(w.Also, a.Rule) })
			}
			for _, a := range got {
				t.Errorf("false positive: %s, %d goroutines in %s", a.Rule, a.Count, a.Blocked)
			}
		})
	}
}

func demoAnswers(t *testing.T, name string) []answer {
	t.Helper()
	var out, notes bytes.Buffer
	c := &console{in: strings.NewReader(""), out: &out, err: &notes, getenv: func(string) string { return "" }}
	if code := run(t.Context(), c, []string{"demo", name, "-f", "json"}); code != codeOK {
		t.Fatalf("exit code %d: %s", code, notes.String())
	}
	var doc struct{ Findings []answer }
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Findings
}

func compare(t *testing.T, got answer, w want.Finding) {
	t.Helper()
	order := []string{"", "suspect", "strong", "proven"}
	if slices.Index(order, got.Certainty) < slices.Index(order, w.Certainty) {
		t.Errorf("certainty %s, want %s", got.Certainty, w.Certainty)
	}
	if got.Count < w.Count {
		t.Errorf("count %d, want at least %d", got.Count, w.Count)
	}
	oneOf(t, "blocked", &got.Blocked, w.Blocked)
	oneOf(t, "created", got.Created, w.Created)
	oneOf(t, "fix", &got.Fix, w.Fix)
	oneOf(t, "cancel", got.Cancel, w.Cancel)
	if got.Context != nil && got.Context.File != nil { // a trace alone does not tell where a context was made
		oneOf(t, "context", got.Context, w.Context)
	}
}

// oneOf demands that got is one of the places, or that there are none.
func oneOf(t *testing.T, what string, got *spot, places []want.Place) {
	t.Helper()
	if len(places) == 0 {
		return
	}
	if got == nil {
		t.Errorf("%s is not known, want %+v", what, places)
		return
	}
	for _, p := range places {
		if got.is(p) {
			return
		}
	}
	t.Errorf("%s is %s, want one of %+v", what, got, places)
}

func (s *spot) is(p want.Place) bool {
	if p.What != "" && p.What != s.Wait+s.Kind {
		return false
	}
	if p.File == "" {
		return true
	}
	return s.File != nil && s.Line != nil && s.Function != nil &&
		(*s.File == p.File || strings.HasSuffix(*s.File, "/"+p.File)) && *s.Line == p.Line && *s.Function == p.Function
}

func (s spot) String() string {
	if s.File == nil || s.Line == nil || s.Function == nil {
		return s.Wait + s.Kind + " nowhere"
	}
	return fmt.Sprintf("%s%s at %s:%d in %s", s.Wait, s.Kind, *s.File, *s.Line, *s.Function)
}
