package rules_test

import (
	"fmt"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// printFindings writes what a case wants, "nothing" when there are no findings:
//
//	RULE CERTAINTY COUNT[ WHAT][, N of them older][, N of them behind]
//	    WAIT at FUNCTION FILE:LINE, started at FUNCTION FILE:LINE
//	    fix at FUNCTION FILE:LINE
//	    cancel: …; context: …; deferred: …
//
// Facts that are not known are left out.
func printFindings(res *correlate.Result) string {
	if len(res.Findings) == 0 {
		return "nothing\n"
	}
	var b strings.Builder
	for _, f := range res.Findings {
		fmt.Fprintf(&b, "%s %s ", f.Rule.Name, f.Certainty)
		if f.Tally != nil {
			fmt.Fprintf(&b, "%s\n    at %s\n    fix at %s\n", f.Tally, f.Blocked, f.Fix.At)
			if facts := facts(f); len(facts) > 0 {
				fmt.Fprintf(&b, "    %s\n", strings.Join(facts, "; "))
			}
			continue
		}
		fmt.Fprintf(&b, "%d", len(f.Goroutines))
		if f.Kin > 0 {
			fmt.Fprintf(&b, ", %d of them older", f.Kin)
		}
		if n := len(f.Goroutines) - f.Direct(); n > 0 {
			fmt.Fprintf(&b, ", %d of them behind", n)
		}
		fmt.Fprintf(&b, "\n    %s at %s", f.Wait, f.Blocked)
		if f.Created.Func != "" {
			fmt.Fprintf(&b, ", started at %s", f.Created)
		}
		fmt.Fprintf(&b, "\n    fix at %s\n", f.Fix.At)
		if facts := facts(f); len(facts) > 0 {
			fmt.Fprintf(&b, "    %s\n", strings.Join(facts, "; "))
		}
	}
	return b.String()
}

func facts(f *correlate.Finding) []string {
	var out []string
	switch c := f.Cancel; {
	case c == nil:
	case c.Never:
		out = append(out, "cancel: never")
	case c.Timer:
		out = append(out, "cancel: none, but "+words.Plural(c.Count, "timer"))
	case c.Kind == evidence.Deadline:
		out = append(out, "cancel: "+c.Counted())
	default:
		out = append(out, fmt.Sprintf("cancel: %s explicit, at %s", words.Count(c.Count), c.Caller))
	}
	if f.Context != nil {
		out = append(out, "context: "+f.Context.Kind)
	}
	for _, d := range f.Defers {
		out = append(out, fmt.Sprintf("deferred: %s in %s", d.Call, d.In))
	}
	return out
}
