package rules_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// checkResult demands what is true of every Result, whatever the evidence.
func checkResult(t *testing.T, res *correlate.Result) {
	t.Helper()
	in := map[evidence.GoID]*correlate.Finding{}
	for i, f := range res.Findings {
		checkFinding(t, res, f)
		for _, g := range f.Goroutines {
			if in[g.ID] != nil {
				t.Errorf("goroutine %d is in %s and in %s", g.ID, in[g.ID].Rule.Name, f.Rule.Name)
			}
			in[g.ID] = f
		}
		if i == 0 {
			continue
		}
		if before := res.Findings[i-1]; before.Certainty < f.Certainty || before.Certainty == f.Certainty && before.Severity < f.Severity {
			t.Errorf("%s stands behind %s, which is less certain or less severe", f.Rule.Name, before.Rule.Name)
		}
	}
	checkGroups(t, res, in)
}

func checkFinding(t *testing.T, res *correlate.Result, f *correlate.Finding) {
	t.Helper()
	name := f.Rule.Name
	if f.Tally != nil {
		if len(f.Goroutines) != 0 || f.Goroutines == nil || f.Tally.Count < 1 || f.Tally.Link.Text == "" {
			t.Errorf("%s: %d goroutines, tally %+v", name, len(f.Goroutines), f.Tally)
		}
	} else if f.Roots < 1 || f.Kin < 0 || f.Direct() > len(f.Goroutines) {
		t.Errorf("%s: %d goroutines, of which %d explained and %d kin", name, len(f.Goroutines), f.Roots, f.Kin)
	}
	if f.Share <= 0 && f.Tally == nil || f.Share > 1 {
		t.Errorf("%s: share %v", name, f.Share)
	}
	if f.Oldest < 0 || f.Oldest > res.Set.Sources[0].Window() && !res.Set.Has(evidence.GoroutineDump) {
		t.Errorf("%s: oldest %v of a window of %v", name, f.Oldest, res.Set.Sources[0].Window())
	}
	if f.Certainty == correlate.Proven {
		for _, g := range f.Goroutines[:f.Direct()] {
			if !g.Leaked && f.Goroutines[0].Leaked {
				t.Errorf("%s: proven by the runtime's verdict, which goroutine %d does not have", name, g.ID)
			}
		}
	}
	for _, g := range f.Goroutines {
		if res.Set.Goroutine(g.ID) != g {
			t.Errorf("%s: goroutine %d is not of the Set", name, g.ID)
		}
	}
	if !regexp.MustCompile(`^[0-9a-f]{8}$`).MatchString(f.Fingerprint) {
		t.Errorf("%s: fingerprint %q", name, f.Fingerprint)
	}
	if f.Fix.At.Func == "" || f.Fix.Text == "" || strings.HasSuffix(f.Fix.Text, ".") {
		t.Errorf("%s: fix %+v", name, f.Fix)
	}
	if f.Rule.Name == "stuck-defer-cancel" && len(f.Defers) == 0 {
		t.Errorf("%s without a deferred call", name)
	}
	checkChain(t, f)
}

// checkChain demands all five stages in their order, one line each, and one place to look at first.
func checkChain(t *testing.T, f *correlate.Finding) {
	t.Helper()
	seen, last, suspects := map[correlate.Stage]bool{}, correlate.StageCancel, 0
	for _, l := range f.Chain {
		if l.Stage < last {
			t.Errorf("%s: stage %s comes after %s", f.Rule.Name, l.Stage, last)
		}
		last, seen[l.Stage] = l.Stage, true
		if l.Suspect {
			suspects++
		}
		switch {
		case l.Text == "" || strings.Contains(l.Text, "\n") || strings.HasSuffix(l.Text, "."):
			t.Errorf("%s: %s says %q, want one line without a full stop", f.Rule.Name, l.Stage, l.Text)
		case l.Relation == "":
			t.Errorf("%s: %s hangs on nothing", f.Rule.Name, l.Stage)
		case (l.Basis == correlate.Inferred || l.Basis == correlate.Estimated) && l.How == "":
			t.Errorf("%s: %s is %s, but not said how: %q", f.Rule.Name, l.Stage, l.Basis, l.Text)
		}
	}
	if len(seen) != 5 {
		t.Errorf("%s: stages %v, want all five", f.Rule.Name, seen)
	}
	if suspects != 1 {
		t.Errorf("%s: %d links are suspect, want one", f.Rule.Name, suspects)
	}
}

// sentence matches the end of a sentence; names such as main.(*T).run have no space behind their dots.
var sentence = regexp.MustCompile(`\.(\s|$)`)

// wrongNumber matches what agrees with neither one nor many.
var wrongNumber = regexp.MustCompile(`\b1 (goroutines|cancels|deadlines|timers|times|others)\b|\b1 goroutine (\([^)]*\) )?(wait|go|have|do|are|were)\b|\bgoroutines (\([^)]*\) )?(waits|goes|has|does|is|was)\b|\b1 were\b|\b(it|It) (wait|go|have|do|are|work)\b|\b(they|They) (waits|goes|has|does|is|works)\b`)

// checkWords demands of each finding a title of a few words and a message of two sentences. It is for
// evidence whose names are those of functions.
func checkWords(t *testing.T, res *correlate.Result) {
	t.Helper()
	for _, f := range res.Findings {
		checkMessage(t, f)
	}
}

func checkMessage(t *testing.T, f *correlate.Finding) {
	t.Helper()
	if f.Title == "" || len(f.Title) > 60 || strings.HasSuffix(f.Title, ".") {
		t.Errorf("%s: title %q", f.Rule.Name, f.Title)
	}
	if n := len(sentence.FindAllString(f.Message, -1)); n != 2 || !strings.HasSuffix(f.Message, ".") {
		t.Errorf("%s: %d sentences, want two: %q", f.Rule.Name, n, f.Message)
	}
	if bad := wrongNumber.FindString(f.Message); bad != "" {
		t.Errorf("%s: %q in %q", f.Rule.Name, bad, f.Message)
	}
	if strings.Contains(f.Message, "  ") || strings.Contains(f.Message, " .") || strings.Contains(f.Message, " ,") {
		t.Errorf("%s: a word is missing in %q", f.Rule.Name, f.Message)
	}
}

// checkGroups demands that the groups hold each goroutine once, apart from those of findings, and that
// what is expected adds up.
func checkGroups(t *testing.T, res *correlate.Result, in map[evidence.GoID]*correlate.Finding) {
	t.Helper()
	seen := map[evidence.GoID]bool{}
	parked := 0
	for _, gr := range res.Groups {
		for _, g := range gr.Goroutines {
			if seen[g.ID] {
				t.Errorf("goroutine %d is in two groups", g.ID)
			}
			seen[g.ID] = true
			if in[g.ID] != gr.Finding {
				t.Errorf("goroutine %d: its group and its finding differ", g.ID)
			}
		}
		if gr.Expected != "" {
			parked += len(gr.Goroutines)
			if gr.Finding != nil {
				t.Errorf("%s is parked by design and leaks", gr.ExpectedBy)
			}
		}
	}
	if len(seen) != len(res.Set.Goroutines) {
		t.Errorf("groups hold %d of %d goroutines", len(seen), len(res.Set.Goroutines))
	}
	for _, e := range res.Expected {
		parked -= e.Count
	}
	if parked != 0 {
		t.Errorf("expected goroutines differ from the groups' by %d", parked)
	}
	if len(res.Checked)+len(res.NotChecked) == 0 {
		t.Error("no rule was checked, and none not checked")
	}
}
