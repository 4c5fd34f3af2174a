package filter

import (
	"regexp"
	"slices"
	"strings"
)

// Marks are what a matching row shows of an expression, for highlighting: bare words, regular
// expressions, and values of fields that rows show as they are. What is negated is not among them.
type Marks struct {
	words []string // in lower case
	res   []*regexp.Regexp
}

// Marks returns what is to be highlighted in rows that match e.
func (e Expr) Marks() Marks {
	var m Marks
	if e.root != nil {
		e.root.marks(&m)
	}
	return m
}

// Literally marks s itself, as a search in a text does.
func Literally(s string) Marks { return Marks{words: []string{strings.ToLower(s)}} }

// Spans returns the places in a line that are to be marked, from and to, in order and without overlap.
// An expression that is anchored to the end of a name, or matches nothing at all, may mark nothing.
func (m Marks) Spans(line string) [][2]int {
	if len(m.words)+len(m.res) == 0 {
		return nil
	}
	low := strings.ToLower(line)
	if len(low) != len(line) {
		return nil // lower case of some letters has another length: the places would not fit
	}
	var all [][2]int
	for _, w := range m.words {
		for at := 0; w != ""; {
			i := strings.Index(low[at:], w)
			if i < 0 {
				break
			}
			all = append(all, [2]int{at + i, at + i + len(w)})
			at += i + len(w)
		}
	}
	for _, re := range m.res {
		for _, s := range re.FindAllStringIndex(line, -1) {
			if s[1] > s[0] {
				all = append(all, [2]int{s[0], s[1]})
			}
		}
	}
	return merged(all)
}

// merged sorts spans and puts those together that overlap.
func merged(all [][2]int) [][2]int {
	slices.SortFunc(all, func(a, b [2]int) int { return a[0] - b[0] })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && s[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], s[1])
			continue
		}
		out = append(out, s)
	}
	return out
}

func (b both) marks(m *Marks) {
	for _, n := range b {
		n.marks(m)
	}
}

func (e either) marks(m *Marks) { both(e).marks(m) }
func (n not) marks(*Marks)      {}

func (t term) marks(m *Marks) {
	switch {
	case t.field != nil && !t.field.shown:
	case t.re != nil:
		m.res = append(m.res, t.re)
	default:
		m.words = append(m.words, t.value)
	}
}
