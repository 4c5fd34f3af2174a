// Package filter is the language that picks findings and goroutine groups: what is typed after / in
// the terminal UI and given to --where on the command line.
//
//	rule:early-return sev>=medium count>=100 !health "chan send"
//
//	expr  = { term } ;                        all terms must hold
//	term  = ["!"] ( field op value | value ) ;
//	op    = ":" contains | "=" | ">" | ">=" | "<" | "<=" ;
//	value = word | "quoted words" ;
//	field = rule wait fn file sev conf | count age ;
//
// A value on its own is looked for in everything a row shows. Text is compared without regard to case
// and never fuzzily: what is asked for is what is found. sev and conf have an order (low < medium <
// high; suspect < strong < proven), count takes 100 or 10k, age takes 90s or 1h30m.
//
// Not here yet: alternatives, parentheses, regular expressions.
package filter

import (
	"fmt"
	"strings"
	"time"
)

// An Expr is a parsed expression. The zero Expr matches everything.
type Expr struct {
	text  string
	terms []term
}

// A Row is what an expression is asked about. Text fields are compared as they are, so they must be in
// lower case; a field of several values matches when one of them does.
type Row struct {
	Text       string // everything a bare word is looked for in
	Rule, Wait string
	Func, File []string
	Severity   string // one of the severities' words, empty when there is none
	Certainty  string
	Count      int
	Age        time.Duration
}

// An Error says what is wrong with an expression, and where.
type Error struct {
	Column  int // from 1, in characters
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Message) }

// Parse reads an expression. Its error is an *Error.
func Parse(s string) (Expr, error) {
	e := Expr{text: strings.TrimSpace(s)}
	l := lexer{in: []rune(s)}
	for l.more() {
		t, err := l.term()
		if err != nil {
			return Expr{}, err
		}
		e.terms = append(e.terms, t)
	}
	return e, nil
}

// String returns the expression as it was written.
func (e Expr) String() string { return e.text }

// Empty reports whether e matches everything.
func (e Expr) Empty() bool { return len(e.terms) == 0 }

// Words returns the bare words that must be there, in lower case, for highlighting.
func (e Expr) Words() []string {
	var w []string
	for _, t := range e.terms {
		if t.field == "" && !t.not {
			w = append(w, t.value)
		}
	}
	return w
}

// Match reports whether every term of e holds for r.
func (e Expr) Match(r *Row) bool {
	for i := range e.terms {
		if e.terms[i].match(r) == e.terms[i].not {
			return false
		}
	}
	return true
}
