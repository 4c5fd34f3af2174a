package evidencetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// file is the name of the input that every fact is said to be from.
const file = "timeline"

// samples is how many steps of the evidence are sampled.
const samples = 32

// Set is Parse for a test, which a mistake in the text fails.
func Set(t testing.TB, text string) *evidence.Set {
	t.Helper()
	set, err := Parse(text)
	if err != nil {
		t.Fatalf("timeline: %v", err)
	}
	return set
}

// Parse reads a timeline. The error begins with the line's number: "line 3: unknown line, got …".
func Parse(text string) (*evidence.Set, error) {
	tl := newTimeline()
	var add func(line string) error // takes in the lines that are indented below the last block
	for i, line := range strings.Split(text, "\n") {
		body := strings.TrimSpace(line)
		if body == "" || body[0] == '#' {
			continue
		}
		tl.line = i + 1
		var err error
		switch indented := line[0] == ' ' || line[0] == '\t'; {
		case !indented:
			add, err = tl.block(body)
		case add == nil:
			err = fmt.Errorf("indented below nothing that has parts, got %q", body)
		default:
			err = add(body)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", tl.line, err)
		}
	}
	return tl.set()
}

// timeline is what was read so far.
type timeline struct {
	line   int // the present one, from 1
	src    *evidence.Source
	timed  bool // something was placed in time, so the window stands
	stacks stackTable

	blocks     []*block // of goroutines, in the order of the text
	ids        map[evidence.GoID]bool
	cancels    map[cancelKey]*evidence.Cancel
	wakes      map[wakeKey]*evidence.Wake
	wakeOrder  []*evidence.Wake
	sites      []*siteLine
	waits      map[waitKey]*evidence.WaitSite
	cancellers []*canceller

	contextBlocks []*contextBlock
	contentions   []*evidence.Contention

	windowed  bool             // the window was stated
	dumped    *evidence.Source // the dump, which is src when there is no trace; nil without one
	resources map[uint64]*evidence.Resource
	snapshots []*snapshot
	allocs    []*evidence.AllocSite
	heap      *evidence.Source // nil without alloc lines

	benchmarks []evidence.BenchResult
}

func newTimeline() *timeline {
	return &timeline{
		src:     &evidence.Source{Path: file, Kind: evidence.ExecutionTrace, To: evidence.Time(10 * time.Second)},
		stacks:  make(stackTable),
		ids:     make(map[evidence.GoID]bool),
		cancels: make(map[cancelKey]*evidence.Cancel),
		wakes:   make(map[wakeKey]*evidence.Wake),
		waits:   make(map[waitKey]*evidence.WaitSite),

		resources: make(map[uint64]*evidence.Resource),
	}
}

// block reads a line that begins something, and returns what reads the lines indented below it; nil when
// none may follow.
func (tl *timeline) block(line string) (func(string) error, error) {
	key, rest, _ := strings.Cut(line, " ")
	switch key {
	case "window":
		return nil, tl.window(rest)
	case "dump":
		return nil, tl.dump(rest)
	case "kind":
		tl.src.Kind = evidence.Kind(rest)
		return nil, nil
	case "wall":
		var err error
		tl.src.Wall, err = time.Parse(time.RFC3339Nano, rest)
		return nil, err
	case "partial":
		tl.src.Partial, tl.src.Missing = true, rest
		return nil, nil
	case "goroutine", "goroutines":
		b, err := tl.goroutines(rest, key == "goroutines")
		return func(line string) error { return tl.part(b, line) }, err
	case "context", "contexts":
		b, err := tl.contexts(rest, key == "contexts")
		return func(line string) error { return tl.act(b, line) }, err
	case "site":
		s, err := tl.site(rest)
		return func(line string) error { return s.part(line) }, err
	case "waits":
		return nil, tl.waitLine(rest)
	case "canceller":
		c, err := tl.canceller(rest)
		return func(line string) error { return tl.wokeAt(c, line) }, err
	case "snapshot":
		s, err := tl.snapshot(rest)
		return func(line string) error { return tl.still(s, line) }, err
	case "contention":
		return nil, tl.contention(rest)
	case "alloc":
		a, err := tl.alloc(rest)
		tl.allocs = append(tl.allocs, a)
		return nil, err
	}
	if key == "benchmark" {
		return nil, tl.benchmark(rest)
	}
	return nil, fmt.Errorf("unknown line, got %q", line)
}

func (tl *timeline) window(text string) error {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil || d <= 0:
		return fmt.Errorf("window: want a length of time, got %q", text)
	case tl.timed || tl.dumped != nil:
		return errors.New("window comes too late: it stands before anything timed")
	}
	tl.src.To, tl.windowed = evidence.Time(d), true
	return nil
}

// set makes evidence of what was read.
func (tl *timeline) set() (*evidence.Set, error) {
	set := &evidence.Set{Sources: []*evidence.Source{tl.src}}
	if tl.dumped != nil && !tl.moment() {
		set.Sources = append(set.Sources, tl.dumped)
	}
	for _, b := range tl.blocks {
		if err := tl.build(set, b); err != nil {
			return nil, fmt.Errorf("line %d: %w", b.line, err)
		}
	}
	slices.SortFunc(set.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	tl.contended(set)
	if err := tl.buildContexts(set); err != nil {
		return nil, err
	}
	for _, c := range tl.cancels {
		set.Cancels = append(set.Cancels, c)
	}
	slices.SortFunc(set.Cancels, func(a, b *evidence.Cancel) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Woke[0].Goroutine, b.Woke[0].Goroutine), compareStacks(a.Stack, b.Stack))
	})
	set.CancelSites = tl.cancelSites()
	set.WaitSites = tl.waitSites()
	for _, r := range tl.resources {
		set.Resources = append(set.Resources, r)
	}
	slices.SortFunc(set.Resources, func(a, b *evidence.Resource) int { return cmp.Compare(a.Addr, b.Addr) })
	if err := tl.series(set); err != nil {
		return nil, err
	}
	tl.benched(set)
	if tl.moment() {
		return set, nil // a dump counts nothing over time
	}
	if err := tl.balance(set); err != nil {
		return nil, err
	}
	return set, nil
}

// at reads a moment of the evidence.
func (tl *timeline) at(text string) (evidence.Time, error) {
	tl.timed = true
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("want a time such as 1.5s, got %q", text)
	}
	return evidence.Time(d), tl.within(evidence.Time(d))
}

func (tl *timeline) within(t evidence.Time) error {
	if t < 0 || t > tl.src.To {
		return fmt.Errorf("%v is not within the window of %v", time.Duration(t), tl.src.Window())
	}
	return nil
}
