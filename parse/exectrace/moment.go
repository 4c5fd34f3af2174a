package exectrace

import (
	"fmt"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Moment is a point in a trace's time as a person names it: an offset into the trace, a time of day, or a
// time with its date. The zero Moment is none.
type Moment struct {
	text   string        // as given; empty: none
	offset time.Duration // into the trace, or beyond clock
	clock  time.Time     // zero for an offset
	daily  bool          // clock is a time of day, of the day on which the trace is nearest to it
}

// clocks are the layouts of times with a date, and of those of a day, the zone left out: it is UTC, as
// everywhere in what is shown. The fraction of a second may follow in any of them.
var (
	dates = []string{time.RFC3339, "2006-01-02 15:04:05Z07:00"}
	days  = []string{"15:04:05", "15:04"}
)

// ParseMoment reads a Moment: 1.2s, 1m30s, 14:14:47.4, 2026-03-01T14:14:47Z.
func ParseMoment(s string) (Moment, error) {
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return Moment{text: s, offset: d}, nil
	}
	for _, layout := range dates {
		if t, err := time.Parse(layout, s); err == nil {
			return Moment{text: s, clock: t}, nil
		}
	}
	for _, layout := range days {
		if t, err := time.Parse(layout, strings.TrimSuffix(s, "Z")); err == nil {
			return Moment{text: s, clock: t, daily: true}, nil
		}
	}
	return Moment{}, fmt.Errorf("%q is no moment: write 1.2s, 14:14:47.4 or 2026-03-01T14:14:47Z", s)
}

// IsZero reports whether m is none.
func (m Moment) IsZero() bool { return m.text == "" }

func (m Moment) String() string { return m.text }

// add returns the moment d after m, which may be before the trace begins.
func (m Moment) add(d time.Duration) Moment {
	sign := "+"
	if d < 0 {
		sign = ""
	}
	m.text += sign + d.String()
	m.offset += d
	return m
}

// in returns m on the clock of src, which may not know the time of day.
func (m Moment) in(src *evidence.Source) (evidence.Time, error) {
	if m.clock.IsZero() {
		return evidence.Time(m.offset), nil
	}
	if src.Wall.IsZero() {
		return 0, fmt.Errorf("the trace does not tell the time of day, as those before Go 1.25: give an offset into it, such as 1.2s")
	}
	at := m.clock
	if m.daily {
		day := src.Wall.UTC().Truncate(24 * time.Hour)
		at = day.Add(m.clock.Sub(m.clock.Truncate(24 * time.Hour)))
		switch d := at.Sub(src.Wall); {
		case d > 12*time.Hour:
			at = at.Add(-24 * time.Hour)
		case d < -12*time.Hour:
			at = at.Add(24 * time.Hour)
		}
	}
	return evidence.Time(at.Add(m.offset).Sub(src.Wall)), nil
}
