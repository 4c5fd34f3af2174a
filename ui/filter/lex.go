package filter

import (
	"regexp"
	"strings"
	"unicode"
)

// A lexer cuts an expression into what parse.go puts together.
type lexer struct {
	in    []rune
	at    int
	depth int
}

// more skips white space and reports whether anything is left.
func (l *lexer) more() bool {
	for l.at < len(l.in) && unicode.IsSpace(l.in[l.at]) {
		l.at++
	}
	return l.at < len(l.in)
}

// word reports whether the parenthesis here begins a word: a method's receiver does.
func (l *lexer) word() bool { return l.at+1 < len(l.in) && l.in[l.at+1] == '*' }

// head reads "field op" or "label.key op" if that is what comes next; otherwise it reads nothing and op
// is empty.
func (l *lexer) head() (name, key, op string) {
	end := l.at
	for end < len(l.in) && unicode.IsLower(l.in[end]) {
		end++
	}
	if end == l.at {
		return "", "", ""
	}
	name = string(l.in[l.at:end])
	if name == "label" && end < len(l.in) && l.in[end] == '.' {
		start := end + 1
		for end = start; end < len(l.in) && !unicode.IsSpace(l.in[end]) && !strings.ContainsRune(`:=~<>|()"`, l.in[end]); {
			end++
		}
		key = strings.ToLower(string(l.in[start:end]))
	}
	for _, op := range operators {
		if strings.HasPrefix(string(l.in[end:min(len(l.in), end+2)]), op) {
			l.at = end + len(op)
			return name, key, op
		}
	}
	return "", "", ""
}

var operators = []string{">=", "<=", ":", "=", "~", ">", "<"}

// value reads a word or a quoted string. It is in lower case, except where a regular expression might
// mean something by capitals; text is compared in lower case.
func (l *lexer) value() (string, error) {
	start := l.at
	fold := strings.ToLower
	if start > 0 && l.in[start-1] == '~' {
		fold = strings.Clone
	}
	if l.at < len(l.in) && l.in[l.at] == '"' {
		for l.at++; l.at < len(l.in); l.at++ {
			if l.in[l.at] == '"' {
				v := string(l.in[start+1 : l.at])
				l.at++
				return fold(v), nil
			}
		}
		return "", &Error{start + 1, "the quotation mark is not closed"}
	}
	open := 0
	for ; l.at < len(l.in); l.at++ {
		switch r := l.in[l.at]; {
		case r == '(':
			open++
		case r == ')' && open > 0:
			open--
		case unicode.IsSpace(r), r == ')', r == '|' && open == 0:
			return l.cut(start, fold)
		}
	}
	return l.cut(start, fold)
}

func (l *lexer) cut(start int, fold func(string) string) (string, error) {
	if l.at == start {
		return "", &Error{start + 1, "a value is missing"}
	}
	return fold(string(l.in[start:l.at])), nil
}

// slashed reads /regexp/. The closing slash is the first one behind which the term ends; without one
// nothing is read, and the slash belongs to a word.
func (l *lexer) slashed() (*regexp.Regexp, bool, error) {
	if l.in[l.at] != '/' {
		return nil, false, nil
	}
	for i := l.at + 2; i < len(l.in); i++ {
		if l.in[i] != '/' || l.in[i-1] == '\\' || !l.ends(i+1) {
			continue
		}
		re, err := compile(strings.ReplaceAll(string(l.in[l.at+1:i]), `\/`, "/"), l.at+1)
		l.at = i + 1
		return re, true, err
	}
	return nil, false, nil
}

// ends reports whether a term may end in front of place i.
func (l *lexer) ends(i int) bool {
	return i >= len(l.in) || unicode.IsSpace(l.in[i]) || l.in[i] == '|' || l.in[i] == ')'
}
