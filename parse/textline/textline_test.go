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
