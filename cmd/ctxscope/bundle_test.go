package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/samples"
	"github.com/ctxscope/ctxscope/samples/bundle"
)

// TestBundleOfEveryIncident: each built-in incident, with its source, shows the same from its bundle as it does
// itself: chains, certainties and counts, what is parked by design, and what was not checked.
func TestBundleOfEveryIncident(t *testing.T) {
	for _, s := range samples.All() {
		t.Run(s.Name, func(t *testing.T) {
			set, err := builtIn(s).open(context.Background(), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := correlate.Run(set, rules.All())
			b, err := makeBundle(want, want.Findings, bundleOptions{level: bundle.Strict, limit: 25 << 20})
			if err != nil {
				t.Fatal(err)
			}
			if b.leftOut != "" {
				t.Errorf("left out: %s", b.leftOut)
			}
			got, err := readBundle(b.data)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := shape(correlate.Run(got, rules.All())), shape(want); got != want {
				t.Errorf("from the bundle\n%s\nfrom the incident\n%s", got, want)
			}
			if bytes.Contains(b.data, []byte(s.Name+"/main.go")) || strings.Contains(b.issue, s.Name+"/") {
				t.Error("it has the incident's directory in it")
			}
		})
	}
}

// shape is what a result says, without names.
func shape(res *correlate.Result) string {
	var b strings.Builder
	for _, f := range res.Findings {
		b.WriteString(f.Fingerprint + " " + f.Rule.Name + " " + f.Certainty.String() + " " + f.Severity.String() + " " + string(f.Wait) + " " + f.Oldest.String())
		for _, n := range []int{len(f.Goroutines), f.Roots, f.Kin, f.Blocked.Line, f.Created.Line, f.Fix.At.Line, len(f.Defers), len(f.Chain)} {
			b.WriteString(" " + strings.Repeat("i", n%50))
		}
		b.WriteString("\n")
	}
	for _, e := range res.Expected {
		b.WriteString(e.Function + " " + strings.Repeat("i", e.Count) + "\n")
	}
	for _, n := range res.NotChecked {
		b.WriteString(n.Rule.Name + "\n")
	}
	return b.String()
}

// TestBundleFits: what does not fit loses detail and keeps its chains; counts are counts still.
func TestBundleFits(t *testing.T) {
	s, _ := samples.Find("early-return")
	set, err := builtIn(s).open(context.Background(), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	res := correlate.Run(set, rules.All())
	whole, err := makeBundle(res, res.Findings, bundleOptions{level: bundle.Basic, limit: 25 << 20})
	if err != nil {
		t.Fatal(err)
	}
	b, err := makeBundle(res, res.Findings, bundleOptions{level: bundle.Basic, limit: int64(len(whole.data)) - 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.data) >= len(whole.data) || b.leftOut == "" {
		t.Errorf("%d of %d bytes, left out: %q", len(b.data), len(whole.data), b.leftOut)
	}
	got, err := readBundle(b.data)
	if err != nil || len(got.Goroutines) != len(set.Goroutines) {
		t.Errorf("%d goroutines of %d, %v", len(got.Goroutines), len(set.Goroutines), err)
	}
	if i := slices.IndexFunc(correlate.Run(got, rules.All()).Findings, func(f *correlate.Finding) bool { return f.Fingerprint == res.Findings[0].Fingerprint }); i < 0 {
		t.Error("the chain is not in it")
	}
}

// TestParseSize: as people write sizes.
func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{"25MiB": 25 << 20, "900 KB": 900_000, "1000": 1000, "0.5MiB": 1 << 19, "": 0, "-1": 0, "many": 0, "NaN": 0, "9GiB": 0} {
		if got, ok := parseSize(s, 1<<30); got != want || ok != (want > 0) {
			t.Errorf("%q is %d, %v", s, got, ok)
		}
	}
}
