package exectrace

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The tests of this file are about numbers: what is kept of much.

// TestShortLivedChildren starts and ends goroutines without number, the way a server's accept loop does:
// the creator's list of children stays small, among them the one that stays.
func TestShortLivedChildren(t *testing.T) {
	s := newStory(t)
	s.line("0ms g1 go g2 main.stays : main.accept:10 < main.main:5")
	creator := s.st.gs[1]
	stack := makeStack("main.accept:10 < main.main:5")
	most := 0
	for i := range 50_000 {
		id := trace.GoID(i + 10)
		at := trace.Time(i * 1000)
		s.act(moment{at, 1, stack}, "go", fmt.Sprint("g", id), "main.conn")
		s.act(moment{at, id, trace.NoStack}, "end", "", "")
		delete(s.states, id)
		most = max(most, cap(creator.kids))
	}
	if most > 64 {
		t.Errorf("the creator remembers %d children, two are alive at a time", most)
	}
	set := s.st.set()
	checkSet(t, set)
	if g := set.Goroutine(2); g == nil || g.Created.FramesLeft != 2 {
		t.Errorf("the one that stays: %+v", g)
	}
}

// TestDeadChildrenOfAnotherFrame has children leave the list because their frame returned before they
// end themselves.
func TestDeadChildrenOfAnotherFrame(t *testing.T) {
	s := newStory(t)
	for i := range 1000 {
		s.line(fmt.Sprintf("%dms g1 go g%d main.conn : main.a:10", i, i+10))
		s.line(fmt.Sprintf("%dms g1 yield : main.b:11", i))
	}
	if n := len(s.st.gs[1].kids); n > 1 {
		t.Errorf("%d children are followed though no frame of theirs is left", n)
	}
	for i := range 1000 {
		s.line(fmt.Sprintf("1s g%d end", i+10))
	}
	checkSet(t, s.st.set())
}

// TestDeepStacks has stacks that lost their outer frames: they say nothing of who returned.
func TestDeepStacks(t *testing.T) {
	deep := func(leaf string) string {
		return leaf + strings.Repeat(" < main.down:7", maxFrames-1)
	}
	set := tell(t, strings.Join([]string{
		"0ms g1 go g2 main.work : " + deep("main.start:10"),
		"0ms g3 go g4 main.work : main.start:10 < main.main:5",
		"1ms g1 block select    : main.elsewhere:1",
		"1ms g3 block select    : " + deep("main.elsewhere:1"),
		"2ms g1 wake g3         : context.(*cancelCtx).cancel:500" + strings.Repeat(" < context.(*cancelCtx).cancel:530", maxFrames-1),
	}, "\n"))
	checkSet(t, set)
	if left := set.Goroutine(2).Created.FramesLeft; left != maxFrames {
		t.Errorf("%d of %d frames left of a creation stack that is cut", left, maxFrames)
	}
	if left := set.Goroutine(4).Created.FramesLeft; left != 2 {
		t.Errorf("%d of 2 frames left after a look at a stack that is cut", left)
	}
	if c := set.Cancels[0]; c.Site != -1 || c.Kind != evidence.Explicit {
		t.Errorf("a cancel with nothing but context's frames: %v, site %d", c.Kind, c.Site)
	}
}

// TestSamplesHalve keeps the samples, and the sites' parallel to them, at most evidence.MaxSamples,
// evenly spaced over however long the trace is.
func TestSamplesHalve(t *testing.T) {
	for _, length := range []time.Duration{100 * time.Millisecond, time.Second, time.Hour, 1000 * time.Hour} {
		s := newStory(t)
		for i := range 100 {
			s.line(fmt.Sprintf("%v g1 go g%d main.work : main.main:5", length/100*time.Duration(i), i+10))
		}
		s.line(fmt.Sprintf("%v g1 yield", length))
		set := s.st.set()
		checkSet(t, set)
		n := len(set.Sched)
		if n < evidence.MaxSamples/2 {
			t.Errorf("%v: %d samples", length, n)
		}
		step := set.Sched[1].At
		for i, sample := range set.Sched {
			if sample.At != evidence.Time(i)*step {
				t.Fatalf("%v: sample %d is at %v, the step is %v", length, i, at(sample.At), at(step))
			}
			// g1 is there from the start, and one more after each hundredth
			if want := min(100, int((sample.At+evidence.Time(length)/100-1)/(evidence.Time(length)/100))) + 1; sample.Goroutines != want {
				t.Errorf("%v: %d goroutines at %v, want %d", length, sample.Goroutines, at(sample.At), want)
			}
		}
	}
}

// TestLongestSpans keeps the longest of many waits, in order of their start.
func TestLongestSpans(t *testing.T) {
	s := newStory(t)
	now := time.Duration(0)
	for i := range 3 * maxSpans {
		wait := time.Duration(1+i*7919%(3*maxSpans)) * time.Millisecond // each length once, shuffled
		s.line(fmt.Sprintf("%v g2 block select : main.work:20", now))
		now += wait
		s.line(fmt.Sprintf("%v g1 wake g2 : main.main:9", now))
	}
	set := s.st.set()
	checkSet(t, set)
	if len(set.Spans) != maxSpans {
		t.Fatalf("%d spans, want %d", len(set.Spans), maxSpans)
	}
	for _, sp := range set.Spans {
		if sp.For <= 2*maxSpans*time.Millisecond {
			t.Errorf("kept a span of %v; %d are longer", sp.For, maxSpans)
		}
	}
}

