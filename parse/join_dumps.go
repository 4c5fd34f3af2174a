package parse

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/dump"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// joinDumps joins goroutine dumps to set: the last dump of the incident's process gives the goroutines,
// or adds to those of a trace what a trace does not tell: minutes, labels, leaks, identities. Several of
// them are a series. What a panic prints of one goroutine is no dump to start from when there is a whole one.
func joinDumps(set *evidence.Set, dumps []*evidence.Set) {
	traced := len(set.Sources) > 0
	var ours, apart []*evidence.Set
	var whys []string
	for _, d := range slices.Backward(inOrder(dumps)) {
		c := compare(set.Goroutines, d.Goroutines)
		if c.strangers() {
			apart, whys = append(apart, d), append(whys, "it is of another process, "+c.example)
			continue
		}
		switch {
		case len(ours) > 0:
			addOlder(set.Goroutines, d.Goroutines)
		case traced:
			joinTrace(set, d)
		default:
			set.Goroutines = d.Goroutines
		}
		if src := d.Sources[0]; c.common == 0 && (traced || len(ours) > 0) && src.Note == "" {
			src.Note = "nothing shows that it is of the same process: it shares no goroutine with the other files"
		}
		ours = append(ours, d)
	}
	slices.Reverse(ours)
	for _, d := range ours {
		absorb(set, d)
	}
	if slices.ContainsFunc(ours, isWhole) {
		ours = slices.DeleteFunc(ours, func(d *evidence.Set) bool { return !isWhole(d) })
	}
	if series := dump.Series(ours...); len(series) > 1 {
		set.Series = series
	}
	for i, d := range slices.Backward(apart) {
		refuse(set, d, whys[i])
	}
}

// isWhole reports whether the dump is of all goroutines of its process, though it may be cut. The main
// goroutine is missing from dumps of a part: the one that panicked, those of a synctest bubble.
func isWhole(d *evidence.Set) bool { return len(d.Goroutines) > 1 && d.Goroutine(1) != nil }

// inOrder returns dumps in order of time: as they or the log around them tell, else by who has begun and
// ended in between, else as given. Those that are not whole are in front.
func inOrder(dumps []*evidence.Set) []*evidence.Set {
	out := make([]*evidence.Set, 0, len(dumps))
	for _, d := range dumps { // by insertion, since the order of three need not be that of each two
		at := len(out)
		for at > 0 && earlier(d, out[at-1]) {
			at--
		}
		out = slices.Insert(out, at, d)
	}
	return out
}

// earlier reports whether dump a was taken before b.
func earlier(a, b *evidence.Set) bool {
	at, bt := lastSeen(a), lastSeen(b)
	switch {
	case isWhole(a) != isWhole(b):
		return isWhole(b)
	case !at.IsZero() && !bt.IsZero():
		return at.Before(bt)
	case !isWhole(a) || a.Partial() || b.Partial() || compare(a.Goroutines, b.Goroutines).strangers():
		return false // one that is missing need not have ended
	}
	return byAge(a.Goroutines, b.Goroutines) < 0
}

// lastSeen returns the time of the last snapshot of a dump file, zero when it does not tell.
func lastSeen(s *evidence.Set) time.Time {
	if n := len(s.Series); n > 0 {
		return s.Series[n-1].At
	}
	return s.Sources[0].Wall
}

// byAge compares the times at which two files saw the goroutines of one process: below 0 when a is earlier. Ids
// only rise, so who knows the youngest goroutine is later; when both do, more of the earlier one's are gone in
// the later. Counting those that are gone comes second, for it errs: the runtime hands out ids in small batches
// to each processor, so that a younger goroutine may have a lower id.
func byAge(a, b []*evidence.Goroutine) int {
	return cmp.Or(cmp.Compare(youngest(a), youngest(b)), gone(b, a)-gone(a, b))
}

// youngest returns the highest id of a goroutine that any kind of file would list.
func youngest(list []*evidence.Goroutine) evidence.GoID {
	for _, g := range slices.Backward(list) {
		if !hiddenInDumps(g) {
			return g.ID
		}
	}
	return evidence.NoGoID
}

