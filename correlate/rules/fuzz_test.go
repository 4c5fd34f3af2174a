package rules_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// FuzzRun: whatever the evidence, no rule panics, and what is true of every Result is true of this one.
// Its seeds are the cases.
func FuzzRun(f *testing.F) {
	for _, c := range ruleCases(f) {
		f.Add(c.evidence())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<13 || strings.Count(text, "..") > 4 {
			return // nothing new, only slow
		}
		set, err := evidencetest.Parse(text)
		if err != nil || len(set.Goroutines) > 5000 || set.Sources[0].Window() > 1000*time.Hour {
			return
		}
		checkResult(t, correlate.Run(set, rules.All()))
	})
}
