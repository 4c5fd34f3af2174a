package dump

import (
	"bytes"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/textline"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// wrapped reads a line as the file has it, with the log's prefix if there is one.
func (p *parser) wrapped(raw []byte) {
	if len(raw) > 0 && raw[0] == 'g' && p.env.Plain() {
		if h, ok := p.parseHeader(raw); ok && p.torn == nil {
			p.begin(h)
			return
		}
	}
	if p.stage == outside && bytes.Contains(raw, goroutineWord) && p.discover(raw) {
		return
	}
	if content, more := p.env.Open(raw); !more {
		p.line(content)
	}
	if p.found == 0 && bannerBehind(raw) {
		p.crashed, p.banner = p.no, true
	}
}

// bannerBehind reports whether a crash begins in raw, the line of a log whose prefix is not known before its first
// header. What an application logs of a panic it survived looks the same; its lines are soon followed by others.
func bannerBehind(raw []byte) bool {
	for _, word := range banners {
		if i := bytes.Index(raw, word); i > 0 && !isLetter(raw[i-1]) && raw[i-1] != ':' {
			return true
		}
	}
	return false
}

// discover looks for a header behind a prefix that was not seen before.
func (p *parser) discover(raw []byte) bool {
	env := p.env.Renewed()
	content, escaped := env.Find(raw, headerAt)
	if content == nil {
		return false
	}
	at := env.Time(raw, content)
	if escaped {
		p.escaped(content)
	} else if h, ok := p.parseHeader(content); ok {
		p.env = env
		p.begin(h)
	} else {
		return false
	}
	if p.dump.at.IsZero() {
		p.dump.at = at
	}
	return true
}

// escaped reads a dump out of one line. All of its lines have the number of that line.
func (p *parser) escaped(content []byte) {
	text := textline.Unescaped(content)
	saved := p.env
	p.env = textline.Envelope{}
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		p.line(bytes.TrimSuffix(line, []byte("\r")))
		text = rest
	}
	p.close()
	p.env = saved
}

// line reads a line of a dump. The usual kinds come first: 19 of 20 lines are the two of a frame.
func (p *parser) line(b []byte) {
	switch p.stage {
	case atCall:
		if p.call(b) || p.usualCreator(b) {
			return
		}
	case atPlace:
		if p.place(b) {
			return
		}
	case atCreator:
		if p.usualCreatorPlace(b) {
			return
		}
	}
	p.other(b)
}

// call reads the first line of a frame, "main.run(0x1, 0x2)".
func (p *parser) call(b []byte) bool {
	t := p.stacks
	if i, n := t.usualCall(p.open.node, b); i != 0 && b[len(b)-1] == ')' {
		args := b[n+1 : len(b)-1]
		if bytes.IndexByte(args, '(') < 0 {
			p.open.usual = i
			p.called(t.nodes[i].call, args)
			return true
		}
	}
	name, args, ok := splitCall(b)
	switch {
	case !ok:
	case p.deep():
		p.stage = atPlace // the frame is counted there
	default:
		p.open.usual = 0
		p.called(t.call(name), args)
	}
	return ok
}

func (p *parser) called(i uint32, args []byte) {
	p.open.pending = i
	c := &p.stacks.calls[i]
	frame := int(p.stacks.nodes[p.open.node].depth)
	if c.reads {
		p.arguments(c, args, frame)
	}
	if !p.open.asked && c.asks && len(p.open.holds) > 0 {
		p.hands(args, frame)
	}
	p.stage = atPlace
}

// place reads the second line of a frame, "\t/src/main.go:12 +0x1d".
func (p *parser) place(b []byte) bool {
	t, o := p.stacks, &p.open
	if o.usual != 0 && len(b) > 0 && b[0] == '\t' && !p.last && len(o.strangers) == 0 {
		if i := t.usualPlace(o.usual, b[1:]); i != 0 {
			o.node = i
			p.stage = atCall
			return true
		}
	}
	text, ok := placeText(b)
	if !ok || p.last && !bytes.Contains(text, []byte(" +0x")) {
		return false
	}
	if p.deep() {
		p.enter(0)
		return true
	}
	i, ok := t.place(text)
	if ok {
		p.enter(i)
	}
	return ok
}

