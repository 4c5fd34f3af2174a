package profile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A form is one kind of text profile: what its header says, and how its records are read.
type form struct {
	kind  evidence.Kind
	name  string // the word in the header: "goroutine", "heap", "contention"
	total int64  // records add up to this; -1 when the header does not tell
	rate  int64  // of a heap profile
}

// header reads the first line of a text profile:
//
//	goroutine profile: total 12
//	heap profile: 800: 1310544 [800: 1310545] @ heap/1048576
//	--- contention:
func header(line []byte) (form, bool) {
	if rest, ok := bytes.CutPrefix(line, []byte("heap profile: ")); ok {
		return heapHeader(rest)
	}
	switch string(line) {
	case "--- contention:":
		return form{kind: evidence.BlockProfile, name: "contention", total: -1}, true
	case "--- mutex:":
		return form{kind: evidence.MutexProfile, name: "mutex", total: -1}, true
	}
	name, rest, ok := bytes.Cut(line, []byte(" profile: total "))
	total, err := strconv.ParseInt(string(bytes.TrimSpace(rest)), 10, 64)
	if !ok || err != nil || total < 0 || len(name) == 0 || bytes.ContainsAny(name, " \t") {
		return form{}, false
	}
	f := form{name: string(name), total: total}
	switch f.name {
	case "goroutine":
		f.kind = evidence.Goroutines
	case "goroutineleak":
		f.kind = evidence.GoroutineLeak
	}
	return f, true
}

// text reads a text profile.
func (b *builder) text(in *input, br *bufio.Reader) error {
	t := &text{b: b, in: in, br: br, names: make(map[uint64]string)}
	var f form
	for ok := false; !ok; {
		line, more := t.line()
		if !more {
			return in.clarify(io.EOF)
		}
		f, ok = header(bytes.TrimPrefix(line, []byte("\ufeff")))
	}
	b.src.Kind, in.kind = f.kind, f.kind
	var take func(*record) (int64, error)
	var end func()
	switch f.kind {
	case evidence.Goroutines, evidence.GoroutineLeak:
		g := &goroutineText{b: b, names: t.names}
		take, end = g.record, g.end
	case evidence.HeapProfile:
		take = func(r *record) (int64, error) { return b.heapRecord(r, f.rate) }
	case evidence.BlockProfile, evidence.MutexProfile:
		take = func(r *record) (int64, error) { return b.contentionRecord(r, t) }
	default:
		return other(fmt.Sprintf("a profile of %.100q", f.name))
	}
	t.read(f.total, take)
	if end != nil {
		end()
	}
	return nil
}

// text is a text profile being read.
type text struct {
	b  *builder
	in *input
	br *bufio.Reader

	n       int               // the line read last
	long    []byte            // a line longer than the buffer
	unended bool              // the last line has no line feed
	framed  bool              // records have frame lines
	perSec  int64             // cycles/second
	sum     int64             // of what records count
	names   map[uint64]string // runtime functions by address, where the text has them
}

// line returns the next line without its end, false when there is none. The line is valid until the next
// call. What of a line is beyond the limit is dropped.
func (t *text) line() ([]byte, bool) {
	line, err := t.br.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		t.long = append(t.long[:0], line...)
		for err == bufio.ErrBufferFull {
			line, err = t.br.ReadSlice('\n')
			t.long = append(t.long, line[:min(len(line), max(0, t.b.limit.line-len(t.long)))]...)
		}
		line = t.long
		if len(line) >= t.b.limit.line {
			t.b.problem(t.n+1, "line of more than %d bytes is cut", t.b.limit.line)
		}
	}
	if err != nil && len(line) == 0 {
		return nil, false
	}
	t.n++
	t.unended = err != nil
	return bytes.Trim(line, " \r\n"), true
}

// read reads the records up to the end of the profile. Take is given each of them and returns what it
// adds to the total, or an error that says what is wrong with the line it begins with.
func (t *text) read(total int64, take func(*record) (int64, error)) {
	var r *record
	flush := func() {
		if r == nil {
			return
		}
		t.framed = t.framed || len(r.frames) > 0
		n, err := take(r)
		if err != nil {
			t.b.problem(r.line, "%v, got %.80q", err, r.values)
		} else {
			t.b.src.Records++
		}
		t.sum += n
		r = nil
	}
	for {
		line, ok := t.line()
		if !ok {
			break
		}
		switch {
		case len(line) == 0:
			flush()
		case line[0] == '#':
			if r != nil {
				r.comment(t, line)
			}
		case t.attribute(line) && t.b.src.Records == 0 && r == nil:
		case bytes.HasPrefix(line, []byte("--- Memory map")), bytes.HasPrefix(line, []byte("MAPPED_LIBRARIES")):
			flush()
			t.done(total, false)
			return
		default:
			next := newRecord(line, t.n)
			if next != nil {
				flush()
				r = next
				continue
			}
			if _, again := header(line); again {
				flush()
				t.b.problem(t.n, "another profile begins here; only the first of a file is read")
				t.done(total, false)
				return
			}
			t.b.problem(t.n, "neither a record nor a comment, got %.80q", line) // a log's, perhaps; the record may go on
		}
	}
	torn := r != nil && !t.whole(r, total)
	if !torn {
		flush() // with no empty line behind it
	}
	t.done(total, torn || t.unended && t.sum != total)
}

// whole reports whether the record is complete with which a text ends: its outermost frame has a line number
// and the last address, but for that of runtime.goexit. In a text without frame lines the total decides.
func (t *text) whole(r *record, total int64) bool {
	n := len(r.addrs)
	if len(r.frames) == 0 {
		return !t.framed && t.sum+r.counts() == total
	}
	if r.frames[len(r.frames)-1].Line == 0 {
		return false
	}
	return n > 0 && r.last+1 == r.addrs[n-1] || n > 1 && r.last+1 == r.addrs[n-2]
}

// done compares what was read with what the header announced.
func (t *text) done(total int64, cut bool) {
	switch {
	case t.in.err != nil:
		t.b.partial(t.n, "everything after line %d: %v", t.n, t.in.clarify(nil))
	case total > t.sum && t.b.src.Kind == evidence.HeapProfile:
		t.b.partial(t.n, "%d of %d objects: the profile is cut", total-t.sum, total)
	case total > t.sum:
		t.b.partial(t.n, "%d of %d goroutines: the profile is cut", total-t.sum, total)
	case cut:
		t.b.partial(t.n, "everything after line %d: the profile is cut", t.n)
	}
}

// attribute reads a line such as "cycles/second=1999999404", before the first record.
func (t *text) attribute(line []byte) bool {
	key, value, ok := bytes.Cut(line, []byte("="))
	n, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
	if !ok || err != nil {
		return false
	}
	if string(bytes.TrimSpace(key)) == "cycles/second" {
		t.perSec = n
	}
	return true // such as "sampling period"
}