// TestShortWaits are no spans.
func TestShortWaits(t *testing.T) {
	set := tell(t, `
		0ms   g2 block select : main.work:20
		0.9ms g1 wake g2      : main.main:9`)
	if len(set.Spans) != 0 {
		t.Errorf("spans %v", set.Spans)
	}
}

// TestRecentUserEvents keeps the most recent tasks and logs.
func TestRecentUserEvents(t *testing.T) {
	s := newStory(t)
	s.line("0ms g1 task 1000000 open")
	const n = maxUser + 10
	for i := range n {
		s.line(fmt.Sprintf("%dms g1 task %d job", i+1, i+1))
		s.line(fmt.Sprintf("%dms g1 taskend %d job", i+1, i+1))
		s.line(fmt.Sprintf("%dms g1 log step %d", i+1, i))
	}
	set := s.st.set()
	if len(set.Tasks) != maxUser+1 || set.Tasks[0].Done || set.Tasks[0].Name != "open" || set.Tasks[1].ID != 11 {
		t.Errorf("%d tasks, first %+v, then %+v", len(set.Tasks), set.Tasks[0], set.Tasks[1])
	}
	if len(set.Logs) != maxUser || set.Logs[0].Message != "10" || set.Logs[maxUser-1].Message != fmt.Sprint(n-1) {
		t.Errorf("%d logs, first %+v, last %+v", len(set.Logs), set.Logs[0], set.Logs[len(set.Logs)-1])
	}
}

// TestStorm keeps a cancel that woke many, even when all of them have ended since; a small one is
// forgotten, but counted.
func TestStorm(t *testing.T) {
	s := newStory(t)
	cancel := " : context.(*cancelCtx).cancel:500 < context.WithCancel.func1:244 < main.stop:%d < main.main:7"
	wait := func(ids ...int) {
		for _, id := range ids {
			s.line(fmt.Sprintf("0ms g%d exists waiting : main.wait:20", id))
		}
	}
	for i := range storm {
		wait(100 + i)
		s.line(fmt.Sprintf("1ms g1 wake g%d"+cancel, 100+i, 30))
		s.line(fmt.Sprintf("1ms g%d end", 100+i))
	}
	wait(2)
	s.line(fmt.Sprintf("5ms g1 wake g2"+cancel, 31))
	s.line("6ms g2 end")
	set := s.st.set()
	checkSet(t, set)
	if len(set.Cancels) != 1 || len(set.Cancels[0].Woke) != storm {
		t.Errorf("%d cancels kept, want the one that woke %d", len(set.Cancels), storm)
	}
	if len(set.CancelSites) != 2 {
		t.Errorf("%d cancel sites, want 2", len(set.CancelSites))
	}
}

// TestAbsurdTimes has a damaged trace's clock, which must not make the samples go on for ever.
func TestAbsurdTimes(t *testing.T) {
	for _, at := range []trace.Time{1 << 62, 1<<63 - 1, -1 << 63, -5} {
		s := newStory(t)
		s.line("1ms g1 go g2 main.work : main.main:5")
		s.act(moment{at: at, g: 2}, "yield", "", "")
		s.line("2ms g2 end")
		checkSet(t, s.st.set())
	}
}

// TestManyContexts has a server make contexts without number, cancel most of them, and lose every
// thousandth: what ended is forgotten, what lives is kept.
func TestManyContexts(t *testing.T) {
	s := newStory(t)
	stack := makeStack("main.handle:10")
	most := 0
	for i := 1; i <= 50_000; i++ {
		m := moment{trace.Time(i * 1000), 1, stack}
		feed(s, m, trace.EventLog, trace.Log{Category: ctxCategory, Message: fmt.Sprintf("make %d WithCancel background", i)})
		if i%1000 != 0 {
			feed(s, m, trace.EventLog, trace.Log{Category: ctxCategory, Message: fmt.Sprintf("cancel %d WithCancel background call=1", i)})
		}
		most = max(most, len(s.st.ctxs.known))
	}
	if most > 2*firstSweep {
		t.Errorf("%d contexts are known at a time, 50 live", most)
	}
	set := s.st.set()
	checkSet(t, set)
	living := 0
	for _, c := range set.Contexts {
		if _, ended := c.End(set.Sources[0].To); !ended {
			living++
		}
	}
	if living != 50 || len(set.Contexts) > 50+maxUses || len(set.Logs) > 0 {
		t.Errorf("%d contexts live of %d, %d logs", living, len(set.Contexts), len(set.Logs))
	}
}

// TestTooManyContexts has more living contexts than can be kept: the latest are.
func TestTooManyContexts(t *testing.T) {
	s := newStory(t)
	for i := 1; i <= maxContexts*5/4; i++ {
		m := moment{trace.Time(i), trace.GoID(i%1000 + 1), trace.NoStack}
		feed(s, m, trace.EventLog, trace.Log{Category: ctxCategory, Message: fmt.Sprintf("make %d WithCancel background", i)})
	}
	if n := len(s.st.ctxs.known); n > maxContexts {
		t.Errorf("%d contexts are known", n)
	}
	set := s.st.set()
	if last := set.Contexts[len(set.Contexts)-1]; last.ID != maxContexts*5/4 {
		t.Errorf("the last is %d", last.ID)
	}
}
