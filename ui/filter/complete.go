package filter

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
)

// A Completion is one way to go on typing.
type Completion struct {
	Text  string // replaces what has been typed of the word
	Count int    // rows that have it
}

// Complete returns how the word in front of place at of an expression can go on, the most frequent
// first, and where that word begins. Behind a field and its operator these are values that rows have;
// otherwise names of fields that some row has a value of.
func Complete(text []rune, at int, rows iter.Seq[*Row]) (from int, list []Completion) {
	from = wordAt(text, at)
	l := lexer{in: text[from:at]}
	name, key, op := "", "", ""
	if len(l.in) > 0 {
		name, key, op = l.head()
	}
	have := map[string]int{}
	if op == "" {
		begun := string(text[from:at])
		for _, f := range table {
			if strings.HasPrefix(f.name, begun) {
				have[f.usageHead()] = 0
			}
		}
		countFields(have, rows)
		return from, ranked(have)
	}
	f := fieldNamed(name)
	if f == nil {
		return at, nil
	}
	from += l.at
	begun := strings.ToLower(strings.Trim(string(text[from:at]), `"`))
	for r := range rows {
		for _, v := range distinct(f.values(r, key)) {
			if strings.Contains(v, begun) {
				have[quoted(v)]++
			}
		}
	}
	for _, w := range f.words {
		if _, ok := have[w]; !ok && strings.HasPrefix(w, begun) {
			have[w] = 0
		}
	}
	return from, ranked(have)
}

// Completes reports whether the word in front of place at can be one that Complete goes on with: nothing
// yet, the beginning of a field, or a field and its operator. Rows are not asked.
func Completes(text []rune, at int) bool {
	from := wordAt(text, at)
	begun := string(text[from:at])
	if l := (lexer{in: text[from:at]}); begun != "" {
		if name, _, op := l.head(); op != "" {
			return fieldNamed(name) != nil
		}
	}
	return slices.ContainsFunc(table, func(f *field) bool { return strings.HasPrefix(f.name, begun) })
}

// wordAt returns where the word in front of place at begins.
func wordAt(text []rune, at int) int {
	for at > 0 && !unicode.IsSpace(text[at-1]) && !strings.ContainsRune("(|!", text[at-1]) {
		at--
	}
	return at
}

// usageHead is the field's name with the operator that usually follows it.
func (f *field) usageHead() string {
	return f.usage[:len(f.name)+strings.IndexFunc(f.usage[len(f.name):]+" ", func(r rune) bool { return !strings.ContainsRune(":=<>~", r) })]
}

// countFields counts the rows that have a value of each field.
func countFields(have map[string]int, rows iter.Seq[*Row]) {
	for r := range rows {
		for _, f := range table {
			head := f.usageHead()
			if _, asked := have[head]; asked && len(distinct(f.values(r, ""))) > 0 {
				have[head]++
			}
		}
	}
}

// values returns a row's values of f in the words that an expression would use.
func (f *field) values(r *Row, key string) []string {
	switch {
	case f.name == "label":
		var out []string
		for _, l := range r.Labels {
			if key == "" || strings.ToLower(l.Key) == key {
				out = append(out, strings.ToLower(l.Value))
			}
		}
		return out
	case f.text != nil:
		return f.text(r)
	}
	ok := false
	if f.span != nil {
		_, _, ok = f.span(r)
	} else {
		_, ok = f.number(r)
	}
	if ok {
		return []string{f.usage[len(f.usageHead()):]}
	}
	return nil
}

func distinct(values []string) []string {
	var out []string
	for _, v := range values {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// quoted writes a value as one word of an expression.
func quoted(v string) string {
	if strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|)(", r) }) {
		return `"` + strings.ReplaceAll(v, `"`, "") + `"`
	}
	return v
}

func ranked(have map[string]int) []Completion {
	var list []Completion
	for text, n := range have {
		list = append(list, Completion{text, n})
	}
	slices.SortFunc(list, func(a, b Completion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return list
}
