package schedtrace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/internal/fixture"
)

// TestLogs reads the section "log" of each file; the others name a part of the Set (see section).
func TestLogs(t *testing.T) {
	fixture.Run(t, "log", func(t *testing.T, data []byte) fixture.Part {
		set, err := Parse(context.Background(), bytes.NewReader(data), "log", Options{})
		checkSet(t, set, err)
		return func(name string) (string, bool) { return section(name, set, err) }
	})
}

// section prints a part of the Set as a fixture wants it.
func section(name string, set *evidence.Set, err error) (text string, ok bool) {
	var b strings.Builder
	if set == nil {
		return fmt.Sprintln(err), true
	}
	switch name {
	case "source":
		src := set.Sources[0]
		fmt.Fprintf(&b, "%d lines, %v to %v", src.Records, time.Duration(src.From), time.Duration(src.To))
		if wall, ok := src.At(0); ok {
			fmt.Fprintf(&b, ", began %s", wall.UTC().Format(time.RFC3339Nano))
		}
		if src.Partial {
			fmt.Fprintf(&b, ", without %s", src.Missing)
		}
		b.WriteByte('\n')
	case "load":
		for _, s := range set.Load {
			fmt.Fprintf(&b, "%v: %d procs, %d idle; %d threads, %d idle, %d spinning; queues %d %v; ticks %v\n",
				s.At, s.Procs, s.IdleProcs, s.Threads, s.IdleThreads, s.SpinningThreads, s.RunQueue, s.Local, s.Ticks)
		}
	case "goroutines":
		for _, g := range set.Goroutines {
			fmt.Fprintln(&b, goroutineText(g))
		}
	case "series":
		for _, s := range set.Series {
			b.WriteString(snapshotText(s))
		}
	case "problems":
		for _, p := range set.Problems {
			fmt.Fprintln(&b, p)
		}
	default:
		return "", false
	}
	return b.String(), true
}

func goroutineText(g *evidence.Goroutine) string {
	text := fmt.Sprintf("g%d %v", g.ID, g.State)
	if g.Wait != "" {
		text += fmt.Sprintf(" on %q", g.Wait)
	}
	if g.WaitText != "" && g.WaitText != string(g.Wait) {
		text += fmt.Sprintf(" (%s)", g.WaitText)
	}
	if g.SinceKnown {
		text += fmt.Sprintf(" since %v", time.Duration(g.Since))
	} else {
		text += fmt.Sprintf(" since before %v", time.Duration(g.Since))
	}
	if g.Leaked {
		text += ", leaked"
	}
	if g.Locked {
		text += ", locked"
	}
	return text + ", " + g.Pos.String()
}

func snapshotText(s *evidence.Snapshot) string {
	var waits []string
	for _, g := range s.Goroutines {
		waits = append(waits, fmt.Sprintf("g%d %s", g.ID, g.Wait))
	}
	at := ""
	if !s.At.IsZero() {
		at = s.At.UTC().Format("15:04:05.000 ")
	}
	return at + strings.Join(waits, ", ") + "\n"
}

// checkSet checks what holds for every Set.
func checkSet(t *testing.T, set *evidence.Set, err error) {
	t.Helper()
	if (set == nil) == (err == nil) {
		t.Fatalf("set %v, error %v", set, err)
	}
	if set == nil {
		if !errors.Is(err, ErrNone) {
			t.Errorf("error %v, want ErrNone", err)
		}
		return
	}
	src := set.Sources[0]
	if len(set.Sources) != 1 || src.From != 0 || src.To < 0 || src.Records == 0 {
		t.Errorf("source %+v", src)
	}
	if len(set.Problems) > maxProblems+1 || len(set.Series) == 1 || len(set.Series) > evidence.MaxSamples {
		t.Errorf("%d problems, %d snapshots", len(set.Problems), len(set.Series))
	}
	for i, s := range set.Load {
		if i > 0 && s.At < set.Load[i-1].At || s.Pos.Line == 0 {
			t.Errorf("sample %d at %v, line %d", i, s.At, s.Pos.Line)
		}
	}
	for i, g := range set.Goroutines {
		if i > 0 && g.ID <= set.Goroutines[i-1].ID || g.Since > src.To || g.Pos.Line == 0 || g.State == evidence.Unknown && g.Wait != "" {
			t.Errorf("goroutine %d: %s", i, goroutineText(g))
		}
		if set.Goroutine(g.ID) == nil {
			t.Errorf("g%d is not found", g.ID)
		}
	}
}
