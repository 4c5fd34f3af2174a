package dump

import (
	"fmt"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// printSet writes a Set for people:
//
//	source go1.19 identities records 12 at 2026-11-22T01:07:00Z final note: what to know partial: what is missing
//	g20 :12 waiting for chan receive "chan receive (nil chan)" since -5m0s locked leaked {k: v}
//	    main.run /src/main.go:12
//	    < main.main /src/main.go:3 by g1, 1 frame left | ended | unknown
//	    receives from channel 0xc000012150 in #1 stale
//	resource channel 0xc000012150
//	snapshot 3 goroutines at 2026-11-22T01:07:00Z
//	problem dump:12: what
func printSet(set *evidence.Set, err error) string {
	var b strings.Builder
	if err != nil {
		fmt.Fprintf(&b, "error %v\n", err)
	}
	src := set.Sources[0]
	b.WriteString("source")
	if src.Go != "" {
		b.WriteString(" " + src.Go)
	}
	if src.Identities {
		b.WriteString(" identities")
	}
	fmt.Fprintf(&b, " records %d%s", src.Records, printTime(src.Wall))
	if src.Final {
		b.WriteString(" final")
	}
	if src.Note != "" {
		b.WriteString(" note: " + src.Note)
	}
	if src.Partial {
		b.WriteString(" partial: " + src.Missing)
	}
	b.WriteString("\n")
	for _, g := range set.Goroutines {
		printGoroutine(&b, g)
	}
	for _, r := range set.Resources {
		fmt.Fprintf(&b, "resource %s %#x", r.Kind, r.Addr)
		if r.Type != 0 {
			fmt.Fprintf(&b, " type %#x", r.Type)
		}
		b.WriteString("\n")
	}
	for _, s := range set.Series {
		fmt.Fprintf(&b, "snapshot %d goroutines%s\n", len(s.Goroutines), printTime(s.At))
	}
	for _, p := range set.Problems {
		fmt.Fprintf(&b, "problem %v\n", p)
	}
	return b.String()
}

func printGoroutine(b *strings.Builder, g *evidence.Goroutine) {
	fmt.Fprintf(b, "g%d :%d %v", g.ID, g.Pos.Line, g.State)
	if g.Wait != "" && g.State == evidence.Waiting {
		fmt.Fprintf(b, " for %s", g.Wait)
	}
	if g.WaitText != string(g.Wait) && g.WaitText != g.State.String() {
		fmt.Fprintf(b, " %q", g.WaitText)
	}
	if g.SinceKnown {
		fmt.Fprintf(b, " since %v", time.Duration(g.Since))
	}
	for _, flag := range []struct {
		on   bool
		name string
	}{{g.Locked, "locked"}, {g.Leaked, "leaked"}} {
		if flag.on {
			b.WriteString(" " + flag.name)
		}
	}
	if g.Labels != nil {
		fmt.Fprintf(b, " %q", g.Labels)
	}
	b.WriteString("\n")
	for _, f := range g.Stack.All() {
		fmt.Fprintf(b, "    %v\n", f)
	}
	if c := g.Created; c.Seen {
		fmt.Fprintf(b, "    < %v", c.Stack.Frames[0])
		if c.By.Known() {
			fmt.Fprintf(b, " by g%d", c.By)
		}
		switch {
		case c.Ended:
			b.WriteString(", ended")
		case c.FramesLeft == 0:
			b.WriteString(", returned")
		}
		b.WriteString("\n")
	}
	if e := g.Created.Entry(); e != g.Stack.Root() {
		fmt.Fprintf(b, "    runs %s\n", e.Func)
	}
	for _, h := range g.Holds {
		fmt.Fprintf(b, "    %s %s %#x in #%d", h.Role, h.Resource.Kind, h.Resource.Addr, h.Frame)
		if h.Stale {
			b.WriteString(" stale")
		}
		b.WriteString("\n")
	}
}

func printTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " at " + t.Format(time.RFC3339Nano)
}
