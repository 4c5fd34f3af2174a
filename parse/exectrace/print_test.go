package exectrace

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
	"goroutines": printGoroutines,
	"created":    printCreations,
	"sites":      printSites,
	"cancels":    printCancels,
	"cancel sites": func(b *strings.Builder, set *evidence.Set) {
		for _, c := range set.CancelSites {
			fmt.Fprintf(b, "%d × %v%s woke %d, %v to %v: %s\n", c.Count, c.Kind, deferredWord(c.Deferred), c.Woke, at(c.First), at(c.Last), stackText(c.Stack))
		}
	},
	"waits": printWaitSites,
	"spans": func(b *strings.Builder, set *evidence.Set) {
		for _, s := range set.Spans {
			fmt.Fprintf(b, "g%d %s from %v for %v: %s\n", s.Goroutine, s.Wait, at(s.From), s.For, stackText(s.Stack))
		}
	},
	"user":     printUser,
	"contexts": printContexts,
	"problems": func(b *strings.Builder, set *evidence.Set) {
		for _, p := range set.Problems {
			fmt.Fprintln(b, p)
		}
	},
	"samples": func(b *strings.Builder, set *evidence.Set) {
		for _, s := range set.Sched {
			fmt.Fprintf(b, "%v goroutines %d: running %d runnable %d waiting %d; cancels %d; procs %d heap %d of %d\n",
				at(s.At), s.Goroutines, s.Running, s.Runnable, s.Waiting, s.Cancels, s.Procs, s.HeapBytes, s.HeapGoal)
		}
	},
	"source": func(b *strings.Builder, set *evidence.Set) {
		src := set.Sources[0]
		fmt.Fprintf(b, "%v to %v", at(src.From), at(src.To))
		if wall, ok := src.At(0); ok {
			fmt.Fprintf(b, ", wall %s", wall.UTC().Format(time.RFC3339Nano))
		}
		b.WriteByte('\n')
	},
}

func printGoroutines(b *strings.Builder, set *evidence.Set) {
	for _, g := range set.Goroutines {
		fmt.Fprintf(b, "g%d %v", g.ID, g.State)
		if g.Wait != "" || g.WaitText != "" {
			fmt.Fprintf(b, " on %q", g.Wait)
			if string(g.Wait) != g.WaitText {
				fmt.Fprintf(b, " (%q)", g.WaitText)
			}
		}
		if g.SinceKnown {
			fmt.Fprintf(b, " since %v", at(g.Since))
		} else {
			b.WriteString(" since before")
		}
		if g.Stack != nil {
			fmt.Fprintf(b, ": %s", stackText(g.Stack))
		}
		b.WriteByte('\n')
		past := g.Past()
		if past.Woken != nil {
			fmt.Fprintf(b, "    woken %s\n", wakeText(past.Woken))
		}
		if len(past.Regions) > 0 {
			fmt.Fprintf(b, "    in %s\n", strings.Join(past.Regions, " > "))
		}
	}
}

func printCreations(b *strings.Builder, set *evidence.Set) {
	for _, g := range set.Goroutines {
		fmt.Fprintf(b, "g%d ", g.ID)
		printCreation(b, &g.Created, g.Past(), "    ")
	}
}

func printCreation(b *strings.Builder, c *evidence.Creation, past evidence.History, indent string) {
	fmt.Fprintf(b, "runs %s", c.Entry().Func)
	if !c.Seen {
		b.WriteString(", created before\n")
		return
	}
	by := "the scheduler"
	if c.By != evidence.NoGoID {
		by = fmt.Sprintf("g%d", c.By)
	}
	fmt.Fprintf(b, ", created at %v by %s", at(c.At), by)
	if c.Stack != nil {
		fmt.Fprintf(b, " in %s; %d of %d frames left", stackText(c.Stack), c.FramesLeft, len(c.Stack.Frames))
	}
	if c.Handed > 0 {
		fmt.Fprintf(b, "; handed %d", c.Handed)
	}
	if c.Ended {
		fmt.Fprintf(b, "; ended %v", at(past.CreatorEnded))
	}
	b.WriteByte('\n')
	if past.CreatorWoken != nil {
		fmt.Fprintf(b, "%screator woken %s\n", indent, wakeText(past.CreatorWoken))
	}
	if past.SiblingWoken != nil {
		fmt.Fprintf(b, "%ssibling g%d woken %s\n", indent, past.SiblingWoken.Goroutine, wakeText(past.SiblingWoken))
	}
	if past.Parent != nil {
		fmt.Fprintf(b, "%screator ", indent)
		printCreation(b, past.Parent, evidence.History{}, indent+"    ")
	}
}

