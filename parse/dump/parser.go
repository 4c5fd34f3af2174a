package dump

import (
	"bytes"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// parser reads the lines of one file. machine.go has what it does with a line.
type parser struct {
	src      *evidence.Source
	stacks   *stacks
	statuses map[string]*status
	env      textline.Envelope

	no    int   // of the current line, from 1
	last  bool  // the current line was ended by the end of the file
	bytes int64 // of the whole file, once it was read
	from  int64 // offset of the current line

	stage    stage
	open     goroutine
	tornEnd  bool   // the file ended in a frame of which something could be read
	headless int    // the line of the last header that could not be read
	torn     []byte // the beginning of a line that a SCHED line cut in two

	between bool // lines of others came since the last goroutine
	banner  bool // a crash began since the last goroutine
	crashed int  // the line where it did
	relay   bool // a thread is to dump next, in a crash with GOTRACEBACK=crash
	relayed bool // it is doing so

	dump  *census
	dumps dumps
	found int // goroutines in the file

	problems []evidence.Problem
	trouble  int
}

// stage is what the next line ought to be.
type stage uint8

const (
	outside   stage = iota // of any goroutine
	atCall                 // the first line of a frame, or "created by"
	atPlace                // the second line of a frame
	atCreator              // the second line of "created by"
	closed                 // whatever follows up to a blank line: ancestors
	skipping               // the stack of a goroutine whose header could not be read
)

// goroutine is the one that is being read.
type goroutine struct {
	header
	line    int
	node    uint32
	pending uint32 // the call whose place is due
	usual   uint32 // the node that has this call, if one was found; it may have another place
	creator uint32 // its node; creatorRoot: none
	by      int64
	making  uint32 // the call that "created by" named

	elided   bool // frames were left out
	oldest   bool // of these the outermost: "additional frames elided"
	beyond   int  // frames that were not kept
	hidden   bool // stack unavailable
	maybeCgo []byte

	holds     []held
	pairs     []pair
	receivers []receiver
	strangers []stranger

	asked bool // the innermost function that may wait for a lock was read
	asker int  // its frame
	args  [mostHands]uint64
}

// held is a Hold before its Resource is known.
type held struct {
	kind  evidence.ResourceKind
	addr  uint64
	role  evidence.Role
	frame int
	stale bool
	weak  bool
}

// stranger is a line between the lines of a stack.
type stranger struct {
	line int
	text []byte
}

func newParser(src *evidence.Source) *parser {
	p := &parser{src: src, stacks: newStacks(), statuses: make(map[string]*status)}
	p.dump = newCensus()
	return p
}

// preamble is how many lines may stand between the first line of a crash and its first goroutine: a message of
// several lines, the list of tests that ran.
const preamble = 50

// begin starts a goroutine, and a new dump if this cannot be of the one before.
func (p *parser) begin(h header) {
	p.close()
	if p.dump.count > 0 && !p.sameDump(h) {
		p.stage = skipping
		return
	}
	if p.dump.count == 0 {
		p.dump.line, p.dump.start = p.no, p.from
		p.dump.fatal = p.banner && p.no-p.crashed <= preamble
	}
	p.between, p.banner = false, false
	p.found++
	o := &p.open
	*o = goroutine{
		header: h, line: p.no, node: stackRoot, creator: creatorRoot, by: int64(evidence.NoGoID),
		holds: o.holds[:0], pairs: o.pairs[:0], receivers: o.receivers[:0], strangers: o.strangers[:0],
	}
	p.stage = atCall
}

// close takes in the goroutine being read, if any.
func (p *parser) close() {
	switch p.stage {
	case outside:
		return
	case skipping:
		p.stage = outside
		return
	case atPlace:
		p.problem("a frame without its file", []byte(p.stacks.calls[p.open.pending].printed))
		p.enter(0)
	case atCreator:
		p.created(0)
	}
	p.stage = outside
	p.torn = nil
	if o := &p.open; o.beyond > 0 {
		p.problemAt(o.line, "the stack of goroutine "+itoa(int64(o.id))+" is too deep: "+itoa(int64(o.beyond))+" outer frames are left out", nil)
	}
	p.dump.add(p)
}

// deepest is how many frames of a stack are kept, the innermost. The runtime prints no more than a hundred.
const deepest = 4096

// deep reports whether the stack being read has as many frames as are kept.
func (p *parser) deep() bool { return p.stacks.nodes[p.open.node].depth >= deepest }

// enter goes on to the frame of the pending call at a place.
func (p *parser) enter(place uint32) {
	p.tellStrangers()
	o := &p.open
	if p.deep() {
		o.beyond++
		o.oldest = true
		p.stage = atCall
		return
	}
	o.node = p.stacks.child(o.node, o.pending, place)
	p.stage = atCall
}

// created notes who created the goroutine.
func (p *parser) created(place uint32) {
	p.tellStrangers()
	o := &p.open
	o.creator = p.stacks.child(creatorRoot, o.making, place)
	p.stacks.nodes[o.node].creator = o.creator
	p.stage = closed
}

// mostStrangers is how many lines of others in a row a stack survives.
const mostStrangers = 16

// stranger notes a line that does not belong to the stack being read. It is a Problem only if the stack
// goes on after it; otherwise the stack had ended.
func (p *parser) stranger(b []byte) {
	o := &p.open
	if len(o.strangers) == mostStrangers {
		p.close()
		p.between = true
		return
	}
	o.strangers = append(o.strangers, stranger{p.no, bytes.Clone(b[:min(len(b), 100)])})
}

func (p *parser) tellStrangers() {
	for _, s := range p.open.strangers {
		p.problemAt(s.line, "a line of something else in the stack of goroutine "+itoa(int64(p.open.id)), s.text)
	}
	p.open.strangers = p.open.strangers[:0]
}
