package evidence

import (
	"testing"
	"time"
)

func TestSetGoroutine(t *testing.T) {
	set := &Set{Goroutines: []*Goroutine{{ID: 1}, {ID: 7}, {ID: 41}}}
	for _, g := range set.Goroutines {
		if set.Goroutine(g.ID) != g {
			t.Errorf("g%d is not found", g.ID)
		}
	}
	for _, id := range []GoID{NoGoID, 0, 2, 42} {
		if g := set.Goroutine(id); g != nil {
			t.Errorf("g%d is found as g%d", id, g.ID)
		}
	}
	if new(Set).Goroutine(1) != nil {
		t.Error("an empty Set has a goroutine")
	}
}

func TestSetSources(t *testing.T) {
	set := &Set{Sources: []*Source{{Kind: ExecutionTrace}}}
	if set.Partial() || !set.Has(ExecutionTrace) || set.Has("heap") {
		t.Errorf("partial %v, trace %v", set.Partial(), set.Has(ExecutionTrace))
	}
	set.Sources = append(set.Sources, &Source{Partial: true})
	if !set.Partial() {
		t.Error("one partial source makes the Set partial")
	}
}

func TestPosString(t *testing.T) {
	for want, p := range map[string]Pos{
		"trace.out@1.204883s": {File: "trace.out", Time: 1204883000, Timed: true},
		"trace.out@0.000000s": {File: "trace.out", Timed: true},
		"dump.txt:812":        {File: "dump.txt", Line: 812},
		"dump.txt:2147483647": AtLine("dump.txt", 1<<40),
		"core":                {File: "core"},
	} {
		if p.String() != want {
			t.Errorf("%q, want %q", p, want)
		}
	}
}

func TestSourceAt(t *testing.T) {
	wall := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if at, ok := (&Source{Wall: wall}).At(Time(time.Second)); !ok || !at.Equal(wall.Add(time.Second)) {
		t.Errorf("%v, %v", at, ok)
	}
	if _, ok := new(Source).At(0); ok {
		t.Error("a source without a wall clock knows the time")
	}
}

// TestCaller finds the frame that cancelled, where there is one outside package context.
func TestCaller(t *testing.T) {
	s := stack("context.(*cancelCtx).cancel:500 < main.stop:30")
	if f, ok := (&Cancel{Stack: s, Site: 1}).Caller(); !ok || f.Func != "main.stop" {
		t.Errorf("%v, %v", f, ok)
	}
	for _, c := range []*Cancel{{Stack: s, Site: -1}, {Site: 0}, {Stack: s, Site: 2}} {
		if f, ok := c.Caller(); ok {
			t.Errorf("site %d of %d frames is %v", c.Site, len(c.Stack.All()), f)
		}
	}
}

func TestWaitKinds(t *testing.T) {
	for w, want := range map[Wait][2]bool{
		WaitSelect: {true, false}, WaitForever: {true, false}, WaitSend: {true, false}, WaitReceive: {true, false},
		WaitMutex: {false, true}, WaitGroup: {false, true}, WaitCond: {false, true},
		WaitIO: {}, WaitSleep: {}, "": {}, "GC assist wait": {},
	} {
		if got := [2]bool{w.Channel(), w.Lock()}; got != want {
			t.Errorf("%q: channel, lock %v, want %v", w, got, want)
		}
	}
}
