package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestIssueIsText: whatever a stranger's file calls its functions, an issue mentions nobody, links nowhere, and breaks out
// of no table and no code.
func TestIssueIsText(t *testing.T) {
	const evil = "x`y | <img src=x> @someone #12 [a](http://h) **b** \x1b[31m\u202e\n# head\n```\ngoroutine 7 [running]:"
	at := evidence.Frame{Func: "main." + evil, File: evil + ".go", Line: 3}
	f := &correlate.Finding{
		Rule: &correlate.Rule{Name: "early-return"}, Fingerprint: "7f3a9c2b", Title: evil, Message: evil, Wait: evidence.Wait(evil), Blocked: at,
		Fix:        correlate.Fix{At: at, Text: evil},
		Chain:      []correlate.Link{{Stage: correlate.StageGoroutine, Text: evil, At: at}},
		Goroutines: []*evidence.Goroutine{{ID: 7, Stack: &evidence.Stack{Frames: []evidence.Frame{at}}}},
	}
	set := &evidence.Set{Sources: []*evidence.Source{{Path: evil, Kind: evidence.ExecutionTrace, Go: evil}}}
	var b bytes.Buffer
	if err := WriteIssue(&b, &correlate.Result{Set: set}, []*correlate.Finding{f}, IssueOptions{Notes: []string{evil}}); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(b.String(), "\n") {
		code := 0 // outside of `code` nothing is special
		outside := ""
		for j, part := range strings.Split(line, "`") {
			if j%2 == 0 {
				outside += part
			} else {
				code++
			}
		}
		if strings.HasPrefix(line, "    ") {
			continue // a block of code, one frame to a line
		}
		if strings.Count(line, "`") != 2*code || strings.Contains(outside, "<img") || strings.Contains(outside, "@s") || strings.Contains(outside, " #12") || strings.Contains(outside, "[a]") {
			t.Errorf("line %d: %s", i+1, line)
		}
		if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != strings.Count(strings.ReplaceAll(header(b.String(), i), `\|`, ""), "|") {
			t.Errorf("line %d has other columns than its table: %s", i+1, line)
		}
		if strings.HasPrefix(line, "goroutine 7") || strings.HasPrefix(line, "```") || line == "# head" || strings.ContainsAny(line, "\x1b\u202e") {
			t.Errorf("line %d: %q", i+1, line)
		}
	}
}

// header is the first line of the table that line i stands in.
func header(doc string, i int) string {
	lines := strings.Split(doc, "\n")
	for i > 0 && strings.HasPrefix(lines[i-1], "|") {
		i--
	}
	return lines[i]
}

// TestIssueOfNothing: a bundle of a healthy service has an issue, too, which says that there is no chain.
func TestIssueOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := WriteIssue(&b, &correlate.Result{Set: &evidence.Set{}}, nil, IssueOptions{}); err != nil || !strings.HasPrefix(b.String(), "# No leak chain\n") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
