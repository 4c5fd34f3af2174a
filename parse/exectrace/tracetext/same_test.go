package tracetext

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
)

// TestSameAsTrace has the tool print the samples' traces, and expects of the text what the trace gives.
func TestSameAsTrace(t *testing.T) {
	traces, _ := filepath.Glob("../../../samples/*/captured/trace.out")
	if len(traces) == 0 {
		t.Skip("no samples")
	}
	if testing.Short() {
		traces = traces[:1]
	}
	for _, path := range traces {
		t.Run(filepath.Base(filepath.Dir(filepath.Dir(path))), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := exectrace.Parse(context.Background(), bytes.NewReader(data), path, exectrace.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := Parse(context.Background(), strings.NewReader(printed(t, path)), path, Options{})
			checkSet(t, got, err)
			if got.Partial() || len(got.Problems) > 0 {
				t.Errorf("partial %v: %v", got.Partial(), got.Problems)
			}
			compare(t, got, want)
		})
	}
}

// printed is what the tool prints of the trace at path.
func printed(t *testing.T, path string) string {
	out, err := exec.Command("go", "tool", "trace", "-d=parsed", path).Output()
	if err != nil {
		t.Skipf("go tool trace: %v", err)
	}
	return string(out)
}

// compare compares all that is told of goroutines, sites, cancels, waits and time.
func compare(t *testing.T, got, want *evidence.Set) {
	t.Helper()
	a, b := got.Sources[0], want.Sources[0]
	if a.To != b.To || !a.Wall.Equal(b.Wall) || a.Events != b.Events {
		t.Errorf("window %v, wall %v, %d events; want %v, %v, %d", a.To, a.Wall, a.Events, b.To, b.Wall, b.Events)
	}
	for _, part := range []struct {
		name  string
		lines func(*evidence.Set) []string
	}{{"goroutine", goroutineLines}, {"site", siteLines}, {"cancel", cancelLines}, {"wait or span", waitLines}} {
		g, w := part.lines(got), part.lines(want)
		slices.Sort(g)
		slices.Sort(w)
		if len(g) != len(w) {
			t.Errorf("%d × %s, want %d", len(g), part.name, len(w))
		}
		for i := range min(len(g), len(w)) {
			if g[i] != w[i] {
				t.Errorf("%s\ngot  %s\nwant %s", part.name, g[i], w[i])
				break
			}
		}
	}
}

func goroutineLines(set *evidence.Set) (out []string) {
	for _, g := range set.Goroutines {
		c, past := &g.Created, g.Past()
		out = append(out, fmt.Sprint(g.ID, g.State, g.Wait, g.WaitText, g.Since, g.SinceKnown, frames(g.Stack), wakeLine(past.Woken), past.Regions, g.Pos,
			c.By, frames(c.Stack), c.Entry(), c.At, c.Seen, c.FramesLeft, c.Ended, past.CreatorEnded, wakeLine(past.CreatorWoken), wakeLine(past.SiblingWoken), past.Parent != nil))
	}
	return out
}

func siteLines(set *evidence.Set) (out []string) {
	for _, s := range set.Sites {
		out = append(out, fmt.Sprint(frames(s.Stack), s.Entry, s.Before, s.Created, s.Ended, s.Handed, s.Lived, s.Alive))
	}
	for _, s := range set.Sched {
		out = append(out, fmt.Sprint(s))
	}
	return out
}

func cancelLines(set *evidence.Set) (out []string) {
	for _, c := range set.Cancels {
		text := fmt.Sprint(c.At, c.Kind, c.By, frames(c.Stack), c.Site, c.Deferred)
		for _, w := range c.Woke {
			text += wakeLine(w)
		}
		out = append(out, text)
	}
	for _, c := range set.CancelSites {
		out = append(out, fmt.Sprint(c.Kind, frames(c.Stack), c.Site, c.Deferred, c.Count, c.Woke, c.First, c.Last, len(c.Waits)))
	}
	return out
}

func waitLines(set *evidence.Set) (out []string) {
	for _, w := range set.WaitSites {
		out = append(out, fmt.Sprint(frames(w.Stack), w.Wait, w.Ended, w.Cancelled, w.Timed, w.Longest))
	}
	for _, s := range set.Spans {
		out = append(out, fmt.Sprint(s.Goroutine, s.Wait, frames(s.Stack), s.From, s.For))
	}
	return out
}

func wakeLine(w *evidence.Wake) string {
	if w == nil {
		return "-"
	}
	return fmt.Sprint(w.Goroutine, w.At, w.Cancel != nil, w.Wait, frames(w.Stack), w.Blocked)
}

func frames(s *evidence.Stack) string {
	var b strings.Builder
	for _, f := range s.All() {
		fmt.Fprintf(&b, "%s;", f)
	}
	return b.String()
}