// gone counts the goroutines of a that are missing from b.
func gone(a, b []*evidence.Goroutine) (n int) {
	for _, g := range a {
		for len(b) > 0 && b[0].ID < g.ID {
			b = b[1:]
		}
		missing := len(b) == 0 || b[0].ID != g.ID
		if missing && g.ID.Known() && !hiddenInDumps(g) {
			n++
		}
	}
	return n
}

// addOlder adds what an older dump of the process tells and stays true: labels, the runtime's verdict, and
// the age of a wait that the newer one does not tell, since the runtime prints no minutes beside (leaked).
func addOlder(to, older []*evidence.Goroutine) {
	forCommon(to, older, func(g, old *evidence.Goroutine) {
		if !g.SinceKnown && old.SinceKnown && old.Since < g.Since && sameLeaf(g.Stack, old.Stack) {
			g.Since = old.Since // a lower bound: some time has passed between the two
		}
		g.Leaked = g.Leaked || old.Leaked
		if g.Labels == nil {
			g.Labels = old.Labels
		}
	})
}

// comparison is what two files say of goroutines they both know.
type comparison struct {
	common, differ int
	example        string // of a difference
}

// strangers reports whether the files are of different processes. The first goroutines of any two runs of
// one program are alike, so what differs counts more than what agrees.
func (c comparison) strangers() bool { return c.differ*10 > c.common }

// compare looks at the beginnings of the goroutines that both files have: what they run, and who started
// them.
func compare(a, b []*evidence.Goroutine) (c comparison) {
	forCommon(a, b, func(x, y *evidence.Goroutine) {
		began, begins := begin(x), begin(y)
		if began.Func == "" || begins.Func == "" {
			return
		}
		c.common++
		by, also := x.Created.By, y.Created.By
		switch {
		case began.Func != begins.Func:
			c.example = fmt.Sprintf("goroutine %d is %s there and %s elsewhere", x.ID, begins.Func, began.Func)
		case isPath(began.File) && isPath(begins.File) && began.File != begins.File:
			c.example = fmt.Sprintf("goroutine %d runs %s of %s there and of %s elsewhere", x.ID, begins.Func, begins.File, began.File)
		case by > 0 && also > 0 && by != also:
			c.example = fmt.Sprintf("goroutine %d was started by goroutine %d there and by %d elsewhere", x.ID, also, by)
		default:
			return
		}
		c.differ++
	})
	return c
}

// isPath reports whether file names one, rather than being unknown or "<autogenerated>".
func isPath(file string) bool { return file != "" && file[0] != '<' }

// deepest is more frames than a stack can have to tell its goroutine's first function: traces cut at 128.
const deepest = 100

// begin returns the function that g runs, past what crash dumps show and others hide: the compiler's wrapper
// of a go statement with arguments, and runtime.main around main.main. A trace names the wrapper as the entry
// and leaves it out of stacks: the outermost frame is then what it called. Of a function value, as in go f(x),
// nothing else tells the name. The zero Frame is not known.
func begin(g *evidence.Goroutine) evidence.Frame {
	f := g.Created.Entry()
	if !strings.Contains(f.Func, ".gowrap") && f.Func != "runtime.main" {
		return f
	}
	for i, frame := range g.Stack.All() {
		if frame.Func == f.Func && i > 0 {
			return g.Stack.Frames[i-1]
		}
	}
	if f.Func == "runtime.main" {
		return f
	}
	if len(g.Stack.All()) > deepest {
		return evidence.Frame{}
	}
	return g.Stack.Root()
}

// forCommon calls f for each id that is in both lists, which are sorted by id.
func forCommon(a, b []*evidence.Goroutine, f func(x, y *evidence.Goroutine)) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].ID < b[0].ID:
			a = a[1:]
		case a[0].ID > b[0].ID:
			b = b[1:]
		default:
			f(a[0], b[0])
			a, b = a[1:], b[1:]
		}
	}
}
