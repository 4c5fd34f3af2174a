package rules

import (
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
)

// created is "1 was" or "12 were".
func created(n int) string {
	if n == 1 {
		return "1 was"
	}
	return words.Count(n) + " were"
}

// verb is one of two words, for one or many.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// them is "it" or "each of them", for one or many.
func them(f *correlate.Finding) string {
	if f.Direct() == 1 {
		return "it"
	}
	return "each of them"
}

// steps writes counts as "12, 40, 99".
func steps(counts []int) string {
	var out []string
	for _, n := range counts {
		out = append(out, words.Count(n))
	}
	return strings.Join(out, ", ")
}
