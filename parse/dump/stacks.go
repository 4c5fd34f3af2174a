package dump

import (
	"hash/maphash"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// stacks interns stacks while they are read. Goroutines of one kind print the same lines but for
// arguments and addresses, so the lines seen so far are a tree, leaf frame nearest to the root: reading
// a known stack is a walk that compares each line with the one that followed last time. Frames are built
// once for each distinct stack.
//
// Rejected: hashing each stack's lines and verifying on a hit. It looks at every byte twice and needs the
// lines of a goroutine all in the buffer.
type stacks struct {
	calls  []call
	places []place
	nodes  []node

	callOf  map[string]uint32
	placeOf map[string]uint32
	kids    map[edge]uint32 // to a node
	made    map[uint64][]*built
	seed    maphash.Seed
}

// place is a "file:line" as printed; the first one is the unknown place.
type place struct {
	text string
	file string
	line int
}

// node is a frame below the frames further in.
type node struct {
	parent, call, place uint32
	usual               uint32 // the child that followed last time, first of a list; 0: none
	next, prev          uint32 // in the parent's list, the most recent ones first; 0: the end
	depth               uint32
	creator             uint32 // the node of who created the last goroutine whose stack ends here; 0: none
	stack               *built // that ends here; nil before it was needed
}

type edge struct{ parent, call, place uint32 }

// The roots of stacks, and of the one-frame stacks of creators.
const (
	stackRoot   = 0
	creatorRoot = 1
)

// built is a stack with what follows from it.
type built struct {
	*evidence.Stack
	entry *evidence.Frame // see entryOf
	lock  evidence.Wait   // see lockOf
}

func newStacks() *stacks {
	return &stacks{
		calls:   make([]call, 0, 256),
		places:  make([]place, 1, 256),
		nodes:   make([]node, 2, 1024),
		callOf:  make(map[string]uint32),
		placeOf: make(map[string]uint32),
		kids:    make(map[edge]uint32),
		made:    make(map[uint64][]*built),
		seed:    maphash.MakeSeed(),
	}
}

// call returns the index of the function name.
func (t *stacks) call(name []byte) uint32 {
	i, ok := t.callOf[string(name)]
	if !ok {
		text := string(name)
		if text == "panic" {
			text = "runtime.gopanic" // printFuncName's only nickname
		}
		i = uint32(len(t.calls))
		t.calls = append(t.calls, newCall(text))
		t.calls[i].printed = string(name)
		t.callOf[t.calls[i].printed] = i
	}
	return i
}

// place returns the index of the place b, "file:line" with or without more behind it; false when it
// is none.
func (t *stacks) place(b []byte) (uint32, bool) {
	b = trimPlace(b)
	if i, ok := t.placeOf[string(b)]; ok {
		return i, true
	}
	file, line, ok := splitPlace(b)
	if !ok {
		return 0, false
	}
	text := string(b)
	i := uint32(len(t.places))
	t.places = append(t.places, place{text: text, file: text[:len(file)], line: line})
	t.placeOf[text] = i
	return i, true
}

// child returns the node of a frame below parent.
func (t *stacks) child(parent, call, place uint32) uint32 {
	e := edge{parent, call, place}
	i, ok := t.kids[e]
	if !ok {
		i = uint32(len(t.nodes))
		t.nodes = append(t.nodes, node{parent: parent, call: call, place: place, depth: t.nodes[parent].depth + 1})
		t.kids[e] = i
		t.insert(i)
	} else {
		t.toFront(i)
	}
	return i
}

// tried is how many children of a node are compared with a line before it is looked up.
const tried = 12

// usualCall returns the child of parent whose call the line b names, "main.run(0x1, 0x2)", and the
// length of the name; 0 when none of the recent ones does.
func (t *stacks) usualCall(parent uint32, b []byte) (child uint32, name int) {
	i := t.nodes[parent].usual
	for n := 0; i != 0 && n < tried; n++ {
		text := t.calls[t.nodes[i].call].printed
		if l := len(text); len(b) > l+1 && b[l] == '(' && b[l-1] == text[l-1] && string(b[:l]) == text {
			return i, l
		}
		i = t.nodes[i].next
	}
	return 0, 0
}

// usualPlace returns the child that has the call of child from, and the place that b begins with; from
// is the first one to try. It becomes the first of the list. 0: none of the recent ones.
func (t *stacks) usualPlace(from uint32, b []byte) uint32 {
	call := t.nodes[from].call
	for i, n := from, 0; i != 0 && n < tried; i, n = t.nodes[i].next, n+1 {
		if t.nodes[i].call == call && t.at(i, b) {
			t.toFront(i)
			return i
		}
	}
	return 0
}

// at reports whether b begins with the place of node i.
func (t *stacks) at(i uint32, b []byte) bool {
	text := t.places[t.nodes[i].place].text
	l := len(text)
	return l > 0 && len(b) >= l && (len(b) == l || b[l] == ' ') && string(b[:l]) == text
}

// toFront makes node i the first of its parent's list.
func (t *stacks) toFront(i uint32) {
	n := &t.nodes[i]
	if n.prev == 0 {
		return
	}
	t.nodes[n.prev].next = n.next
	if n.next != 0 {
		t.nodes[n.next].prev = n.prev
	}
	t.insert(i)
}

func (t *stacks) insert(i uint32) {
	parent := &t.nodes[t.nodes[i].parent]
	t.nodes[i].prev, t.nodes[i].next = 0, parent.usual
	if parent.usual != 0 {
		t.nodes[parent.usual].prev = i
	}
	parent.usual = i
}

// stack returns the stack that ends at node i, nil when i is a root. Program counters of one line may
// differ, so several nodes may be one stack.
func (t *stacks) stack(i uint32) *built {
	n := &t.nodes[i]
	if n.stack != nil || n.depth == 0 {
		return n.stack
	}
	frames := make([]evidence.Frame, n.depth)
	var hash maphash.Hash
	hash.SetSeed(t.seed)
	for j := i; t.nodes[j].depth > 0; j = t.nodes[j].parent {
		at := &t.nodes[j]
		pl := &t.places[at.place]
		f := evidence.Frame{Func: t.calls[at.call].name, File: pl.file, Line: pl.line}
		frames[at.depth-1] = f
		maphash.WriteComparable(&hash, f)
	}
	sum := hash.Sum64()
	for _, b := range t.made[sum] {
		if slices.Equal(b.Frames, frames) {
			n.stack = b
			return b
		}
	}
	n.stack = &built{Stack: &evidence.Stack{Frames: frames}, entry: entryOf(frames), lock: lockOf(frames)}
	t.made[sum] = append(t.made[sum], n.stack)
	return n.stack
}

// entryOf returns the function a goroutine with these frames runs: the outermost, which in crash dumps
// is below runtime.goexit.
func entryOf(frames []evidence.Frame) *evidence.Frame {
	last := len(frames) - 1
	if frames[last].Func == "runtime.goexit" && last > 0 {
		last--
	}
	return &frames[last]
}

// facts returns the stack as evidence, nil for none.
func (b *built) facts() *evidence.Stack {
	if b == nil {
		return nil
	}
	return b.Stack
}
