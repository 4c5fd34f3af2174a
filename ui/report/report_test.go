package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// TestGolden compares whole reports. The file's extension names the format.
func TestGolden(t *testing.T) {
	for file, c := range map[string]struct {
		res *correlate.Result
		o   Options
	}{
		"leaking.text":  {leaking(), Options{}},
		"leaking.json":  {small(leaking()), Options{Version: "v0.0.0-test"}},
		"why.text":      {leaking(), Options{Why: true, Title: "payments: calls outlive their deadline"}},
		"narrow.text":   {leaking(), Options{Width: 60}},
		"ascii.text":    {leaking(), Options{ASCII: true}},
		"color.text":    {leaking(), Options{Color: true}},
		"healthy.text":  {healthy(), Options{}},
		"healthy.json":  {healthy(), Options{Version: "v0.0.0-test"}},
		"partial.text":  {partial(), Options{}},
		"filtered.text": {healthy(), Options{Where: "pkg:payments", Hidden: 2}},
		"empty.text":    {&correlate.Result{Set: &evidence.Set{}}, Options{}},
	} {
		t.Run(file, func(t *testing.T) {
			got := write(t, strings.TrimPrefix(filepath.Ext(file), "."), c.res, c.o)
			got = goVersion.ReplaceAllString(got, `"go": "go0.0"`)
			path := filepath.Join("testdata", file)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; -update rewrites it. got:\n%s", path, got)
			}
		})
	}
}

// TestGoldenComplete: every format has a golden report of findings, and one without any.
func TestGoldenComplete(t *testing.T) {
	for _, f := range Formats() {
		for _, name := range []string{"leaking." + f.Name, "healthy." + f.Name} {
			if _, err := os.Stat(filepath.Join("testdata", name)); err != nil {
				t.Errorf("format %s lacks a case in TestGolden: %v", f.Name, err)
			}
		}
	}
}

func write(t testing.TB, format string, res *correlate.Result, o Options) string {
	t.Helper()
	f, ok := Find(format)
	if !ok {
		t.Fatalf("no format %q", format)
	}
	var b bytes.Buffer
	if err := f.Write(&b, res, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestWidth: no line of any report is wider than asked for, whatever the file says.
func TestWidth(t *testing.T) {
	long := strings.Repeat("github.com/acme/payments/internal/gateway.(*Client).Charge.func1[...]", 9)
	for _, res := range []*correlate.Result{leaking(), healthy(), partial(), hostile(long), hostile("漢字 " + long + " 漢字漢字")} {
		for _, width := range []int{0, 40, 60, 80, 100, 200} {
			limit := width
			if width == 0 {
				limit = 100
			}
			for line := range strings.SplitSeq(write(t, "text", res, Options{Width: width, Why: true}), "\n") {
				if w := lipgloss.Width(line); w > limit {
					t.Errorf("width %d: a line of %d columns: %s", limit, w, line)
				}
			}
		}
	}
}

// TestHostileText: a function name must not reach the terminal as an escape sequence, and an ASCII report
// is ASCII.
func TestHostileText(t *testing.T) {
	const evil = "\x1b]0;owned\x07 \u202e支払\u009b2J\xff\r\n"
	got := write(t, "text", hostile(evil), Options{Why: true, Title: evil})
	if strings.ContainsAny(got, "\x1b\x07\r\u202e\u009b") || !utf8.ValidString(got) {
		t.Errorf("unsafe: %q", got)
	}
	for _, r := range write(t, "text", hostile(evil), Options{Why: true, ASCII: true}) {
		if r >= utf8.RuneSelf {
			t.Fatalf("%q in an ASCII report", r)
		}
	}
}

// TestColorRepeats: without its colours a coloured report is the plain one, so nothing is told by colour
// alone.
func TestColorRepeats(t *testing.T) {
	coloured := write(t, "text", partial(), Options{Color: true})
	if !strings.Contains(coloured, "\x1b[") {
		t.Error("no colour in a coloured report")
	}
	if plain := write(t, "text", partial(), Options{}); escapes.ReplaceAllString(coloured, "") != plain {
		t.Error("the coloured report says something else than the plain one")
	}
}

// TestManyGoroutines: ids are capped, the count is not.
func TestManyGoroutines(t *testing.T) {
	var doc jsonReport
	if err := json.Unmarshal([]byte(write(t, "json", leaking(), Options{})), &doc); err != nil {
		t.Fatal(err)
	}
	f := doc.Findings[0]
	if f.Count != 1842 || len(f.Goroutines) != maxIDs || f.Goroutines[0] != 8123 {
		t.Errorf("count %d, %d ids from %d; want 1842, 1000 from 8123", f.Count, len(f.Goroutines), f.Goroutines[0])
	}
}

// The youngest of a leak stand among the rest; the reader is told where they belong.
func TestOthersLikeAChain(t *testing.T) {
	res := leaking()
	young := func(f *correlate.Finding) *correlate.Group {
		return &correlate.Group{Wait: f.Wait, Blocked: f.Blocked, Created: f.Created, Goroutines: f.Goroutines[:2], Like: f}
	}
	first := res.Findings[0]
	res.Groups = append(res.Groups, young(first))
	if got := write(t, "text", res, Options{}); !strings.Contains(got, "like those of L1 but not shown to leak") {
		t.Errorf("L1 is not named:\n%s", got)
	}
	res.Findings = res.Findings[1:] // as a filter leaves them
	if got := write(t, "text", res, Options{}); !strings.Contains(got, "like those of "+first.Fingerprint) {
		t.Errorf("a chain that is left out is not named by its fingerprint:\n%s", got)
	}
}

// A trace that is not joined to the rest was not looked at: it is listed as such, and does not count as checked.
func TestNotJoined(t *testing.T) {
	r := &correlate.Result{Set: &evidence.Set{Sources: []*evidence.Source{
		{Path: "short.trace", Kind: evidence.ExecutionTrace, To: evidence.Time(2 * time.Second)},
		{Path: "long.trace", Kind: evidence.ExecutionTrace, To: evidence.Time(60 * time.Second), Apart: "of another process"},
	}}}
	got := write(t, "text", r, Options{})
	for _, want := range []string{"2s of trace", "not joined"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "1m of trace") || strings.Contains(got, "1m0s of trace") {
		t.Errorf("what was not looked at counts as checked:\n%s", got)
	}
}
