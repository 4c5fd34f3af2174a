package textline

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func all(t *testing.T, r *Reader) []string {
	t.Helper()
	var out []string
	for {
		line, ok := r.Next()
		if !ok {
			return out
		}
		out = append(out, string(line))
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", Max)
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"ends of both kinds, and none", "a\nb\r\n\nc", []string{"a", "b", "", "c"}},
		{"a long line keeps its beginning, the next one is whole", long + "yyy\nz\n", []string{long, "z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewReader(t.Context(), strings.NewReader(c.text))
			got := all(t, r)
			if len(got) != len(c.want) {
				t.Fatalf("%d lines, want %d", len(got), len(c.want))
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("line %d is %.20q (%d bytes), want %.20q", i+1, got[i], len(got[i]), c.want[i])
				}
			}
			if r.N != len(c.want) || r.Bytes != int64(len(c.text)) || r.Err != nil {
				t.Errorf("N %d, Bytes %d, Err %v", r.N, r.Bytes, r.Err)
			}
		})
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := NewReader(ctx, strings.NewReader("a\nb\n"))
	if got := all(t, r); got != nil || !errors.Is(r.Err, ErrStopped) {
		t.Errorf("%q, %v", got, r.Err)
	}
}

func TestFailingReader(t *testing.T) {
	broken := errors.New("disk on fire")
	r := NewReader(t.Context(), iotest.ErrReader(broken))
	if got := all(t, r); got != nil || !errors.Is(r.Err, broken) {
		t.Errorf("%q, %v", got, r.Err)
	}
}

// TestParts: lines that a container's log has in parts are whole again, whatever comes between the parts. Their number is
// that of the first part.
func TestParts(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		n                int
	}{
		{"CRI", "2026-11-22T00:34:29.369Z stderr P SCHED 5\n2026-11-22T00:34:29.37Z stdout F hello\n2026-11-22T00:34:29.371Z stderr P ms\n" +
			"2026-11-22T00:34:29.372Z stderr F : on\n", "2026-11-22T00:34:29.37Z stdout F hello|2026-11-22T00:34:29.369Z stderr F SCHED 5ms: on", 1},
		{"docker", `{"log":"say \"a","stream":"stderr","time":"1"}` + "\n" + `{"log":"b\"\n","stream":"stderr","time":"2"}`,
			`{"log":"say \"ab\"\n","stream":"stderr","time":"2"}`, 1},
		{"the last part is missing", "x\n2026-11-22T00:34:29.369Z stderr P SCHED 5\n", "x|2026-11-22T00:34:29.369Z stderr F SCHED 5", 2},
	} {
		r := NewReader(t.Context(), strings.NewReader(c.text))
		last, got := 0, []string{}
		for line, ok := r.Next(); ok; line, ok = r.Next() {
			got, last = append(got, string(line)), r.N
		}
		if strings.Join(got, "|") != c.want || last != c.n {
			t.Errorf("%s: %q, the last from line %d, want %q, %d", c.name, strings.Join(got, "|"), last, c.want, c.n)
		}
	}
	long := "2026-11-22T00:34:29.369Z stderr P " + strings.Repeat("x", 50<<10) + "\n"
	r := NewReader(t.Context(), strings.NewReader(strings.Repeat(long, 100)))
	if got := all(t, r); len(got) != 1 || len(got[0]) > Max {
		t.Errorf("%d lines, the first of %d bytes", len(got), len(got[0]))
	}
}
