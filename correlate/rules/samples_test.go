package rules_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/samples"
	"github.com/ctxscope/ctxscope/samples/want"
)

// TestSamples judges the traces that real services left behind. What must be found is in their want.txt;
// whatever else is found is a false positive, and in the healthy one everything is.
func TestSamples(t *testing.T) {
	for _, inc := range samples.All() {
		if !slices.Contains(inc.Inputs, "trace.out") {
			continue // the command's tests judge it by what it has
		}
		t.Run(inc.Name, func(t *testing.T) {
			set, err := parse.OpenFS(t.Context(), inc.Files, []string{"trace.out"}, parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			res := correlate.Run(set, rules.All())
			checkResult(t, res)
			checkWords(t, res)
			left := res.Findings
			for _, w := range wanted(t, inc) {
				i := slices.IndexFunc(left, func(f *correlate.Finding) bool { return slices.Contains(w.Rules, f.Rule.Name) })
				if i < 0 {
					t.Errorf("no finding of %s", strings.Join(w.Rules, " or "))
					continue
				}
				compare(t, left[i], w)
				left = slices.Delete(slices.Clone(left), i, i+1)
				left = slices.DeleteFunc(left, func(f *correlate.Finding) bool { return slices.Contains(w.Also, f.Rule.Name) })
			}
			for _, f := range left {
				t.Errorf("false positive: %s %s, %d goroutines: %s at %s", f.Rule.Name, f.Certainty, len(f.Goroutines), f.Wait, f.Blocked)
			}
		})
	}
}

// TestHealthyCutShort: a service that is well is well at every moment. Wherever its trace ends, nothing may be
// reported.
func TestHealthyCutShort(t *testing.T) {
	inc, _ := samples.Find("healthy")
	trace, err := fs.ReadFile(inc.Files, "trace.out")
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for i := 1; i < 8; i++ {
		cut := fstest.MapFS{"trace.out": {Data: trace[:len(trace)*i/8]}}
		set, err := parse.OpenFS(t.Context(), cut, []string{"trace.out"}, parse.Options{})
		if err != nil {
			continue // too little to read
		}
		judged++
		for _, f := range correlate.Run(set, rules.All()).Findings {
			t.Errorf("%d/8: false positive: %s %s, %d goroutines: %s at %s", i, f.Rule.Name, f.Certainty, len(f.Goroutines), f.Wait, f.Blocked)
		}
	}
	if judged < 4 {
		t.Errorf("only %d pieces could be read", judged)
	}
}

func wanted(t *testing.T, inc samples.Incident) []want.Finding {
	t.Helper()
	text, err := fs.ReadFile(inc.Source, "want.txt")
	if err != nil {
		t.Fatal(err)
	}
	findings, err := want.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s/want.txt:%v", inc.Name, err)
	}
	return findings
}

func compare(t *testing.T, f *correlate.Finding, w want.Finding) {
	t.Helper()
	order := []string{"suspect", "strong", "proven"}
	if slices.Index(order, f.Certainty.String()) < slices.Index(order, w.Certainty) {
		t.Errorf("certainty %s, want %s", f.Certainty, w.Certainty)
	}
	if n := len(f.Goroutines); n < w.Count {
		t.Errorf("%d goroutines, want at least %d", n, w.Count)
	}
	oneOf(t, "blocked", string(f.Wait), f.Blocked, w.Blocked)
	oneOf(t, "created", "", f.Created, w.Created)
	oneOf(t, "fix", "", f.Fix.At, w.Fix)
	if f.Context != nil && f.Context.Made.Func != "" { // a trace does not tell where a context was made
		oneOf(t, "context", f.Context.Kind, f.Context.Made, w.Context)
	}
	if len(w.Cancel) == 0 {
		return
	}
	switch c := f.Cancel; {
	case c == nil:
		t.Errorf("cancel is not known, want %+v", w.Cancel)
	case c.Never:
		oneOf(t, "cancel", "never", evidence.Frame{}, w.Cancel)
	default:
		oneOf(t, "cancel", c.Kind.String(), c.Caller, w.Cancel)
	}
}

// oneOf demands that what happens at the frame is one of the places, or that there are none.
func oneOf(t *testing.T, field, what string, at evidence.Frame, places []want.Place) {
	t.Helper()
	for _, p := range places {
		if p.What != "" && p.What != what {
			continue
		}
		if p.File == "" || (at.File == p.File || strings.HasSuffix(at.File, "/"+p.File)) && at.Line == p.Line && at.Func == p.Function {
			return
		}
	}
	if len(places) > 0 {
		t.Errorf("%s is %s at %s, want one of %+v", field, what, at, places)
	}
}
