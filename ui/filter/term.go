package filter

import (
	"slices"
	"strings"
	"time"
)

// A term is one condition. For an ordered field want holds the value's place in the order.
type term struct {
	not   bool
	field string // empty for a bare word
	op    string
	value string // in lower case
	want  int64
}

// A field tells how the values of one field are compared.
type field struct {
	order []string                    // words in ascending order; nil when there is no such order
	parse func(string) (int64, error) // for numbers and durations
	usage string                      // an example, for errors
}

var fields = map[string]field{
	"rule":  {usage: "rule:early-return"},
	"wait":  {usage: `wait:"chan send"`},
	"fn":    {usage: "fn:Client.Charge"},
	"file":  {usage: "file:client.go"},
	"sev":   {order: []string{"low", "medium", "high"}, usage: "sev>=medium"},
	"conf":  {order: []string{"suspect", "strong", "proven"}, usage: "conf=proven"},
	"count": {parse: parseCount, usage: "count>=100"},
	"age":   {parse: parseAge, usage: "age>1m"},
}

// Fields returns the names of the fields with an example each, by name.
func Fields() [][2]string {
	var list [][2]string
	for name, f := range fields {
		list = append(list, [2]string{name, f.usage})
	}
	slices.SortFunc(list, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return list
}

func (t *term) match(r *Row) bool {
	switch t.field {
	case "":
		return strings.Contains(r.Text, t.value)
	case "rule":
		return t.text(r.Rule)
	case "wait":
		return t.text(r.Wait)
	case "fn":
		return slices.ContainsFunc(r.Func, t.text)
	case "file":
		return slices.ContainsFunc(r.File, t.text)
	case "sev":
		return t.ordered(r.Severity)
	case "conf":
		return t.ordered(r.Certainty)
	case "count":
		return t.number(int64(r.Count))
	case "age":
		return t.number(int64(r.Age))
	}
	return false
}

func (t *term) text(have string) bool {
	if t.op == "=" {
		return have == t.value
	}
	return strings.Contains(have, t.value)
}

// ordered compares a word of an ordered field; a row without one never matches.
func (t *term) ordered(have string) bool {
	at := slices.Index(fields[t.field].order, have)
	return at >= 0 && t.number(int64(at))
}

func (t *term) number(have int64) bool {
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
	return have == t.want
}

func parseAge(s string) (int64, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := parseCount(days)
		return n * int64(24*time.Hour), err
	}
	d, err := time.ParseDuration(s)
	return int64(d), err
}
