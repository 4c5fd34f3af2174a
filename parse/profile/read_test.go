package profile

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// parse1 is Parse for a file that has profiles of one kind; a Set of nothing when there is none.
func parse1(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	return one(parse(ctx, newInput(ctx, r, name, o), limits))
}

func one(sets []*evidence.Set, err error) (*evidence.Set, error) {
	if len(sets) == 0 {
		return &evidence.Set{Sources: []*evidence.Source{{}}}, err
	}
	return sets[0], err
}

// recognised reports whether a file that begins with head is, or has, a profile of any kind.
func recognised(head []byte) bool {
	_, err := parse1(context.Background(), bytes.NewReader(head), "head", Options{})
	return Sniff(head) || looksLikeText(head) && !errors.Is(err, ErrNone) && len(head) > 0
}

func looksLikeText(head []byte) bool { return !gzipped(head) && bytes.IndexByte(head, 0) < 0 }

// readGood parses a file that must be recognised and read whole.
func readGood(t testing.TB, data []byte) *evidence.Set {
	t.Helper()
	if !recognised(data) {
		t.Fatal("not recognised")
	}
	set, err := parse1(context.Background(), bytes.NewReader(data), "good", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSet(t, set)
	if len(set.Problems) > 0 || set.Partial() {
		t.Fatalf("problems %v, partial %v", set.Problems, set.Partial())
	}
	return set
}

// written is a profile with the given types and samples, as raw protobuf.
func written(t testing.TB, p *profile.Profile) []byte {
	t.Helper()
	seen := make(map[*profile.Location]bool)
	for _, s := range p.Sample {
		for _, l := range s.Location {
			if seen[l] {
				continue
			}
			seen[l] = true
			l.ID = uint64(len(p.Location) + 1)
			p.Location = append(p.Location, l)
			for _, line := range l.Line {
				line.Function.ID = uint64(len(p.Function) + 1)
				p.Function = append(p.Function, line.Function)
			}
		}
	}
	if err := p.CheckValid(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.WriteUncompressed(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// types makes sample types of "name/unit name/unit".
func types(text string) (out []*profile.ValueType) {
	for word := range strings.FieldsSeq(text) {
		name, unit, _ := strings.Cut(word, "/")
		out = append(out, &profile.ValueType{Type: name, Unit: unit})
	}
	return out
}

// calls makes a stack of "leaf < caller < root", each at line 10, 20 and so on, in main.go.
func calls(text string) (out []*profile.Location) {
	for i, name := range strings.Split(text, " < ") {
		f := &profile.Function{Name: name, Filename: "main.go"}
		out = append(out, &profile.Location{Line: []profile.Line{{Function: f, Line: int64(10 * (i + 1))}}})
	}
	return out
}

// printed is the sections of a set in their compact form.
func printed(set *evidence.Set, names ...string) string {
	var b strings.Builder
	for _, name := range names {
		sections[name](&b, set)
	}
	return b.String()
}

func compare(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
