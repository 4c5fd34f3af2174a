package exectrace

import (
	"hash/maphash"
	"slices"
	"strings"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// stack is an interned stack, with what it says about cancels.
type stack struct {
	*evidence.Stack

	cancel   cancelKind
	site     int  // see evidence.Cancel.Site
	deferred bool // see evidence.Cancel.Deferred

	waits waits // that began with this stack
}

// stackTable interns stacks: equal stacks are one *stack, over all generations.
//
// The reader's stacks are handles into a generation's tables, so a handle is looked up first (cheap, and
// by far the most frequent case), and only a handle's first sight reads frames.
type stackTable struct {
	handles map[trace.Stack]*stack // of this generation
	all     map[uint64][]*stack    // by hash of functions and lines
	text    map[string]string      // function and file names, held once
	seed    maphash.Seed

	last       trace.Stack // the handle looked up last, with its stack
	lastResult *stack
}

func newStackTable() stackTable {
	return stackTable{
		handles: make(map[trace.Stack]*stack),
		all:     make(map[uint64][]*stack),
		text:    make(map[string]string),
		seed:    maphash.MakeSeed(),
	}
}

// get returns the interned stack of a handle, nil for none.
func (t *stackTable) get(h trace.Stack) *stack {
	if h == trace.NoStack {
		return nil
	}
	if h == t.last {
		return t.lastResult
	}
	s, ok := t.handles[h]
	if !ok {
		s = t.intern(h)
		t.handles[h] = s
	}
	t.last, t.lastResult = h, s
	return s
}

// nextGeneration forgets the handles, which lets go of the generation's tables.
func (t *stackTable) nextGeneration() {
	clear(t.handles)
	t.last, t.lastResult = trace.NoStack, nil
}

// restart forgets which waits came to an end.
func (t *stackTable) restart() {
	for _, same := range t.all {
		for _, s := range same {
			s.waits = waits{}
		}
	}
}

func (t *stackTable) intern(h trace.Stack) *stack {
	var hash maphash.Hash
	hash.SetSeed(t.seed)
	var frames []evidence.Frame
	for f := range h.Frames() {
		hash.WriteString(f.Func) // not its PC: two calls on one line are one frame
		maphash.WriteComparable(&hash, f.Line)
		frames = append(frames, evidence.Frame{Func: f.Func, File: f.File, Line: int(f.Line)})
	}
	sum := hash.Sum64()
	for _, s := range t.all[sum] {
		if slices.Equal(s.Frames, frames) {
			return s
		}
	}
	for i := range frames {
		frames[i].Func, frames[i].File = t.name(frames[i].Func), t.name(frames[i].File)
	}
	s := &stack{Stack: &evidence.Stack{Frames: frames}}
	s.cancel, s.site, s.deferred = classify(frames)
	t.all[sum] = append(t.all[sum], s)
	return s
}

func (t *stackTable) name(s string) string {
	if held, ok := t.text[s]; ok {
		return held
	}
	s = strings.Clone(s)
	t.text[s] = s
	return s
}

// facts returns the stack as evidence, nil for a nil stack.
func (s *stack) facts() *evidence.Stack {
	if s == nil {
		return nil
	}
	return s.Stack
}
