package profile

import (
	"errors"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// goroutineText reads the records of a goroutine profile's text. What a goroutine waits for is in its
// innermost frames, and just these the text leaves out when they belong to package runtime:
//
//	3 @ 0x47fcce 0x415fae 0x415af2 0x4e23d9 0x486801       gopark < chanrecv < chanrecv1 < main.wait
//	#	0x4e23d8	main.wait+0x18	service/main.go:14
//
// Their addresses are there, and tell much when all records are seen together:
//
//   - A goroutine with no frame outside the runtime has its frames written in full, so the text names some
//     addresses, among them gopark's. os/signal starts such a one in most services (ensureSigM).
//   - The first address of a goroutine whose other frames say that it is parked (in a Sleep, a Lock, on the
//     network) is that of the call in gopark, for there is only one.
//   - Parked below two hidden frames is a select; below three a channel operation: chansend < chansend1,
//     chanrecv < chanrecv1 or chanrecv2.
//   - The linker keeps the functions of a package in the order of the source, in which block stands in
//     front of selectgo, and chansend1 in front of chanrecv1 and its neighbour chanrecv2. So when a text
//     has both of them, the lower address is a select with no cases, and a send.
//
// What is left over is a goroutine that waits for something unknown.
type goroutineText struct {
	b      *builder
	names  map[uint64]string // addresses the text names
	parked []parked
}

// parked is a group whose wait the frames with names do not tell.
type parked struct {
	group  *group
	hidden []uint64
}

var errCount = errors.New("a goroutine record begins with a count above 0")

// record takes one record.
func (t *goroutineText) record(r *record) (int64, error) {
	n := r.counts()
	if n <= 0 {
		return 0, errCount
	}
	g := &group{count: n, stack: r.stack(t.b), labels: r.labels, line: r.line}
	g.state, g.wait = doing(g.stack)
	if !t.b.add(g) {
		return n, nil
	}
	hidden := r.hidden()
	switch {
	case g.wait != "" && g.state == evidence.Waiting && len(hidden) > 0:
		t.names[hidden[0]] = gopark
	case g.state == evidence.Unknown && len(hidden) > 0:
		t.parked = append(t.parked, parked{g, hidden})
	}
	return n, nil
}

const gopark = "runtime.gopark"

// end tells the waits when all records were read.
func (t *goroutineText) end() {
	all := t.parked[:0]
	for _, p := range t.parked {
		if t.named(p) {
			continue
		}
		if t.names[p.hidden[0]] == gopark || t.b.src.Kind == evidence.GoroutineLeak {
			p.group.state = evidence.Waiting
			all = append(all, p)
		}
	}
	for p, lower := range split(all, 2, 1) {
		p.group.wait = evidence.WaitSelect
		if lower == first {
			p.group.wait = evidence.WaitForever
		}
	}
	for p, lower := range split(all, 3, 2) {
		switch lower {
		case first:
			p.group.wait = evidence.WaitSend
		case second:
			p.group.wait = evidence.WaitReceive
		}
	}
}

// named tells the wait of p from names, if its hidden addresses have some that matter.
func (t *goroutineText) named(p parked) bool {
	var frames []evidence.Frame
	for _, pc := range p.hidden {
		if name := t.names[pc]; name != "" {
			frames = append(frames, evidence.Frame{Func: name})
		}
	}
	state, wait := doing(&evidence.Stack{Frames: frames})
	if wait == "" {
		return false
	}
	p.group.state, p.group.wait = state, wait
	return true
}

// side is on which side of the gap between two functions an address is.
type side int

const (
	only  side = iota // there is no gap, or more than one
	first             // in the function that stands first
	second
)

// near is how far apart addresses in neighbouring functions of a few instructions are at most.
const near = 0x80

// split yields the groups with so many hidden frames, with the side their address at index i is on.
func split(all []parked, frames, i int) func(yield func(parked, side) bool) {
	var pcs []uint64
	for _, p := range all {
		if len(p.hidden) == frames {
			pcs = append(pcs, p.hidden[i])
		}
	}
	slices.Sort(pcs)
	gap, gaps := uint64(0), 0
	for j := 1; j < len(pcs); j++ {
		if pcs[j]-pcs[j-1] > near {
			gap, gaps = pcs[j], gaps+1
		}
	}
	return func(yield func(parked, side) bool) {
		for _, p := range all {
			if len(p.hidden) != frames {
				continue
			}
			at := only
			switch {
			case gaps != 1:
			case p.hidden[i] < gap:
				at = first
			default:
				at = second
			}
			if !yield(p, at) {
				return
			}
		}
	}
}