func printSites(b *strings.Builder, set *evidence.Set) {
	for _, s := range set.Sites {
		fmt.Fprintf(b, "%s", s.Entry.Func)
		if s.Stack != nil {
			fmt.Fprintf(b, " from %s", stackText(s.Stack))
		}
		fmt.Fprintf(b, ": before %d created %d ended %d; handed %d; lived %v; alive %v\n", s.Before, s.Created, s.Ended, s.Handed, s.Lived, s.Alive)
	}
}

func printCancels(b *strings.Builder, set *evidence.Set) {
	for _, c := range set.Cancels {
		fmt.Fprintf(b, "%v %v%s by g%d", at(c.At), c.Kind, deferredWord(c.Deferred), c.By)
		if f, ok := c.Caller(); ok {
			fmt.Fprintf(b, " at %s:%d", f.Func, f.Line)
		}
		b.WriteByte('\n')
		for _, w := range c.Woke {
			fmt.Fprintf(b, "    woke g%d after %v in %s: %s\n", w.Goroutine, w.Blocked, w.Wait, stackText(w.Stack))
		}
	}
}

func printWaitSites(b *strings.Builder, set *evidence.Set) {
	var lines []string
	for _, w := range set.WaitSites {
		lines = append(lines, fmt.Sprintf("%s at %s: ended %d, by cancel %d, by timer %d, longest %v\n",
			w.Wait, stackText(w.Stack), w.Ended, w.Cancelled, w.Timed, w.Longest))
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, ""))
}

func printUser(b *strings.Builder, set *evidence.Set) {
	for _, t := range set.Tasks {
		fmt.Fprintf(b, "task %d %q by g%d from %v", t.ID, t.Name, t.By, at(t.From))
		if t.Done {
			fmt.Fprintf(b, " to %v", at(t.To))
		}
		b.WriteByte('\n')
	}
	for _, l := range set.Logs {
		fmt.Fprintf(b, "%v g%d logs %s: %s\n", at(l.At), l.Goroutine, l.Category, l.Message)
	}
}

func printContexts(b *strings.Builder, set *evidence.Set) {
	for _, c := range set.Contexts {
		fmt.Fprintf(b, "%d %s of %s", c.ID, c.Kind, c.Root)
		if c.Parent != nil {
			fmt.Fprintf(b, "%d", c.Parent.ID)
		}
		if c.Seen {
			fmt.Fprintf(b, " made %v by g%d: %s", at(c.At), c.By, stackText(c.Stack))
		}
		b.WriteByte('\n')
		if c.Via != "" || c.Key != "" || c.Depth > 0 {
			fmt.Fprintf(b, "    depth %d, via %q, key %q\n", c.Depth, c.Via, c.Key)
		}
		if c.Timed {
			fmt.Fprintf(b, "    deadline %v\n", at(c.Deadline))
		}
		if end, ok := c.End(set.Sources[0].To); ok {
			fmt.Fprintf(b, "    ended %v with %d, %v\n", at(end.At), end.Of.ID, end.Kind)
		}
		for _, call := range c.Calls {
			fmt.Fprintf(b, "    called %v by g%d, late %v: %s\n", at(call.At), call.By, call.Late, stackText(call.Stack))
		}
		if c.Called > len(c.Calls) {
			fmt.Fprintf(b, "    called %d times\n", c.Called)
		}
		for _, u := range c.Uses {
			fmt.Fprintf(b, "    g%d %s %v %s: %s\n", u.Goroutine, u.Kind, at(u.At), u.Boundary, stackText(u.Stack))
		}
	}
}

func wakeText(w *evidence.Wake) string {
	by := "timer"
	if w.Cancel != nil {
		by = fmt.Sprintf("%v of %v", w.Cancel.Kind, at(w.Cancel.At))
	}
	return fmt.Sprintf("%v by %s after %v in %s", at(w.At), by, w.Blocked, w.Wait)
}

func deferredWord(d bool) string {
	if d {
		return " deferred"
	}
	return ""
}

func at(t evidence.Time) time.Duration { return time.Duration(t) }

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

// sectionNames lists what a case's file may want.
func sectionNames() []string { return slices.Sorted(maps.Keys(sections)) }
