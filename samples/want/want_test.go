package want

import (
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	const text = `# comment

finding   outlived-parent spawn-growth
also      unclosed-owner
certainty suspect
count     >=150
blocked   chan receive at shard.go:86 in main.(*Pool).Get: return <-p.idle
created   at search.go:68 in main.(*Searcher).Search: g.Go(func() error {
fix       at hub.go:74 in main.Open: return fmt.Errorf("in %s: %w", at, err)
fix       at hub.go:70 in main.Open: x := 1
context   errgroup.WithContext at search.go:66 in main.Search: g, ctx := errgroup.WithContext(ctx)
cancel    explicit at hub.go:90 in main.(*Hub).Close: s.cancel()
cancel    never

finding   lost-cancel
`
	got, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []Finding{
		{
			Rules:     []string{"outlived-parent", "spawn-growth"},
			Also:      []string{"unclosed-owner"},
			Certainty: "suspect",
			Count:     150,
			Blocked:   []Place{{"chan receive", "shard.go", 86, "main.(*Pool).Get", "return <-p.idle"}},
			Created:   []Place{{"", "search.go", 68, "main.(*Searcher).Search", "g.Go(func() error {"}},
			Fix: []Place{
				{"", "hub.go", 74, "main.Open", `return fmt.Errorf("in %s: %w", at, err)`},
				{"", "hub.go", 70, "main.Open", "x := 1"},
			},
			Context: []Place{{"errgroup.WithContext", "search.go", 66, "main.Search", "g, ctx := errgroup.WithContext(ctx)"}},
			Cancel: []Place{
				{"explicit", "hub.go", 90, "main.(*Hub).Close", "s.cancel()"},
				{What: "never"},
			},
		},
		{Rules: []string{"lost-cancel"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParseNone(t *testing.T) {
	got, err := Parse(strings.NewReader("# healthy\nnone\n"))
	if err != nil || len(got) != 0 {
		t.Errorf("got %v, %v; want no findings and no error", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"empty":                 {"", "either findings or none"},
		"both":                  {"none\nfinding early-return\n", "either findings or none"},
		"key before finding":    {"count >=3\n", "1: a key before the first finding"},
		"finding without rule":  {"finding\n", "1: a key before the first finding"},
		"unknown key":           {"finding x\ncolour red\n", `2: unknown key, got "colour"`},
		"count without bound":   {"finding x\ncount 12\n", "2: count: want >=N"},
		"count without number":  {"finding x\ncount >=many\n", "2: count: want >=N"},
		"place without line":    {"finding x\nfix at a.go in main.f: x\n", "2: want [WORDS] at"},
		"place without at":      {"finding x\nfix a.go:3 in main.f: x\n", "2: want [WORDS] at"},
		"place without func":    {"finding x\nfix at a.go:3: x\n", "2: want [WORDS] at"},
		"place without code":    {"finding x\nfix at a.go:3 in main.f\n", "2: want [WORDS] at"},
		"cancel of two words":   {"finding x\ncancel never ever\n", "2: want [WORDS] at"},
		"line is not a number":  {"finding x\nfix at a.go:y in main.f: x\n", "2: want [WORDS] at"},
		"line beyond an int":    {"finding x\nfix at a.go:99999999999999999999 in main.f: x\n", "2: want [WORDS] at"},
		"line longer than read": {"finding x\n" + strings.Repeat("#", 1<<17), "token too long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}
