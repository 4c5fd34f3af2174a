package dump

import "bytes"

// A process with GODEBUG=schedtrace writes SCHED lines, and P, M and G lines below them, into its dump,
// sometimes into the middle of a line:
//
//	runtime.selectgo(SCHED 2783ms: gomaxprocs=2 idleprocs=1 threads=8 …
//	0x229fe1860f68, 0x229fe1860f50, 0x229fe1525008?, 0x0, 0x0?, 0x1)
//
// Such a line is put together again. One torn by other text keeps what its first part says.

const longestTorn = 16 << 10

var (
	schedWord = []byte("SCHED ")
	schedMark = []byte("ms: gomaxprocs=")
)

// schedLine reports whether b is a line of the scheduler's trace.
func (p *parser) schedLine(b []byte) bool {
	if bytes.HasPrefix(b, schedWord) && bytes.Contains(b, schedMark) {
		return true
	}
	if len(b) < 8 || b[0] != ' ' || b[1] != ' ' || b[2] != 'P' && b[2] != 'M' && b[2] != 'G' {
		return false
	}
	_, n := digits(b[3:])
	rest := b[3+n:]
	return n > 0 && (bytes.HasPrefix(rest, []byte(": status=")) || bytes.HasPrefix(rest, []byte(": p=")))
}

// tear keeps the part of b before a SCHED line.
func (p *parser) tear(b []byte) bool {
	i := bytes.Index(b, schedWord)
	if i <= 0 || !bytes.Contains(b[i:], schedMark) {
		return false
	}
	p.torn = bytes.Clone(b[:min(i, longestTorn)])
	return true
}

// mend puts the line begun in p.torn together with b, unless b is of the scheduler as well.
func (p *parser) mend(b []byte) {
	if p.schedLine(b) {
		return
	}
	whole := append(p.torn, b...)
	p.torn = nil
	if bytes.Contains(b, schedMark) || len(whole) > longestTorn {
		whole = b // torn twice: the first part is given up, or it would grow with every line
	}
	if _, ok := p.parseHeader(whole); p.stage == outside && !ok {
		p.line(b)
		return
	}
	p.line(whole)
}

// salvageCall reads a frame whose arguments were cut off by other text, if the function is known.
func (p *parser) salvageCall(b []byte) bool {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], '(')
		if i < 0 {
			return false
		}
		i += from
		if call, ok := p.stacks.callOf[string(b[:i])]; ok {
			if p.tornEnd = p.last; !p.last {
				p.problem("the arguments of a frame are torn", b)
			}
			p.open.pending = call
			p.stage = atPlace
			return true
		}
		from = i + 1
		if from > 512 {
			return false
		}
	}
}

// salvagePlace reads a place with other text behind it, if the place is known.
func (p *parser) salvagePlace(b []byte) bool {
	text, ok := placeText(b)
	if !ok {
		return false
	}
	i := bytes.LastIndex(text[:min(len(text), 1<<12)], []byte(".go:"))
	if i < 0 {
		return false
	}
	end := skip(text, i+4, isDigit)
	place, ok := p.stacks.placeOf[string(text[:end])]
	if !ok {
		return false
	}
	if p.tornEnd = p.last; !p.last {
		p.problem("the place of a frame is torn", b)
	}
	if p.stage == atCreator {
		p.created(place)
	} else {
		p.enter(place)
	}
	return true
}

// tail reports whether b is the rest of a line that was torn: arguments, or the words behind a place.
func (p *parser) tail(b []byte) bool {
	if len(b) > 1<<12 {
		return false
	}
	if b[0] == ' ' && len(trimPlace(b)) == 0 {
		return true
	}
	return b[len(b)-1] == ')' && isArgs(b[:len(b)-1]) && len(b) > 1
}
