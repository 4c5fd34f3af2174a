package tracetext

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/internal/fixture"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// FuzzParse starts from the fixtures. Whatever the text, what was understood holds together, and quoting
// the text changes nothing.
func FuzzParse(f *testing.F) {
	for _, text := range fixture.Inputs(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		set, err := Parse(context.Background(), bytes.NewReader(text), "text", Options{})
		checkSet(t, set, err)
		var quoted bytes.Buffer
		for line := range bytes.Lines(text) {
			quoted.WriteString("> ")
			quoted.Write(line)
		}
		again, againErr := Parse(context.Background(), &quoted, "text", Options{})
		if (err == nil) != (againErr == nil) {
			t.Fatalf("quoted: %v, else %v", againErr, err)
		}
		if err == nil && len(text) < textline.Max && !slices.Equal(goroutineLines(set), goroutineLines(again)) {
			t.Error("quoting it changes what is understood")
		}
	})
}

// TestCutAnywhere cuts each fixture at many bytes: there is nothing that must not be read.
func TestCutAnywhere(t *testing.T) {
	for _, text := range fixture.Inputs(t) {
		for i := 0; i < len(text); i += 1 + len(text)/500 {
			set, err := Parse(context.Background(), bytes.NewReader(text[:i]), "text", Options{})
			checkSet(t, set, err)
		}
	}
}

const event = "M=1 P=0 G=1 StateTransition Time=110 GoID=1 Undetermined->Running Reason=\"\"\n"

// TestNoEvent has texts that come near to one.
func TestNoEvent(t *testing.T) {
	for _, text := range []string{"M=1 P=0 G=1 StateTransition Time=", "12 GoCreate in all\n", ""} {
		if _, err := Parse(t.Context(), strings.NewReader(text), "text", Options{}); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestStoppedAndBroken(t *testing.T) {
	broken := errors.New("the disk is gone")
	set, err := Parse(context.Background(), io.MultiReader(strings.NewReader(event), iotest.ErrReader(broken)), "text", Options{})
	if err != nil || !set.Partial() || len(set.Goroutines) != 1 || set.Problems[0].Message != broken.Error() {
		t.Errorf("%+v, %v", set, err)
	}
	if _, err := Parse(context.Background(), iotest.ErrReader(broken), "text", Options{}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if set, err := Parse(ctx, strings.NewReader(event), "text", Options{}); set != nil || !errors.Is(err, textline.ErrStopped) {
		t.Errorf("%v, %v", set, err)
	}
}

func TestProgress(t *testing.T) {
	var last evidence.Progress
	o := Options{Size: int64(len(event)), Progress: func(p evidence.Progress) { last = p }}
	_, err := Parse(context.Background(), strings.NewReader(event), "text", o)
	if err != nil || !last.Done || last.Read != last.Total || last.Goroutines != 1 || last.Events != 1 {
		t.Errorf("%+v, %v", last, err)
	}
}

// TestManyProblems also has a line longer than is looked at.
func TestManyProblems(t *testing.T) {
	set, err := Parse(context.Background(), strings.NewReader(event+strings.Repeat("M=1 P=0 G=1 Wobble Time=1\n", 1000)+strings.Repeat("x", 3*textline.Max)), "text", Options{})
	checkSet(t, set, err)
	if n := len(set.Problems); n != maxProblems+1 || !strings.Contains(set.Problems[maxProblems].Message, "900 more") {
		t.Errorf("%d problems, the last %v", n, set.Problems[n-1])
	}
}

// BenchmarkParse reads the longest fixture many times over, as one text.
func BenchmarkParse(b *testing.B) {
	var text []byte
	for _, t := range fixture.Inputs(b) {
		if len(t) > len(text) {
			text = t
		}
	}
	text = bytes.Repeat(text, 200)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(context.Background(), bytes.NewReader(text), "text", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
