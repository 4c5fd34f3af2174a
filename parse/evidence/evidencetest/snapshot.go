package evidencetest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// snapshot is an earlier dump or heap of a series, as written.
type snapshot struct {
	evidence.Snapshot
	line int
	ids  map[evidence.GoID]bool
}

func (tl *timeline) snapshot(rest string) (*snapshot, error) {
	if rest != "" {
		return nil, fmt.Errorf("snapshot: nothing stands behind it, got %q", rest)
	}
	s := &snapshot{line: tl.line, ids: make(map[evidence.GoID]bool)}
	tl.snapshots = append(tl.snapshots, s)
	return s, nil
}

// still reads a line below a snapshot, which is one of
//
//	goroutine ID WAIT: STACK
//	goroutines FIRST..LAST WAIT: STACK
//	alloc OBJECTS objects BYTES bytes [samples N]: STACK
func (tl *timeline) still(s *snapshot, line string) error {
	key, rest, _ := strings.Cut(line, " ")
	switch key {
	case "alloc":
		a, err := tl.alloc(rest)
		s.Allocs = append(s.Allocs, a)
		return err
	case "goroutine", "goroutines":
	default:
		return fmt.Errorf("not a part of a snapshot, got %q", line)
	}
	head, text, err := cut(rest)
	if err != nil {
		return err
	}
	ids, wait, _ := strings.Cut(head, " ")
	first, last, err := idRange(ids, key == "goroutines")
	if err != nil {
		return err
	}
	stack, err := tl.stacks.stack(text)
	if err != nil {
		return err
	}
	for id := first; id <= last; id++ {
		if s.ids[id] {
			return fmt.Errorf("goroutine %d stands twice", id)
		}
		s.ids[id] = true
		s.Goroutines = append(s.Goroutines, evidence.Still{ID: id, Wait: evidence.Wait(wait), Stack: stack})
	}
	return nil
}

// alloc reads
//
//	OBJECTS objects BYTES bytes [samples N]: STACK
func (tl *timeline) alloc(line string) (*evidence.AllocSite, error) {
	head, text, err := cut(line)
	if err != nil {
		return nil, err
	}
	c, err := split(head, "samples")
	if err != nil {
		return nil, err
	}
	words := strings.Fields(c.free)
	if len(words) != 4 || words[1] != "objects" || words[3] != "bytes" {
		return nil, fmt.Errorf("alloc: want N objects N bytes, got %q", head)
	}
	objects, err1 := strconv.ParseInt(words[0], 10, 32)
	bytes, err2 := strconv.ParseInt(words[2], 10, 48)
	if err1 != nil || err2 != nil || objects < 0 || bytes < 0 {
		return nil, fmt.Errorf("alloc: want counts, got %q", head)
	}
	a := &evidence.AllocSite{InUseObjects: objects, InUseBytes: bytes, AllocObjects: objects, AllocBytes: bytes}
	a.Samples = float64(c.number("samples", int(min(objects, maxCount))))
	if c.err != nil {
		return nil, c.err
	}
	a.Stack, err = tl.stacks.stack(text)
	return a, err
}

// contention reads
//
//	block|mutex N times DURATION: STACK
func (tl *timeline) contention(line string) error {
	head, text, err := cut(line)
	if err != nil {
		return err
	}
	words := strings.Fields(head)
	kind := map[string]evidence.Kind{"block": evidence.BlockProfile, "mutex": evidence.MutexProfile}[strings.Join(words[:min(1, len(words))], "")]
	if len(words) != 4 || words[2] != "times" || kind == "" {
		return fmt.Errorf("contention: want block or mutex, N times DURATION, got %q", head)
	}
	n, err1 := strconv.ParseInt(words[1], 10, 32)
	d, err2 := time.ParseDuration(words[3])
	if err1 != nil || err2 != nil || n < 1 || d < 0 {
		return fmt.Errorf("contention: want a count and a length of time, got %q", head)
	}
	s, err := tl.stacks.stack(text)
	tl.contentions = append(tl.contentions, &evidence.Contention{Kind: kind, Count: n, Delay: d, Stack: s})
	return err
}

// contended adds the contentions to set, with the profiles that they are from.
func (tl *timeline) contended(set *evidence.Set) {
	set.Contentions = tl.contentions
	slices.SortStableFunc(set.Contentions, func(a, b *evidence.Contention) int { return cmp.Compare(b.Delay, a.Delay) })
	for _, c := range set.Contentions {
		if !set.Has(c.Kind) {
			set.Sources = append(set.Sources, &evidence.Source{Path: string(c.Kind), Kind: c.Kind})
		}
	}
}

// series adds the snapshots to set, and behind them the one that set itself is.
func (tl *timeline) series(set *evidence.Set) error {
	set.Allocs = tl.allocs
	if len(tl.allocs) > 0 {
		tl.heap = &evidence.Source{Path: "heap", Kind: evidence.HeapProfile}
		set.Sources = append(set.Sources, tl.heap)
	}
	if len(tl.snapshots) == 0 {
		return nil
	}
	for _, s := range tl.snapshots {
		if s.Goroutines != nil && tl.dumped == nil || s.Allocs != nil && tl.heap == nil {
			return fmt.Errorf("line %d: a snapshot of what the end does not tell: it needs the line dump, or alloc lines", s.line)
		}
		slices.SortFunc(s.Goroutines, func(a, b evidence.Still) int { return cmp.Compare(a.ID, b.ID) })
		set.Series = append(set.Series, tl.halves(s)...)
	}
	last := &snapshot{Snapshot: evidence.Snapshot{Allocs: tl.allocs}}
	if tl.dumped != nil {
		for _, g := range set.Goroutines {
			last.Goroutines = append(last.Goroutines, evidence.Still{ID: g.ID, Wait: g.Wait, Stack: g.Stack})
		}
	}
	set.Series = append(set.Series, tl.halves(last)...)
	return nil
}

// halves are the dump and the heap of s, which are of different files.
func (tl *timeline) halves(s *snapshot) []*evidence.Snapshot {
	var out []*evidence.Snapshot
	if s.Goroutines != nil {
		out = append(out, &evidence.Snapshot{Source: tl.dumped, Goroutines: s.Goroutines})
	}
	if s.Allocs != nil {
		out = append(out, &evidence.Snapshot{Source: tl.heap, Allocs: s.Allocs})
	}
	return out
}
