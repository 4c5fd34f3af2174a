package filter

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A lexer cuts an expression into terms.
type lexer struct {
	in []rune
	at int
}

// more skips white space and reports whether anything is left.
func (l *lexer) more() bool {
	for l.at < len(l.in) && unicode.IsSpace(l.in[l.at]) {
		l.at++
	}
	return l.at < len(l.in)
}

func (l *lexer) term() (term, error) {
	var t term
	if l.in[l.at] == '!' {
		t.not = true
		l.at++
	}
	start := l.at
	name, op := l.head()
	if op == "" {
		v, err := l.value()
		t.value = v
		return t, err
	}
	f, ok := fields[name]
	if !ok {
		return t, &Error{start + 1, "no field " + strconv.Quote(name) + suggestion(name) + "; quote it to look for the text"}
	}
	at := l.at
	v, err := l.value()
	if err != nil {
		return t, err
	}
	t.field, t.op, t.value = name, op, v
	switch {
	case f.parse != nil:
		t.want, err = f.parse(v)
		if err != nil {
			return t, &Error{at + 1, strconv.Quote(v) + " does not fit; write it like " + f.usage}
		}
	case f.order != nil:
		i := slices.IndexFunc(f.order, func(w string) bool { return strings.HasPrefix(w, v) })
		if i < 0 {
			return t, &Error{at + 1, strconv.Quote(v) + " is none of " + strings.Join(f.order, ", ")}
		}
		t.want = int64(i)
	case op != ":" && op != "=":
		return t, &Error{at - len(op) + 1, name + " has no order; write it like " + f.usage}
	}
	return t, nil
}

// head reads "field op" if that is what comes next; otherwise it reads nothing and op is empty.
func (l *lexer) head() (name, op string) {
	end := l.at
	for end < len(l.in) && unicode.IsLower(l.in[end]) {
		end++
	}
	if end == l.at {
		return "", ""
	}
	for _, op := range []string{">=", "<=", ":", "=", ">", "<"} {
		if strings.HasPrefix(string(l.in[end:]), op) {
			name := string(l.in[l.at:end])
			l.at = end + len(op)
			return name, op
		}
	}
	return "", ""
}

// value reads a word or a quoted string, in lower case.
func (l *lexer) value() (string, error) {
	start := l.at
	if l.at < len(l.in) && l.in[l.at] == '"' {
		for l.at++; l.at < len(l.in); l.at++ {
			if l.in[l.at] == '"' {
				v := string(l.in[start+1 : l.at])
				l.at++
				return strings.ToLower(v), nil
			}
		}
		return "", &Error{start + 1, "the quotation mark is not closed"}
	}
	for l.at < len(l.in) && !unicode.IsSpace(l.in[l.at]) {
		l.at++
	}
	if l.at == start {
		return "", &Error{start + 1, "a value is missing"}
	}
	return strings.ToLower(string(l.in[start:l.at])), nil
}

// suggestion names the fields that begin like name, or all of them.
func suggestion(name string) string {
	var near, all []string
	for _, f := range Fields() {
		all = append(all, f[0])
		if f[0][0] == name[0] {
			near = append(near, f[0])
		}
	}
	if len(near) > 0 {
		return " (" + strings.Join(near, " or ") + "?)"
	}
	return " (there is " + strings.Join(all, " ") + ")"
}

func parseCount(s string) (int64, error) {
	factor := int64(1)
	for suffix, f := range map[string]int64{"k": 1000, "m": 1000 * 1000} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, factor = rest, f
		}
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 40)
	return n * factor, err
}
