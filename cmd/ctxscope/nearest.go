package main

import "github.com/ctxscope/ctxscope/correlate/words"

// nearest returns the one of known that name was probably meant to be: the fewest single-letter edits
// away, at most a third of its letters, or the one that it begins. It returns "" when there is none.
func nearest(name string, known []string) string {
	best, least := "", 1+max(len(name)/3, 1)
	for _, k := range known {
		d := words.Edits(name, k)
		if len(name) >= 3 && len(name) < len(k) && k[:len(name)] == name {
			d = 1
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}
