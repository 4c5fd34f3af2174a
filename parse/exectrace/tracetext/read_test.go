package tracetext

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

// TestTexts reads the section "text" of each file; the others name a part of the Set (see section).
func TestTexts(t *testing.T) {
	fixture.Run(t, "text", func(t *testing.T, data []byte) fixture.Part {
		set, err := Parse(context.Background(), bytes.NewReader(data), "text", Options{})
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
		fmt.Fprintf(&b, "%d events, %v to %v", src.Events, time.Duration(src.From), time.Duration(src.To))
		if wall, ok := src.At(0); ok {
			fmt.Fprintf(&b, ", began %s", wall.UTC().Format(time.RFC3339Nano))
		}
		if src.Partial {
			fmt.Fprintf(&b, ", without %s", src.Missing)
		}
		b.WriteByte('\n')
	case "goroutines":
		for _, g := range set.Goroutines {
			printGoroutine(&b, g)
		}
	case "cancels":
		for _, c := range set.Cancels {
			fmt.Fprintf(&b, "%v %v by g%d woke %d: %s\n", time.Duration(c.At), c.Kind, c.By, len(c.Woke), frames(c.Stack))
		}
	case "user":
		for _, t := range set.Tasks {
			fmt.Fprintf(&b, "task %d of %d %q by g%d, done %v\n", t.ID, t.Parent, t.Name, t.By, t.Done)
		}
		for _, l := range set.Logs {
			fmt.Fprintf(&b, "g%d in task %d logs %q: %q\n", l.Goroutine, l.Task, l.Category, l.Message)
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

func printGoroutine(b *strings.Builder, g *evidence.Goroutine) {
	fmt.Fprintf(b, "g%d %v", g.ID, g.State)
	if g.Wait != "" {
		fmt.Fprintf(b, " on %q", g.Wait)
	}
	since := "since"
	if !g.SinceKnown {
		since = "since before"
	}
	fmt.Fprintf(b, " %s %v: %s", since, time.Duration(g.Since), frames(g.Stack))
	if g.Created.Seen {
		fmt.Fprintf(b, " created by g%d at %v in %s", g.Created.By, time.Duration(g.Created.At), frames(g.Created.Stack))
	}
	past := g.Past()
	if len(past.Regions) > 0 {
		fmt.Fprintf(b, " in regions %q", past.Regions)
	}
	if past.Woken != nil {
		fmt.Fprintf(b, " woken at %v", time.Duration(past.Woken.At))
	}
	b.WriteByte('\n')
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
	if len(set.Sources) != 1 || src.From != 0 || src.To < 0 || src.Events == 0 || src.Kind != evidence.ExecutionTrace {
		t.Errorf("source %+v", src)
	}
	if len(set.Problems) > maxProblems+1 {
		t.Errorf("%d problems", len(set.Problems))
	}
	for i, g := range set.Goroutines {
		if i > 0 && g.ID <= set.Goroutines[i-1].ID || g.Since < 0 || g.Since > src.To || g.Created.At > src.To {
			t.Errorf("g%d since %v of %v, after g%d", g.ID, g.Since, src.To, set.Goroutines[max(0, i-1)].ID)
		}
		if set.Goroutine(g.ID) == nil {
			t.Errorf("g%d is not found", g.ID)
		}
	}
	for _, c := range set.Cancels {
		if c.At > src.To || c.Stack != nil && c.Site >= len(c.Stack.Frames) {
			t.Errorf("cancel %+v", c)
		}
	}
}
