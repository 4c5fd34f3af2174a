package accuracy

import (
	"slices"
	"strings"
	"testing"
)

// service is a program with two leaks, as its author marks them.
const service = `// Mail delivers mail.
//
// rule: early-return | ignored-cancel
// rule 2: lost-cancel
// expect 2: 7
// run: 5s
package main

ctx, cancel := context.WithTimeout(r.Context(), patience) // leak: context, context? 2
go deliver(ctx, out)                                      // leak: go, fix
out <- receipt                                            // leak: wait, fix
go func() {                                               // leak: go 2
resp, err := http.Get(url)                                // leak: wait 2 net/http.(*persistConn).readLoop, fix 2
`

func parsed(t *testing.T, text string) (*program, error) {
	t.Helper()
	p := &program{name: "mail", dir: "/src/mail"}
	for i, line := range strings.Split(text, "\n") {
		if err := p.mark("/src/mail/main.go", i+1, line); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func TestMarkGrammar(t *testing.T) {
	p, err := parsed(t, service)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.leaks) != 2 || p.run.String() != "5s" {
		t.Fatalf("%d leaks in %v, want 2 in 5s", len(p.leaks), p.run)
	}
	first, second := p.leaks[0], p.leaks[1]
	if !slices.Equal(first.rules, []string{"early-return", "ignored-cancel"}) || first.expect != 1 || len(first.fix) != 2 || first.maybe {
		t.Errorf("first leak: %+v", *first)
	}
	if second.expect != 7 || second.funcs[0] != "net/http.(*persistConn).readLoop" || len(second.waits) != 0 || !second.maybe {
		t.Errorf("second leak: %+v", *second)
	}
	if got := first.waits[0]; got.line != 11 || got.code != "out <- receipt" {
		t.Errorf("first leak waits at %v, %q", got, got.code)
	}
	for _, bad := range []string{"x() // leak: ", "x() // leak: gone", "x() // leak: fix 1 here"} {
		if _, err := parsed(t, bad); err == nil {
			t.Errorf("%q is read without complaint", bad)
		}
	}
}

// A goroutine of a library counts by its wait, one of the program by its start as well.
func TestWhatLeaks(t *testing.T) {
	p, err := parsed(t, service)
	if err != nil {
		t.Fatal(err)
	}
	const wait = "/src/mail/main.go:11"
	for _, tc := range []struct {
		name string
		g    standing
		want bool
	}{
		{"at the marks", standing{frames: []string{"/go/src/runtime/chan.go:5", wait}, created: "/src/mail/main.go:10"}, true},
		{"started elsewhere", standing{frames: []string{wait}, created: "/src/mail/main.go:12"}, false},
		{"started by a wrapper", standing{frames: []string{wait}, created: "/go/pkg/errgroup.go:78"}, true},
		{"waits elsewhere", standing{frames: []string{"/src/mail/main.go:12"}, created: "/src/mail/main.go:10"}, false},
	} {
		if got := p.leaks[0].is(tc.g, p); got != tc.want {
			t.Errorf("%s: leaks %t, want %t", tc.name, got, tc.want)
		}
	}
	reader := standing{text: "net/http.(*persistConn).readLoop(0xc000)\n", created: "/go/src/net/http/transport.go:1"}
	if !p.leaks[1].is(reader, p) {
		t.Error("a goroutine named by its function does not leak")
	}
}

// Who judges is judged: each case is a report and what must be held against it.
func TestJudge(t *testing.T) {
	p, err := parsed(t, service)
	if err != nil {
		t.Fatal(err)
	}
	p.leaks = p.leaks[:1]
	leaking := truth{leaking: map[*leak]map[int64]bool{p.leaks[0]: {7: true, 8: true}}, ever: map[int64]bool{7: true, 8: true}}
	line := func(kind string, n int) spot {
		file := "/src/mail/main.go"
		return spot{Kind: &kind, File: &file, Line: &n}
	}
	timeout := line("WithTimeout", 9)
	deadline := spot{Kind: new(string)}
	*deadline.Kind = "WithTimeout or WithDeadline"
	right := finding{Rule: "early-return", Certainty: "strong", Goroutines: []int64{8, 7}, Context: &timeout, Fix: line("", 10)}
	with := func(change func(*finding)) finding { f := right; change(&f); return f }
	for _, tc := range []struct {
		name     string
		reported []finding
		src      bool
		misses   []string
	}{
		{"right", []finding{right}, true, nil},
		{"a kind is enough without source", []finding{with(func(f *finding) { f.Context = &deadline })}, false, nil},
		{"the first finding counts", []finding{with(func(f *finding) { f.Rule = "spawn-growth" }), right}, true, []string{"rule spawn-growth"}},
		{"nothing", nil, true, []string{"not found"}},
		{"another context", []finding{with(func(f *finding) { f.Context = &spot{} })}, true, []string{"context"}},
		{"another line", []finding{with(func(f *finding) { f.Fix = line("", 1) })}, true, []string{"fix"}},
		{"extra", []finding{with(func(f *finding) { f.Goroutines = []int64{7, 9} })}, true, []string{"1 extra"}},
		{"false alarm", []finding{right, with(func(f *finding) { f.Goroutines = []int64{9} })}, true, []string{"FALSE ALARM"}},
		{"doubt", []finding{right, {Rule: "spawn-growth", Certainty: "suspect", Goroutines: []int64{9}}}, true, []string{"doubt"}},
	} {
		got := judge(p, leaking, tc.reported, tc.src).misses
		if len(got) != len(tc.misses) {
			t.Errorf("%s: misses %q, want %q", tc.name, got, tc.misses)
			continue
		}
		for i, want := range tc.misses {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: miss %q, want %q", tc.name, got[i], want)
			}
		}
	}
}
