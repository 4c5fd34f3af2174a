package words

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Count(7), "7"}, {Count(1842), "1,842"}, {Count(1234567), "1,234,567"}, {Count(-1234), "-1,234"}, {Count(100), "100"},
		{Plural(1, "goroutine"), "1 goroutine"}, {Plural(0, "goroutine"), "0 goroutines"}, {Plural(2000, "goroutine"), "2,000 goroutines"},
		{Age(84 * time.Second), "1m24s"}, {Age(2 * time.Hour), "2h"}, {Age(76 * time.Hour), "3d4h"}, {Age(8234 * time.Millisecond), "8.2s"},
		{Age(310*time.Millisecond + 400*time.Microsecond), "310ms"}, {Age(0), "0s"}, {Age(119*time.Second + 600*time.Millisecond), "2m"},
		{Bytes(900), "900 B"}, {Bytes(412 << 20), "412 MiB"}, {Bytes(int64(1288490189)), "1.2 GiB"}, {Bytes(1 << 20), "1 MiB"},
		{Percent(0.62), "62 %"}, {Percent(0.001), "<1 %"}, {Percent(0.999), ">99 %"}, {Percent(1), "100 %"}, {Percent(0), "0 %"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"rule", "rule", 0}, {"", "rule", 4}, {"rul", "rule", 1}, {"analyse", "analyze", 1}, {"kitten", "sitting", 3}} {
		if got := Edits(c.a, c.b); got != c.want {
			t.Errorf("Edits(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
