package filter

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	other := Row{Rule: "lost-cancel", Wait: "select", Func: []string{"acme/feed.(*hub).run"}, Count: 3}
	rows := slices.Values([]*Row{&pay, &other, &other})
	for in, want := range map[string]string{
		"rule=":        "5 lost-cancel/2 early-return/1",
		"rule=ear":     "5 early-return/1",
		"x wait:":      `7 select/2 "chan send"/1`,
		"!wait:ch":     `6 "chan send"/1`,
		"(a|sev>=":     "8 medium/1 high/0 low/0",
		"rul":          "0 rule=/3",
		"label.kind=":  "11 health/1",
		"label.other=": "12",
		"fn:hub":       `3 "acme/feed.(*hub).run"/2`,
		"is:":          "3 leak/1 cancelled/0 expected/0 gone/0 grown/0 leaked/0 locked/0 marked/0 new/0 noted/0 unexplained/0",
		"nope:":        "5",
		"co":           "0 count>=/3 conf=/1",
	} {
		from, list := Complete([]rune(in), len([]rune(in)), rows)
		got := []string{strconv.Itoa(from)}
		for _, c := range list {
			got = append(got, c.Text+"/"+strconv.Itoa(c.Count))
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("Complete(%q) = %s, want %s", in, g, want)
		}
	}
}

// What is completed parses, and what it begins with stays what it was.
func FuzzComplete(f *testing.F) {
	f.Add("rule=", 5)
	f.Add("(sev>", 3)
	f.Fuzz(func(t *testing.T, s string, at int) {
		text := []rune(s)
		at = min(max(at, 0), len(text))
		from, list := Complete(text, at, slices.Values([]*Row{&pay}))
		if from < 0 || from > at {
			t.Fatalf("Complete(%q, %d) begins at %d", s, at, from)
		}
		for _, c := range list {
			if c.Text == "" {
				t.Errorf("Complete(%q, %d) offers nothing", s, at)
			}
		}
	})
}
