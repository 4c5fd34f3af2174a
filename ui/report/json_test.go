package report

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var (
	goVersion = regexp.MustCompile(`"go": "go1\.26\.[^"]*"|"go": "devel[^"]*"`)
	escapes   = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// small keeps a golden file readable: three goroutines of each finding.
func small(r *correlate.Result) *correlate.Result {
	for _, f := range r.Findings {
		f.Goroutines = f.Goroutines[:3]
	}
	return r
}

// The names of ctxscope/report/v1, written down once more: a renamed field must fail here.
var (
	topFields = "schema tool inputs findings expected notChecked problems partial"
	inFields  = "path kind go bytes from to partial"
	findings  = "fingerprint rule certainty severity title message count goroutines oldest blocked created context cancel defers heap fix links"
	nested    = map[string]string{
		"blocked": "wait function file line",
		"created": "function file line",
		"context": "kind function file line",
		"cancel":  "kind at function file line goroutine",
		"fix":     "file line text",
		"defers":  "call function file line pending",
		"heap":    "objects bytes error",
		"links":   "stage relation basis source pos text",
	}
)

func TestSchema(t *testing.T) {
	r := leaking()
	r.Findings[0].Heap = &correlate.Heap{Objects: 1842, Bytes: 412 << 20, Error: 0.354}
	doc := decode(t, write(t, "json", r, Options{}))
	has(t, "report", doc, topFields)
	has(t, "input", doc["inputs"].([]any)[0], inFields)
	for i, f := range doc["findings"].([]any) {
		has(t, "finding", f, findings)
		for name, fields := range nested {
			v := f.(map[string]any)[name]
			if list, ok := v.([]any); ok && len(list) > 0 {
				v = list[0]
			}
			if m, ok := v.(map[string]any); ok {
				has(t, name, m, fields)
			} else if i == 0 {
				t.Errorf("%s is %v in a finding that knows it", name, v)
			}
		}
	}
}

// TestHeap: what the heap profile estimates is in the report.
func TestHeap(t *testing.T) {
	r := leaking()
	r.Findings[0].Heap = &correlate.Heap{Objects: 1842, Bytes: 412 << 20, Error: 0.354}
	var doc jsonReport
	if err := json.Unmarshal([]byte(write(t, "json", r, Options{})), &doc); err != nil {
		t.Fatal(err)
	}
	want := jsonHeap{1842, 412 << 20, "±35%"}
	if got := doc.Findings[0].Heap; got == nil || *got != want {
		t.Errorf("heap is %+v, want %+v", got, want)
	}
}

// TestUnknownIsNull: a place that is not known is null, an empty list is a list.
func TestUnknownIsNull(t *testing.T) {
	bare := decode(t, write(t, "json", leaking(), Options{}))["findings"].([]any)[1].(map[string]any)
	for _, name := range []string{"created", "context", "cancel", "heap"} {
		if bare[name] != nil {
			t.Errorf("%s is %v, want null", name, bare[name])
		}
	}
	if blocked := bare["blocked"].(map[string]any); blocked["file"] != nil || blocked["line"] != nil {
		t.Errorf("blocked is %v, want null places", blocked)
	}
	if defers, ok := bare["defers"].([]any); !ok || len(defers) != 0 {
		t.Errorf("defers is %v, want []", bare["defers"])
	}
	empty := write(t, "json", &correlate.Result{Set: &evidence.Set{}}, Options{})
	if strings.Count(empty, "[]") != 7 {
		t.Errorf("an empty result has null lists:\n%s", empty)
	}
}

// TestClock: times are RFC 3339 when the trace knows the wall clock, else null.
func TestClock(t *testing.T) {
	r := leaking()
	cancelAt := func() any {
		f := decode(t, write(t, "json", r, Options{}))["findings"].([]any)[0].(map[string]any)
		return f["cancel"].(map[string]any)["at"]
	}
	if got := cancelAt(); got != "2026-11-22T14:14:47.408Z" {
		t.Errorf("cancel at %v", got)
	}
	r.Set.Sources[0].Wall = time.Time{}
	if got := cancelAt(); got != nil {
		t.Errorf("cancel at %v without a wall clock", got)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add("main.run")
	f.Add("\x1b[2J\u202e\u009b\xff\x00\"\\\u2028</script>\U000e0001")
	f.Fuzz(func(t *testing.T, s string) {
		out := write(t, "json", hostile(s), Options{Title: s, Where: s})
		if !utf8.ValidString(out) || strings.ContainsAny(out, "\x1b\x7f\r\t\u009b\u202e\u2028\U000e0001") {
			t.Fatalf("unsafe: %q", out)
		}
		doc := decode(t, out)
		has(t, "report", doc, topFields)
		first := doc["findings"].([]any)[0].(map[string]any)
		has(t, "finding", first, findings)
		if want := strings.ToValidUTF8(s, "\ufffd"); !strings.Contains(want, "\ufffd") && first["title"] != want {
			t.Errorf("title %q came back as %q", s, first["title"])
		}
		write(t, "text", hostile(s), Options{Why: true, ASCII: true, Width: len(s)})
	})
}

func decode(t testing.TB, s string) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(s), &doc); err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	return doc
}

func has(t testing.TB, what string, v any, fields string) {
	t.Helper()
	m := v.(map[string]any)
	for name := range strings.FieldsSeq(fields) {
		if _, ok := m[name]; !ok {
			t.Errorf("%s has no field %q", what, name)
		}
	}
}
