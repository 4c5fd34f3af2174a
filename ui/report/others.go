package report

import (
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
)

// mostOthers is how many groups of unexplained goroutines are named.
const mostOthers = 3

// others names the largest groups that no rule explains and no table knows: most of them are the program
// at work, but a reader who knows it may see at once that one of them should not be there.
func (p *page) others(res *correlate.Result) {
	var rest []*correlate.Group
	total := 0
	for _, g := range res.Groups { // the most numerous first
		if g.Expected == "" && g.Finding == nil {
			rest = append(rest, g)
			total += len(g.Goroutines)
		}
	}
	if total == 0 {
		return
	}
	p.line("")
	p.para("", fmt.Sprintf("Neither: %s in %s that no rule explains and no table knows", words.Plural(total, "goroutine"), words.Plural(len(rest), "group")), p.strong)
	for _, g := range rest[:min(mostOthers, len(rest))] {
		doing := string(g.Wait)
		if doing == "" {
			doing = g.State.String()
		}
		text := fmt.Sprintf("%s in %s", doing, p.place(g.Blocked))
		if g.Like != nil {
			text += ", like those of " + chainName(res, g.Like) + " but not shown to leak"
		}
		p.para(fmt.Sprintf("  %6s  ", words.Count(len(g.Goroutines))), text, p.plain)
	}
}

// chainName is what the report calls a chain: its number, or its fingerprint if the report leaves it out.
func chainName(res *correlate.Result, f *correlate.Finding) string {
	if i := slices.Index(res.Findings, f); i >= 0 {
		return fmt.Sprintf("L%d", i+1)
	}
	return f.Fingerprint
}
