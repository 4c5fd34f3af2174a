package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

func TestTicks(t *testing.T) {
	g, err := newLook(plainRenderer(), "", true)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, to time.Duration
		w        int
		want     string
	}{
		{0, 3 * time.Second, 51, "0 1s 2s"},
		{0, 90 * time.Second, 89, "0 15s 30s 45s 1m 1m15s"},
		{0, 3 * time.Hour, 60, "0 1h 2h"},
		{0, 40 * 24 * time.Hour, 60, "0"},
		{4 * time.Millisecond, 5 * time.Millisecond, 40, "4ms 4.5ms"},
		{0, 20 * time.Microsecond, 40, "0 10us"},
		{0, 0, 40, "0"},
		{0, time.Second, 4, "0"},
	} {
		line, labels := g.ticks(axis{evidence.Time(c.from), evidence.Time(c.to), c.w})
		if got := strings.Join(strings.Fields(labels), " "); got != c.want || cells(line) != c.w || cells(labels) > c.w {
			t.Errorf("%v to %v in %d: %q, want %q", c.from, c.to, c.w, got, c.want)
		}
	}
}

// A part of the whole has the moment in its middle, as far as the whole goes.
func TestAround(t *testing.T) {
	whole := span{0, 90 * sec}
	for _, c := range []struct{ at, length, from, to evidence.Time }{
		{45 * sec, 10 * sec, 40 * sec, 50 * sec}, {4 * sec, 20 * sec, 0, 20 * sec}, {89 * sec, 20 * sec, 70 * sec, 90 * sec},
		{10 * sec, 500 * sec, 0, 90 * sec}, {10 * sec, 0, 10*sec - closest/2, 10*sec + closest/2},
	} {
		if got := whole.around(c.at, c.length); got != (span{c.from, c.to}) {
			t.Errorf("around %v for %v: %v", c.at, c.length, got)
		}
	}
}

// Spans that overlap stand in rows of their own; what has no room is counted.
func TestPacked(t *testing.T) {
	g, err := newLook(plainRenderer(), "", true)
	if err != nil {
		t.Fatal(err)
	}
	var spans []evidence.Span
	for i := range 5 {
		spans = append(spans, evidence.Span{From: evidence.Time(i) * sec, For: 3 * time.Second})
	}
	rows, left := g.packed(axis{0, 10 * sec, 10}, spans, 2)
	if len(rows) != 2 || left != 3 {
		t.Fatalf("%d rows, %d left", len(rows), left)
	}
	for i, want := range []string{"[--]", " [--]"} {
		if got := strings.TrimRight(strings.Join(filled(rows[i]), ""), " "); got != want {
			t.Errorf("row %d: %q, want %q", i, got, want)
		}
	}
}

func filled(row []string) []string {
	out := make([]string, len(row))
	for i, s := range row {
		if out[i] = s; s == "" {
			out[i] = " "
		}
	}
	return out
}

// The axis begins where the evidence does: that of a process long up, with a dump taken later.
func TestWholeOf(t *testing.T) {
	at := func(s int) evidence.Time { return evidence.Time(s) * evidence.Time(time.Second) }
	set := &evidence.Set{
		Sources: []*evidence.Source{{From: at(500), To: at(510)}, {From: at(512), To: at(512)}, {To: at(900), Apart: "another process"}},
		Sched:   []evidence.SchedSample{{At: at(499)}, {At: at(509)}},
		Cancels: []*evidence.Cancel{{At: at(505)}},
	}
	if got, want := wholeOf(set), (span{at(499), at(512)}); got != want {
		t.Errorf("the whole is %v, want %v", got, want)
	}
	if got := wholeOf(&evidence.Set{}); got != (span{}) {
		t.Errorf("of nothing it is %v", got)
	}
}
