package profile

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// stackTable interns stacks: equal stacks are one *evidence.Stack.
type stackTable struct {
	limit
	seed maphash.Seed
	all  map[uint64][]*evidence.Stack // by hash of the frames
	text map[string]string            // names from text, held once

	byLocations map[string]*evidence.Stack // by the location ids of a protobuf's sample
	key         []byte                     // scratch of locations
	frames      []evidence.Frame           // scratch of locations

	held int // frames of all stacks
	tally
}

// tally counts what is wrong with the stacks of one profile.
type tally struct {
	seen     int // frames of its stacks
	dropped  int // stacks that did not fit any more
	cut      int // stacks longer than may be
	nameless int // frames without a function name
}

func newStackTable(l limit) *stackTable {
	return &stackTable{
		limit: l, seed: maphash.MakeSeed(),
		all: make(map[uint64][]*evidence.Stack), text: make(map[string]string),
		byLocations: make(map[string]*evidence.Stack),
	}
}

// intern returns the stack with these frames, which it copies; nil for none, or when there is no room.
func (t *stackTable) intern(frames []evidence.Frame) *evidence.Stack {
	if len(frames) == 0 {
		return nil
	}
	if len(frames) > t.depth {
		frames = frames[:t.depth]
		t.cut++
	}
	t.seen += len(frames)
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, f := range frames {
		maphash.WriteComparable(&h, f)
	}
	sum := h.Sum64()
	for _, s := range t.all[sum] {
		if slices.Equal(s.Frames, frames) {
			return s
		}
	}
	if t.held+len(frames)+overhead > t.limit.frames {
		t.dropped++
		return nil
	}
	t.held += len(frames) + overhead
	s := &evidence.Stack{Frames: slices.Clone(frames)}
	t.all[sum] = append(t.all[sum], s)
	return s
}

// overhead is what a stack takes beside its frames, in frames.
const overhead = 4

// name returns a name of the text, held once.
func (t *stackTable) name(b []byte) string {
	if s, ok := t.text[string(b)]; ok {
		return s
	}
	s := string(b)
	t.text[s] = s
	return s
}

// locations returns the stack of a sample. A location is one frame, or several when calls were inlined,
// the innermost first.
func (t *stackTable) locations(locs []*profile.Location) *evidence.Stack {
	t.key = t.key[:0]
	for _, l := range locs[:min(len(locs), t.depth+1)] {
		t.key = binary.AppendUvarint(t.key, l.ID)
	}
	if s, ok := t.byLocations[string(t.key)]; ok {
		return s
	}
	t.frames = t.frames[:0]
	for _, l := range locs {
		if len(t.frames) > t.depth {
			break
		}
		t.frames = t.location(t.frames, l)
	}
	s := t.intern(t.frames)
	if s != nil || len(locs) == 0 {
		t.byLocations[string(t.key)] = s
	}
	return s
}

func (t *stackTable) location(frames []evidence.Frame, l *profile.Location) []evidence.Frame {
	if len(l.Line) == 0 {
		return append(frames, t.address(l.Address))
	}
	for _, line := range l.Line[:min(len(l.Line), t.depth+1)] {
		f := evidence.Frame{Line: int(line.Line)}
		if line.Function != nil {
			f.Func, f.File = line.Function.Name, line.Function.Filename
			if f.Func == "" {
				f.Func = line.Function.SystemName
			}
		}
		if f.Func == "" {
			f.Func = t.address(l.Address).Func
		}
		frames = append(frames, f)
	}
	return frames
}

// address is the frame of a function whose name is not in the profile.
func (t *stackTable) address(pc uint64) evidence.Frame {
	t.nameless++
	return evidence.Frame{Func: fmt.Sprintf("0x%x", pc)}
}