// usualCreator reads "created by main.run in goroutine 7" where that function created the last goroutine with
// this stack.
func (p *parser) usualCreator(b []byte) bool {
	t, o := p.stacks, &p.open
	i := t.nodes[o.node].creator
	name, ok := bytes.CutPrefix(b, createdBy)
	if i == 0 || !ok || o.maybeCgo != nil {
		return false
	}
	call := t.nodes[i].call
	l := len(t.calls[call].printed)
	if len(name) < l || string(name[:l]) != t.calls[call].printed {
		return false
	}
	id, ok := bytes.CutPrefix(name[l:], inGoroutine)
	by, n := digits(id)
	if !ok || n == 0 || n < len(id) {
		return false
	}
	o.making, o.by, o.usual = call, by, i
	p.stage = atCreator
	return true
}

func (p *parser) usualCreatorPlace(b []byte) bool {
	o := &p.open
	if o.usual == 0 || len(b) == 0 || b[0] != '\t' || p.last || len(o.strangers) > 0 || !p.stacks.at(o.usual, b[1:]) {
		return false
	}
	o.creator = o.usual
	p.stage = closed
	return true
}

// other reads any line but the two of a frame, or one of these that came unexpected.
func (p *parser) other(b []byte) {
	if p.torn != nil {
		p.mend(b)
		return
	}
	if len(b) == 0 || len(bytes.TrimRight(b, " \t")) == 0 {
		p.close()
		return
	}
	if b[0] == 'g' {
		if h, ok := p.parseHeader(b); ok {
			p.begin(h)
			return
		}
		if looksCut(b) && !p.tear(b) {
			p.close()
			p.problem("a goroutine's header cannot be read", b)
			p.stage, p.headless = skipping, p.no
			return
		}
	}
	switch p.stage {
	case atCall:
		p.inStack(b)
	case atPlace:
		p.noPlace(b)
	case atCreator:
		p.creatorPlace(b)
	case closed:
		if !ofAncestor(b) {
			p.close()
			p.beyond(b)
		}
	case outside:
		p.beyond(b)
	}
}

// ofAncestor reports whether b, below a stack that is complete, tells of a goroutine it descends from.
func ofAncestor(b []byte) bool {
	if bytes.HasPrefix(b, ancestor) || bytes.HasPrefix(b, createdBy) || bytes.HasSuffix(b, framesOut) {
		return true
	}
	if _, ok := placeText(b); ok {
		return true
	}
	_, _, ok := splitCall(b)
	return ok
}

// looksCut reports whether b, which is no header, begins like one.
func looksCut(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, goroutineWord)
	n := skip(rest, 0, isDigit)
	rest = rest[n:]
	return ok && n > 0 && (bytes.HasPrefix(rest, []byte(" [")) || bytes.HasPrefix(rest, []byte(" gp=")))
}

// banners begin a crash.
var banners = [][]byte{
	[]byte("SIGQUIT: "), []byte("SIGABRT: "), []byte("SIGSEGV: "), []byte("SIGBUS: "), []byte("SIGTRAP: "),
	[]byte("SIGILL: "), []byte("SIGFPE: "), []byte("panic: "), []byte("fatal error: "),
}

// beyond reads a line outside of any goroutine.
func (p *parser) beyond(b []byte) {
	if p.schedLine(b) {
		return
	}
	if p.last && !p.between && (bytes.HasPrefix(goroutineWord, b) || bytes.HasPrefix(b, goroutineWord)) {
		p.tornEnd = true
		return
	}
	if b[0] == '-' && string(b) == "-----" {
		p.relay = true
		return
	}
	p.between = true
	for _, word := range banners {
		if bytes.HasPrefix(b, word) {
			p.banner, p.relayed, p.relay = !p.relay, p.relay, false
			p.crashed = p.no
			return
		}
	}
}
