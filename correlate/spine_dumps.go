package correlate

import (
	"fmt"
	"strings"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// dumpLinks are what dumps add to the goroutines of a finding: the runtime's verdict, the addresses of
// what they wait for, and what became of them from dump to dump. g is the longest blocked one.
func dumpLinks(ix *Index, f *Finding, g *evidence.Goroutine) []Link {
	var links []Link
	pos := g.Pos
	if pos.Timed { // the goroutine was read from a trace; what follows was not
		pos = evidence.Pos{File: dumpFile(ix.Set)}
	}
	add := func(relation, text, how string, basis Basis) {
		links = append(links, Link{
			Stage: StageGoroutine, Relation: relation, Basis: basis, Text: text, How: how, At: f.Blocked, Stack: g.Stack, Pos: pos,
		})
	}
	if n := countLeaked(f); n > 0 {
		add("leaked", words.Count(n)+" of them marked leaked by the runtime", "", Exact)
	}
	if text := addresses(ix, f); text != "" {
		add("at", text, "", Exact)
	}
	if stayed := ix.Stayed(g); stayed > 1 {
		text := fmt.Sprintf("there in the last %d dumps", stayed)
		if Rising(f.Counts) {
			text += ", more in each: " + series(f.Counts)
		}
		add("stayed", text, "same goroutine, same place", Exact)
	}
	return links
}

// dumpFile returns the dump that told most of a goroutine: the last one with addresses, else the last one.
func dumpFile(set *evidence.Set) string {
	var file string
	named := false
	for _, src := range set.Sources {
		if src.Kind == evidence.GoroutineDump && (src.Identities || !named) {
			file, named = src.Path, src.Identities
		}
	}
	return file
}

func countLeaked(f *Finding) int {
	n := 0
	for _, g := range f.Goroutines {
		if g.Leaked {
			n++
		}
	}
	return n
}

// addresses says on how many channels or locks the blocked ones wait: each on its own, or in one queue.
func addresses(ix *Index, f *Finding) string {
	distinct := make(map[*evidence.Resource]int)
	named := 0
	var first *evidence.Resource
	for _, g := range f.Goroutines[:f.Direct()] {
		if r := ix.BlockedOn(g); r != nil {
			distinct[r]++
			named++
			if first == nil {
				first = r
			}
		}
	}
	switch {
	case named == 0:
		return ""
	case named == 1:
		return fmt.Sprintf("%s %#x", first.Kind, first.Addr)
	case len(distinct) == named:
		return fmt.Sprintf("%s, each at a %s of its own", words.Count(named), first.Kind)
	case len(distinct) == 1:
		return fmt.Sprintf("%s at one %s, %#x", words.Count(named), first.Kind, first.Addr)
	}
	return fmt.Sprintf("%s at %s", words.Count(named), words.Plural(len(distinct), string(first.Kind)))
}

func series(counts []int) string {
	var out []string
	for _, n := range counts {
		out = append(out, words.Count(n))
	}
	return strings.Join(out, ", ")
}
