package filter

import (
	"regexp"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A term is one condition.
type term struct {
	field *field // nil for a word or regular expression on its own
	key   string // of a label, in lower case; empty: any
	op    string
	value string // in lower case
	re    *regexp.Regexp

	want, upTo int64 // for a field with an order: the value, or the two ends of a range
}

func (t term) match(r *Row) bool {
	switch {
	case t.field == nil && t.re != nil:
		return t.re.MatchString(r.Text)
	case t.field == nil:
		return strings.Contains(r.Text, t.value)
	case t.field.name == "label":
		return t.label(r.Labels)
	case t.field.span != nil && t.re == nil:
		from, to, ok := t.field.span(r)
		return ok && t.overlaps(from, to)
	case t.field.number != nil && t.re == nil:
		v, ok := t.field.number(r)
		return ok && t.compare(v)
	}
	if t.field.text == nil {
		return false
	}
	for _, have := range t.field.text(r) {
		if have != "" && t.says(have) {
			return true
		}
	}
	return false
}

func (t term) label(all []evidence.Label) bool {
	for _, l := range all {
		if (t.key == "" || strings.ToLower(l.Key) == t.key) && t.says(strings.ToLower(l.Value)) {
			return true
		}
	}
	return false
}

// says compares text.
func (t term) says(have string) bool {
	switch {
	case t.re != nil:
		return t.re.MatchString(have)
	case t.op == "=":
		return have == t.value
	}
	return strings.Contains(have, t.value)
}

// overlaps compares what lasts from one moment to another: some part of it is asked for.
func (t term) overlaps(from, to int64) bool {
	switch t.op {
	case ">", ">=":
		return t.compare(to)
	case "<", "<=":
		return t.compare(from)
	}
	return from <= t.upTo && to >= t.want
}

func (t term) compare(have int64) bool {
	switch t.op {
	case ">":
		return have > t.want
	case ">=":
		return have >= t.want
	case "<":
		return have < t.want
	case "<=":
		return have <= t.want
	}
	return have >= t.want && have <= t.upTo
}
