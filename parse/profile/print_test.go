package profile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// sections are the parts of a Set as a case's file wants them, by the name of the section.
var sections = map[string]func(*strings.Builder, *evidence.Set){
	"source":      printSource,
	"goroutines":  printGoroutines,
	"sites":       printSites,
	"allocs":      printAllocs,
	"contentions": printContentions,
	"series":      printSeries,
	"problems": func(b *strings.Builder, set *evidence.Set) {
		for _, p := range set.Problems {
			fmt.Fprintln(b, p)
		}
	},
}

func sectionNames() []string { return slices.Sorted(maps.Keys(sections)) }

func printSource(b *strings.Builder, set *evidence.Set) {
	src := set.Sources[0]
	fmt.Fprintf(b, "%s, %d records", src.Kind, src.Records)
	if src.Go != "" {
		fmt.Fprintf(b, ", %s", src.Go)
	}
	if !src.Wall.IsZero() {
		fmt.Fprintf(b, ", at %s", src.Wall.UTC().Format(time.RFC3339))
	}
	if src.Partial {
		fmt.Fprintf(b, ", without %s", src.Missing)
	}
	b.WriteByte('\n')
}

// printGoroutines prints those that differ by no more than their id in one line.
func printGoroutines(b *strings.Builder, set *evidence.Set) {
	var ids []evidence.GoID
	last := ""
	flush := func() {
		if len(ids) > 0 {
			fmt.Fprintf(b, "%s %s", idsText(ids), last)
		}
		ids = ids[:0]
	}
	for _, g := range set.Goroutines {
		text := oneGoroutine(g)
		if text != last {
			flush()
		}
		ids, last = append(ids, g.ID), text
	}
	flush()
}

func idsText(ids []evidence.GoID) string {
	if len(ids) == 1 {
		return fmt.Sprintf("g%d", ids[0])
	}
	return fmt.Sprintf("g%d to g%d", ids[0], ids[len(ids)-1])
}

func oneGoroutine(g *evidence.Goroutine) string {
	var b strings.Builder
	fmt.Fprint(&b, g.State)
	if g.Wait != "" {
		fmt.Fprintf(&b, " on %s", g.Wait)
	}
	if g.WaitText != "" && g.WaitText != string(g.Wait) && g.WaitText != g.State.String() {
		fmt.Fprintf(&b, " (%q)", g.WaitText)
	}
	if g.SinceKnown {
		fmt.Fprintf(&b, " for %v", -time.Duration(g.Since))
	}
	if g.Leaked {
		b.WriteString(" leaked")
	}
	if g.Locked {
		b.WriteString(" locked")
	}
	for _, l := range g.Labels {
		fmt.Fprintf(&b, " %s=%q", l.Key, l.Value)
	}
	fmt.Fprintf(&b, ": %s\n", stackText(g.Stack))
	if c := g.Created; c.Seen {
		fmt.Fprintf(&b, "    runs %s, created by g%d in %s, undated %v\n", c.Entry().Func, c.By, stackText(c.Stack), c.Undated)
	}
	return b.String()
}

func printSites(b *strings.Builder, set *evidence.Set) {
	for _, s := range set.Sites {
		fmt.Fprintf(b, "%d × %s\n", s.Now(), s.Entry.Func)
	}
}

func printAllocs(b *strings.Builder, set *evidence.Set) {
	for _, a := range set.Allocs {
		fmt.Fprintf(b, "%d: %d [%d: %d] of about %.1f samples: %s\n",
			a.InUseObjects, a.InUseBytes, a.AllocObjects, a.AllocBytes, a.Samples, stackText(a.Stack))
	}
}

func printContentions(b *strings.Builder, set *evidence.Set) {
	for _, c := range set.Contentions {
		fmt.Fprintf(b, "%s: %d for %v: %s\n", c.Kind, c.Count, c.Delay, stackText(c.Stack))
	}
}

func stackText(s *evidence.Stack) string {
	if s == nil {
		return "?"
	}
	var parts []string
	for _, f := range s.Frames {
		parts = append(parts, fmt.Sprintf("%s:%d", f.Func, f.Line))
	}
	return strings.Join(parts, " < ")
}

// printSeries prints of each snapshot how many goroutines have which innermost frame, or the bytes in use.
func printSeries(b *strings.Builder, set *evidence.Set) {
	for _, s := range set.Series {
		b.WriteString("snapshot")
		if !s.At.IsZero() {
			fmt.Fprintf(b, " of %s", s.At.UTC().Format("15:04:05"))
		}
		counts := make(map[string]int)
		for _, g := range s.Goroutines {
			counts[g.Stack.Leaf().Func]++
		}
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(b, ", %d × %s", counts[name], name)
		}
		for _, a := range s.Allocs {
			fmt.Fprintf(b, ", %d B at %s", a.InUseBytes, a.Stack.Leaf().Func)
		}
		b.WriteByte('\n')
	}
}
