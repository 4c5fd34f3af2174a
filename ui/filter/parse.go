package filter

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parse reads an expression. Its error is an *Error.
func Parse(s string) (Expr, error) {
	l := lexer{in: []rune(s)}
	root, err := l.either()
	if err != nil {
		return Expr{}, err
	}
	if l.more() {
		return Expr{}, &Error{l.at + 1, "there is no ( for this )"}
	}
	return Expr{text: strings.TrimSpace(s), root: root}, nil
}

// either reads alternatives; nil when there is nothing to read.
func (l *lexer) either() (node, error) {
	var all either
	for {
		n, err := l.both()
		if err != nil {
			return nil, err
		}
		bar := l.more() && l.in[l.at] == '|'
		if n == nil && (bar || len(all) > 0) {
			return nil, &Error{l.at + 1, "a term is missing beside |"}
		}
		if n != nil {
			all = append(all, n)
		}
		if !bar {
			break
		}
		l.at++
	}
	if len(all) == 1 {
		return all[0], nil
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// both reads terms up to a | or ) or the end; nil when there is none.
func (l *lexer) both() (node, error) {
	var all both
	for l.more() && l.in[l.at] != '|' && l.in[l.at] != ')' {
		n, err := l.signed()
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// deepest is how far parentheses and ! may nest: an expression is typed by hand, and may come from a link.
const deepest = 100

// signed reads a term with the ! in front of it.
func (l *lexer) signed() (node, error) {
	if l.depth++; l.depth > deepest {
		return nil, &Error{l.at + 1, "this is nested too deep"}
	}
	defer func() { l.depth-- }()
	if l.in[l.at] == '!' {
		if l.at++; !l.more() {
			return nil, &Error{l.at + 1, "a value is missing"}
		}
		n, err := l.signed()
		return not{n}, err
	}
	if l.in[l.at] != '(' || l.word() {
		return l.term()
	}
	open := l.at
	l.at++
	n, err := l.either()
	switch {
	case err != nil:
		return nil, err
	case !l.more():
		return nil, &Error{open + 1, "the parenthesis is not closed"}
	case n == nil:
		return nil, &Error{open + 1, "there is nothing in the parentheses"}
	}
	l.at++
	return n, nil
}

// term reads a condition.
func (l *lexer) term() (node, error) {
	start := l.at
	if re, ok, err := l.slashed(); ok || err != nil {
		return term{re: re}, err
	}
	name, key, op := l.head()
	if op == "" {
		v, err := l.value()
		return term{value: v}, err
	}
	f := fieldNamed(name)
	if f == nil {
		return nil, &Error{start + 1, "no field " + strconv.Quote(name) + suggestion(name) + "; quote it to look for the text"}
	}
	at := l.at
	v, err := l.value()
	if err != nil {
		return nil, err
	}
	t := term{field: f, key: key, op: op, value: v}
	if op == "~" {
		if f.text == nil {
			return nil, &Error{at - len(op) + 1, f.name + " is no text; write it like " + f.usage}
		}
		t.re, err = compile(v, at)
		return t, err
	}
	return t, t.prepare(at)
}

// prepare reads the value as the field wants it; at is where it stands.
func (t *term) prepare(at int) error {
	f := t.field
	switch {
	case f.parse != nil:
		from, to, ranged := strings.Cut(t.value, "..")
		lo, err := f.parse(from)
		t.want, t.upTo = lo, lo
		if ranged && err == nil {
			t.upTo, err = f.parse(to)
		}
		switch {
		case err != nil:
			return &Error{at + 1, strconv.Quote(t.value) + " does not fit; write it like " + f.usage}
		case ranged && t.op != ":" && t.op != "=":
			return &Error{at - len(t.op) + 1, "a range goes with : or =, as in " + f.name + ":" + t.value}
		}
	case f.words != nil:
		i := slices.IndexFunc(f.words, func(w string) bool { return strings.HasPrefix(w, t.value) })
		if i < 0 {
			return &Error{at + 1, strconv.Quote(t.value) + " is none of " + strings.Join(f.words, ", ")}
		}
		t.want, t.upTo, t.value = int64(i), int64(i), f.words[i]
	}
	if f.ordered() || t.op == ":" || t.op == "=" {
		return nil
	}
	return &Error{at - len(t.op) + 1, f.name + " has no order; write it like " + f.usage}
}

func compile(s string, at int) (*regexp.Regexp, error) {
	re, err := regexp.Compile("(?i)" + s)
	if err != nil {
		return nil, &Error{at + 1, strings.TrimPrefix(err.Error(), "error parsing regexp: ")}
	}
	return re, nil
}
