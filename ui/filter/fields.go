package filter

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate/words"
)

// A field is what a condition can ask of a row by name.
type field struct {
	name, usage, about string

	text   func(r *Row) []string                  // its values, in lower case; for completion also where there is an order
	number func(r *Row) (int64, bool)             // its value where there is an order; false when the row has none
	span   func(r *Row) (from, to int64, ok bool) // instead of one value: a range matches when the two have a part in common

	words []string                    // the values it can have, in ascending order; nil: any
	parse func(string) (int64, error) // for numbers, sizes and durations
	shown bool                        // rows show the value as it is: it can be highlighted
}

func (f *field) ordered() bool { return f.number != nil || f.span != nil }

// table has every field, in the order of the help.
var table = []*field{
	{name: "sev", usage: "sev>=medium", about: "severity: low, medium, high", words: severities, text: one(func(r *Row) string { return r.Severity }), number: rank(severities, func(r *Row) string { return r.Severity })},
	{name: "conf", usage: "conf=proven", about: "certainty: suspect, strong, proven", words: certainties, text: one(func(r *Row) string { return r.Certainty }), number: rank(certainties, func(r *Row) string { return r.Certainty })},
	{name: "rule", usage: "rule=early-return", about: "kind of leak", text: one(func(r *Row) string { return r.Rule })},
	{name: "chain", usage: "chain:L1", about: "leak chain, by place or fingerprint", text: func(r *Row) []string { return r.Chain }},
	{name: "stage", usage: "stage:heap", about: "stages that are known: cancel context goroutine defer heap", text: func(r *Row) []string { return r.Stages }},
	{name: "state", usage: "state:waiting", about: "waiting, running, runnable, syscall; a wait reason does too", text: func(r *Row) []string { return []string{r.State, r.Wait} }},
	{name: "wait", usage: `wait:"chan send"`, about: "what is waited for", shown: true, text: one(func(r *Row) string { return r.Wait })},
	{name: "fn", usage: "fn:Client.Charge", about: "function on the stack", shown: true, text: func(r *Row) []string { return r.Func }},
	{name: "pkg", usage: "pkg:acme/payments", about: "package on the stack", shown: true, text: func(r *Row) []string { return r.Pkg }},
	{name: "file", usage: "file:client.go", about: "file on the stack, with :line", shown: true, text: func(r *Row) []string { return r.File }},
	{name: "created", usage: "created:Serve", about: "where it was started: function, file, or goroutine", text: func(r *Row) []string { return r.Created }},
	{name: "ctx", usage: "ctx:WithTimeout", about: "its context: kind, where made, address", text: func(r *Row) []string { return r.Context }},
	{name: "cause", usage: "cause:deadline", about: "what ended its context: deadline, explicit, timer, never", text: func(r *Row) []string { return r.Cause }},
	{name: "label", usage: "label.kind=health", about: "pprof label", text: labelValues},
	{name: "is", usage: "is:leak", about: strings.Join(kinds, " "), words: kinds, text: isWhat},
	{name: "new", usage: "new:yes", about: "not in the baseline", words: []string{"no", "yes"}, text: func(r *Row) []string { return []string{newness(r)} }},
	{name: "count", usage: "count>=100", about: "goroutines", parse: parseCount, number: func(r *Row) (int64, bool) { return int64(r.Count), true }},
	{name: "age", usage: "age>1m", about: "how long it has been so", parse: parseAge, number: func(r *Row) (int64, bool) { return int64(r.Age), true }},
	{name: "at", usage: "at:1.5s..2s", about: "when: blocked since, ended, happened; time into the evidence", parse: parseAge, span: func(r *Row) (int64, int64, bool) { return int64(r.From), int64(r.To), r.Dated }},
	{name: "heap", usage: "heap>=4MiB", about: "memory", parse: parseCount, number: func(r *Row) (int64, bool) { return r.Heap, r.Heap > 0 }},
	{name: "gid", usage: "gid=8123", about: "goroutine id", parse: parseCount, number: func(r *Row) (int64, bool) { return r.ID, r.ID > 0 }},
	{name: "line", usage: "line:100..200", about: "line where it is", parse: parseCount, number: func(r *Row) (int64, bool) { return int64(r.Line), r.Line > 0 }},
}

var (
	severities  = []string{"low", "medium", "high"}
	certainties = []string{"suspect", "strong", "proven"}
	kinds       = []string{"leak", "expected", "unexplained", "leaked", "cancelled", "locked", "marked", "noted", "new", "grown", "gone"}
)

func one(get func(*Row) string) func(*Row) []string {
	return func(r *Row) []string { return []string{get(r)} }
}

// rank compares words by their place in an order; a row without one never matches.
func rank(order []string, get func(*Row) string) func(*Row) (int64, bool) {
	return func(r *Row) (int64, bool) {
		i := slices.Index(order, get(r))
		return int64(i), i >= 0
	}
}

func labelValues(r *Row) []string {
	var out []string
	for _, l := range r.Labels {
		out = append(out, l.Value)
	}
	return out
}

func isWhat(r *Row) []string {
	is := r.Is
	if r.Marked {
		is = append(slices.Clip(is), "marked")
	}
	if r.Noted {
		is = append(slices.Clip(is), "noted")
	}
	return is
}

func newness(r *Row) string {
	if slices.Contains(r.Is, "new") {
		return "yes"
	}
	return "no"
}

func fieldNamed(name string) *field {
	for _, f := range table {
		if f.name == name {
			return f
		}
	}
	return nil
}

// Fields returns an example of each field with what it is about.
func Fields() [][2]string {
	var list [][2]string
	for _, f := range table {
		list = append(list, [2]string{f.usage, f.about})
	}
	return list
}

// suggestion names the fields that are spelt nearly like name, or all of them.
func suggestion(name string) string {
	var near, all []string
	for _, f := range table {
		all = append(all, f.name)
		if strings.HasPrefix(f.name, name) || words.Edits(f.name, name) <= min(2, len(name)-1) {
			near = append(near, f.name)
		}
	}
	if len(near) > 0 {
		return " (" + strings.Join(near, " or ") + "?)"
	}
	return " (there is " + strings.Join(all, " ") + ")"
}

// units are what may follow a number, in lower case, the longer before what they end in.
var units = []struct {
	suffix string
	factor float64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"kb", 1 << 10}, {"mb", 1 << 20}, {"gb", 1 << 30},
	{"k", 1e3}, {"m", 1e6}, {"g", 1e9}, {"b", 1},
}

func parseCount(s string) (int64, error) {
	factor := 1.0
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			s, factor = rest, u.factor
			break
		}
	}
	s = strings.ReplaceAll(s, ",", "")
	if n, err := strconv.ParseInt(s, 10, 40); err == nil {
		return n * int64(factor), nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err == nil && (f != f || f < -1e12 || f > 1e12) {
		err = strconv.ErrRange
	}
	return int64(f * factor), err
}

func parseAge(s string) (int64, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseInt(days, 10, 32)
		return n * int64(24*time.Hour), err
	}
	d, err := time.ParseDuration(s)
	return int64(d), err
}
