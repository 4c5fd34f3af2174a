// Package filter is the language that picks findings, goroutines and the other rows of a list: what is
// typed after / in the terminal UI, given to --where on the command line, and kept in links.
//
//	state:select age>1m pkg:acme/payments !label.kind=health count>=100
//	rule=early-return | sev>=high (fn~^main | "chan send")
//
//	expr  = and { "|" and } ;
//	and   = { ["!"] term } ;                  all terms must hold
//	term  = "(" expr ")" | field op value | "/" regexp "/" | value ;
//	op    = ":" contains | "=" exact | "~" regexp | ">" | ">=" | "<" | "<=" ;
//	value = word | "quoted words" | number ".." number ;
//
// A value on its own is looked for in everything a row shows. Text is compared without regard to case
// and never fuzzily: what is asked for is what is found. sev and conf have an order (low < medium <
// high; suspect < strong < proven). Numbers take 10k or 4MiB, durations 90s or 1h30m.
//
// A word may hold parentheses in pairs, as the names of methods do: payments.(*Client).Charge and
// (*Hub).run are words. A slash begins a regular expression only where another one ends it, so the path
// /src/pay.go is a word too.
package filter

import "fmt"

// An Expr is a parsed expression. The zero Expr matches everything.
type Expr struct {
	text string
	root node // nil: everything
}

// An Error says what is wrong with an expression, and where.
type Error struct {
	Column  int // from 1, in characters
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Message) }

// String returns the expression as it was written.
func (e Expr) String() string { return e.text }

// Empty reports whether e matches everything.
func (e Expr) Empty() bool { return e.root == nil }

// Match reports whether e holds for r.
func (e Expr) Match(r *Row) bool { return e.root == nil || e.root.match(r) }

// A node is a part of a parsed expression.
type node interface {
	match(r *Row) bool
	marks(m *Marks)
}

type (
	both   []node // all hold
	either []node // one does
	not    struct{ node }
)

func (b both) match(r *Row) bool {
	for _, n := range b {
		if !n.match(r) {
			return false
		}
	}
	return true
}

func (e either) match(r *Row) bool {
	for _, n := range e {
		if n.match(r) {
			return true
		}
	}
	return false
}

func (n not) match(r *Row) bool { return !n.node.match(r) }
