package evidence

import (
	"fmt"
	"strings"
	"testing"
)

// stack reads "main.leaf:3 < main.main:1".
func stack(text string) *Stack {
	s := new(Stack)
	for frame := range strings.SplitSeq(text, " < ") {
		f := Frame{File: "main.go"}
		name, line, _ := strings.Cut(frame, ":")
		f.Func = name
		fmt.Sscan(line, &f.Line)
		s.Frames = append(s.Frames, f)
	}
	return s
}

func TestShared(t *testing.T) {
	tests := []struct {
		why           string
		before, later string
		shared        int
	}{
		{"the same stack", "main.leaf:3 < main.main:1", "main.leaf:3 < main.main:1", 2},
		{"the leaf moved on to another line", "main.leaf:3 < main.main:1", "main.leaf:9 < main.main:1", 2},
		{"the leaf calls deeper", "main.leaf:3 < main.main:1", "main.below:5 < main.leaf:4 < main.main:1", 2},
		{"the leaf returned", "main.leaf:3 < main.main:1", "main.main:2", 1},
		{"the leaf returned and its caller calls something else", "main.leaf:3 < main.main:1", "main.other:7 < main.main:2", 1},
		{"called again from another line: another activation", "main.leaf:3 < main.main:1", "main.leaf:3 < main.main:2", 1},
		{"another goroutine's stack", "main.leaf:3 < main.main:1", "main.leaf:3 < main.worker:8", 0},
	}
	for _, test := range tests {
		if got := stack(test.before).Shared(stack(test.later)); got != test.shared {
			t.Errorf("%s: %d frames of %s shared with %s, want %d", test.why, got, test.before, test.later, test.shared)
		}
	}
	var none *Stack
	if none.Shared(stack("main.main:1")) != 0 || stack("main.main:1").Shared(none) != 0 {
		t.Error("no stack shares nothing")
	}
}

func TestNoStack(t *testing.T) {
	for _, s := range []*Stack{nil, {}} {
		if s.Leaf() != (Frame{}) || s.Root() != (Frame{}) || len(s.All()) != 0 {
			t.Errorf("%v has frames", s)
		}
	}
	s := stack("main.leaf:3 < main.main:1")
	if s.Leaf().Func != "main.leaf" || s.Root().Func != "main.main" {
		t.Errorf("leaf %v, root %v", s.Leaf(), s.Root())
	}
}

func TestFrameString(t *testing.T) {
	for want, f := range map[string]Frame{
		"main.main main.go:7": {"main.main", "main.go", 7},
		"main.main":           {Func: "main.main"},
	} {
		if f.String() != want {
			t.Errorf("%q, want %q", f.String(), want)
		}
	}
}

// TestReturned asks for each frame of a creation whether the creator has left it.
func TestReturned(t *testing.T) {
	created := stack("errgroup.Go:78 < main.fetch:10 < main.main:5")
	tests := []struct {
		c    Creation
		want [3]bool
	}{
		{Creation{Seen: true, Stack: created, FramesLeft: 3}, [3]bool{}},
		{Creation{Seen: true, Stack: created, FramesLeft: 2}, [3]bool{true, false, false}},
		{Creation{Seen: true, Stack: created, FramesLeft: 0}, [3]bool{true, true, true}},
		{Creation{Seen: true, Stack: created, FramesLeft: 3, Ended: true}, [3]bool{true, true, true}},
		{Creation{Stack: created}, [3]bool{}}, // before the evidence: nothing is known
		{Creation{Seen: true}, [3]bool{}},     // no stack: nothing either
	}
	for _, test := range tests {
		for i, want := range test.want {
			if got := test.c.Returned(i); got != want {
				t.Errorf("%+v: frame %d returned: %v, want %v", test.c, i, got, want)
			}
		}
	}
}
