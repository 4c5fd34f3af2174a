package filter

import "errors"

// ErrNoBaseline is what an expression that compares is met with where there is nothing to compare with.
var ErrNoBaseline = errors.New("new, grown and gone compare with a baseline, and there is none")

// Compares reports whether e asks what a row is beside a baseline: is:new, is:grown, is:gone or new.
func (e Expr) Compares() bool {
	return e.asks(func(t term) bool {
		return t.field.name == "new" || t.field.name == "is" && (t.value == "new" || t.value == "grown" || t.value == "gone")
	})
}

// AsksShelf reports whether e asks what the user has put aside: is:marked or is:noted. Its answer
// changes with every mark.
func (e Expr) AsksShelf() bool {
	return e.asks(func(t term) bool { return t.field.name == "is" && (t.value == "marked" || t.value == "noted") })
}

// At returns the stretch of time that all rows of e have a part in: that of a condition such as at:1s..2s,
// which stands beside all others. False when it has none.
func (e Expr) At() (from, to int64, ok bool) {
	all, many := e.root.(both)
	if !many {
		all = both{e.root}
	}
	for _, n := range all {
		if t, is := n.(term); is && t.field != nil && t.field.name == "at" && (t.op == ":" || t.op == "=") {
			return t.want, t.upTo, true
		}
	}
	return 0, 0, false
}

// asks reports whether a condition on a field is such.
func (e Expr) asks(such func(term) bool) bool { return e.root != nil && asks(e.root, such) }

func asks(n node, such func(term) bool) bool {
	switch n := n.(type) {
	case term:
		return n.field != nil && such(n)
	case not:
		return asks(n.node, such)
	case both:
		for _, m := range n {
			if asks(m, such) {
				return true
			}
		}
	case either:
		return asks(both(n), such)
	}
	return false
}
