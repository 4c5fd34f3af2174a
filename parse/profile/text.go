package profile

import (
	"bytes"
	"fmt"
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

// text is a text profile that is being read.
type text struct {
	b    *builder
	form form
	take func(*record) (int64, error) // returns what a record adds to the total
	tell func()                       // what can be told when all records were read; nil for nothing

	r         *record
	strangers []stranger // lines of others since the last of the profile
	n         int        // the last line of the profile
	framed    bool       // records have frame lines
	unended   bool       // the last line has no line feed
	cut       bool
	perSec    int64             // cycles/second
	sum       int64             // of what records count
	names     map[uint64]string // runtime functions by address, where the text has them
}

// stranger is a line of something else. Between the lines of a profile it is a Problem, behind them it is not.
type stranger struct {
	line int
	text string
}

// mostStrangers is how many lines of others in a row a profile survives.
const mostStrangers = 16

func newText(b *builder, f form) *text {
	t := &text{b: b, form: f, names: make(map[uint64]string)}
	switch f.kind {
	case evidence.Goroutines, evidence.GoroutineLeak:
		g := &goroutineText{b: b, names: t.names}
		t.take, t.tell = g.record, g.end
	case evidence.HeapProfile:
		t.take = func(r *record) (int64, error) { return b.heapRecord(r, f.rate) }
	default:
		t.take = func(r *record) (int64, error) { return b.contentionRecord(r, t) }
	}
	return t
}

// line takes the next line, number n of the file; unended when no line feed ends it. It is false for one that is not
// of the profile.
func (t *text) line(line []byte, n int, unended bool) bool {
	first := t.b.src.Records == 0 && t.r == nil
	over := len(t.strangers) == mostStrangers // what still looks like a record is somebody else's
	switch {
	case len(line) == 0:
		t.flush()
		if len(t.strangers) > 0 {
			return true // the log's
		}
	case line[0] == '#':
		if t.r == nil || over {
			return false
		}
		t.tellStrangers()
		t.r.comment(t, line, n)
	case first && t.attribute(line):
	default:
		r := newRecord(line, n)
		if r == nil || over {
			if !over {
				t.strangers = append(t.strangers, stranger{n, fmt.Sprintf("%.80q", line)})
			}
			return false
		}
		t.flush()
		t.tellStrangers()
		t.r = r
	}
	t.n, t.unended = n, unended
	return true
}

// flush takes in the record that is being read.
func (t *text) flush() {
	r := t.r
	if r == nil {
		return
	}
	t.r = nil
	t.framed = t.framed || len(r.frames) > 0
	n, err := t.take(r)
	if err != nil {
		t.b.problem(r.line, "%v, got %.80q", err, r.values)
	} else {
		t.b.src.Records++
	}
	t.sum += n
}

func (t *text) tellStrangers() {
	for _, s := range t.strangers {
		t.b.problem(s.line, "neither a record nor a comment, got %s", s.text)
	}
	t.strangers = t.strangers[:0]
}

// end takes in the end of the profile; err is why the file could not be read further, nil if it could.
func (t *text) end(err error) {
	torn := t.r != nil && !t.whole(t.r, t.form.total)
	if !torn {
		t.flush() // with no empty line behind it
	}
	t.done(t.form.total, torn || t.unended && t.sum != t.form.total, err)
	if t.tell != nil {
		t.tell()
	}
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
func (t *text) done(total int64, torn bool, err error) {
	t.cut = true
	switch {
	case err != nil:
		t.b.partial(t.n, "everything after line %d: %v", t.n, err)
	case total > t.sum && t.b.src.Kind == evidence.HeapProfile:
		t.b.partial(t.n, "%d of %d objects: the profile is cut", total-t.sum, total)
	case total > t.sum:
		t.b.partial(t.n, "%d of %d goroutines: the profile is cut", total-t.sum, total)
	case torn:
		t.b.partial(t.n, "everything after line %d: the profile is cut", t.n)
	default:
		t.cut = false
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
