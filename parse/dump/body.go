package dump

import "bytes"

// The lines of a stack other than the two of a Go frame.

var (
	ancestor    = []byte("[originating from goroutine ")
	unavailable = []byte("goroutine running on other thread; stack unavailable")
	framesOut   = []byte("frames elided...")
	nonGo       = []byte("non-Go function")
)

// inStack reads a line of a stack that is no frame.
func (p *parser) inStack(b []byte) {
	o := &p.open
	if o.maybeCgo != nil {
		p.cgoPlace(b)
		return
	}
	name, by, ok := splitCreator(b)
	switch {
	case ok && !bytes.Contains(b, schedMark):
		o.making, o.by, o.usual = p.stacks.call(name), by, 0
		p.stage = atCreator
	case bytes.HasPrefix(b, []byte("...")) && bytes.HasSuffix(b, framesOut):
		o.elided = true
		o.oldest = o.oldest || bytes.Contains(b, []byte("additional"))
	case bytes.HasPrefix(b, ancestor):
		p.stage = closed
	case bytes.Equal(bytes.TrimLeft(b, "\t "), unavailable):
		o.hidden = true
	case bytes.HasPrefix(b, nonGo) && bytes.Contains(b, []byte(" at pc=0x")):
		o.pending = p.stacks.call(nonGo)
		p.enter(0)
	case p.schedLine(b), p.tear(b), p.salvageCall(b), p.tail(b):
	case b[0] > ' ' && len(b) < 1<<10 && p.env.Plain():
		o.maybeCgo = bytes.Clone(b)
	default:
		p.stranger(b)
	}
}

// cgoPlace reads the line after one that may be a C function as a cgo symbolizer names it:
//
//	std::sort<int*>
//		/src/sort.cc:12 pc=0x7f1c2
func (p *parser) cgoPlace(b []byte) {
	o := &p.open
	name := o.maybeCgo
	o.maybeCgo = nil
	text, ok := placeText(b)
	if ok && bytes.HasPrefix(text, []byte("pc=0x")) {
		o.pending = p.stacks.call(name)
		p.enter(0)
		return
	}
	if ok && bytes.Contains(text, []byte(" pc=0x")) {
		if i, ok := p.stacks.place(text); ok {
			o.pending = p.stacks.call(name)
			p.enter(i)
			return
		}
	}
	p.no--
	p.strangerLine(name)
	p.no++
	if p.stage == outside {
		p.beyond(b)
		return
	}
	p.line(b)
}

// noPlace reads a line where a frame's file was expected.
func (p *parser) noPlace(b []byte) {
	if text, ok := barePlace(b); ok && !p.last {
		i, _ := p.stacks.place(text)
		p.enter(i)
		return
	}
	switch {
	case p.schedLine(b), p.tear(b), p.salvagePlace(b), p.tail(b):
	case p.last:
	case bytes.HasPrefix(b, createdBy):
		p.lostPlace()
		p.inStack(b)
	default:
		if _, _, ok := splitCall(b); ok {
			p.lostPlace()
			p.call(b)
			return
		}
		p.strangerLine(b)
	}
}

// lostPlace enters the pending frame without a file.
func (p *parser) lostPlace() {
	p.problemAt(p.no-1, "a frame without its file", []byte(p.stacks.calls[p.open.pending].printed))
	p.enter(0)
}

// creatorPlace reads the second line of "created by".
func (p *parser) creatorPlace(b []byte) {
	text, ok := placeText(b)
	if !ok {
		text, ok = barePlace(b)
	}
	if ok && (!p.last || bytes.Contains(text, []byte(" +0x"))) {
		if i, ok := p.stacks.place(text); ok {
			p.created(i)
			return
		}
	}
	if !p.schedLine(b) && !p.tear(b) && !p.salvagePlace(b) && !p.tail(b) && !p.last {
		p.strangerLine(b)
	}
}

// strangerLine takes a line that is none of the dump's, unless it is a header behind a prefix that the
// dump had not had so far.
func (p *parser) strangerLine(b []byte) {
	if bytes.Contains(b, goroutineWord) {
		at := p.stage
		if p.discover(b) {
			return
		}
		p.stage = at
	}
	p.stranger(b)
}
