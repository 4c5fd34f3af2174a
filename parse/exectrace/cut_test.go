package exectrace

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestMoments reads moments as people write them, and finds them in a trace that began just before midnight.
func TestMoments(t *testing.T) {
	wall := time.Date(2026, 2, 28, 23, 59, 58, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"1.2s":                      1200 * time.Millisecond,
		"1m30s":                     90 * time.Second,
		"23:59:59.5":                1500 * time.Millisecond,
		"23:59:59Z":                 time.Second,
		"23:59":                     -58 * time.Second,
		"00:00:01":                  3 * time.Second, // the next day
		"2026-03-01T00:00:00Z":      2 * time.Second,
		"2026-03-01T01:00:00+01:00": 2 * time.Second,
		"2026-02-28 23:59:58.25Z":   250 * time.Millisecond,
	} {
		m, err := ParseMoment(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := m.in(&evidence.Source{Wall: wall}); got != evidence.Time(want) || err != nil {
			t.Errorf("%s is %v into the trace, %v; want %v", text, time.Duration(got), err, want)
		}
	}
	for _, text := range []string{"", "soon", "-1s", "25:00:00", "14:14:47+5s", "2026-03-01"} {
		if m, err := ParseMoment(text); err == nil {
			t.Errorf("%q is read as %v", text, m)
		}
	}
	for _, text := range []string{"1s", "1s±", "1s±-1s", "±1s", "1s+-soon"} {
		if _, err := Around(text); err == nil {
			t.Errorf("--around %q is accepted", text)
		}
	}
}

// TestCutKeepsStates reads the halves of a recorded trace. The second one ends with the goroutines of the whole,
// as the simplest program there is finds them.
func TestCutKeepsStates(t *testing.T) {
	data, release := smallTrace(t)
	defer release()
	whole := readAll(t, data)
	half := time.Duration(whole.Sources[0].To) / 2
	at := theMoment(t, half.String())
	set, err := Parse(context.Background(), bytes.NewReader(data), "test.trace", Options{Cut: Cut{Since: at}})
	if err != nil || set.Partial() {
		t.Fatalf("partial %v: %v", set.Partial(), err)
	}
	comparePlain(t, data, set)
	if src := set.Sources[0]; src.From != evidence.Time(half) || !src.CutFrom || src.CutTo || len(set.Goroutines) != len(whole.Goroutines) {
		t.Errorf("from %v, cut %q, %d goroutines of %d", src.From, src.Cut(), len(set.Goroutines), len(whole.Goroutines))
	}
	var before, now int
	for _, s := range set.Sites {
		before, now = before+s.Before+s.Created, now+s.Now()
	}
	if now != len(set.Goroutines) || before < now {
		t.Errorf("sites: %d were there or came, %d are left; want %d left", before, now, len(set.Goroutines))
	}
	set, err = Parse(context.Background(), bytes.NewReader(data), "test.trace", Options{Cut: Cut{Until: at}})
	if err != nil || set.Partial() || len(set.Problems) > 0 {
		t.Fatalf("partial %v, %v: %v", set.Partial(), set.Problems, err)
	}
	if src := set.Sources[0]; src.To != evidence.Time(half) || !src.CutTo || src.Events >= whole.Sources[0].Events {
		t.Errorf("to %v, cut %q, %d events of %d", src.To, src.Cut(), src.Events, whole.Sources[0].Events)
	}
	for _, g := range set.Goroutines {
		if g.Since > evidence.Time(half) {
			t.Errorf("g%d is so since %v, after the end", g.ID, time.Duration(g.Since))
		}
	}
}

// TestOutside asks for windows that a trace does not have.
func TestOutside(t *testing.T) {
	for want, part := range map[string]Cut{
		"begins (1h) after the trace ends (10ms into it)": {Since: theMoment(t, "1h")},
		"ends (1ms) before it begins (2ms)":               {Since: theMoment(t, "2ms"), Until: theMoment(t, "1ms")},
		"ends (0s) when the trace begins, or before":      {Until: theMoment(t, "0s")},
		"does not tell the time of day":                   {Since: theMoment(t, "10:00")},
	} {
		s := newStory(t)
		s.st.cut.Cut = part
		s.tell("0s g1 go g2 main.work : main.main:5\n10ms g1 go g3 main.work : main.main:5")
		var outside *OutsideError
		if err := s.st.unmet(nil); !errors.As(err, &outside) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func theMoment(t *testing.T, text string) Moment {
	t.Helper()
	m, err := ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
