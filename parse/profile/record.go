package profile

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// record is one record of a text profile:
//
//	3 @ 0x47fcce 0x415fae 0x415af2 0x4e23d9 0x486801
//	# labels: {"job":"index", "shard":"7"}
//	#	0x4e23d8	main.wait+0x18	service/main.go:14
type record struct {
	line   int
	values string   // in front of the @
	addrs  []uint64 // behind it: return addresses, innermost first
	labels []evidence.Label
	frames []evidence.Frame
	pc     uint64 // of the innermost frame that has a line
	last   uint64 // of the outermost
}

// newRecord reads the first line of a record; nil when it is none.
func newRecord(line []byte, n int) *record {
	values, addrs, ok := bytes.Cut(line, []byte("@"))
	if !ok || len(values) == 0 || len(values) > 200 || (values[0] < '0' || values[0] > '9') && values[0] != '-' {
		return nil
	}
	if len(addrs) > 0 && !bytes.HasPrefix(addrs, []byte(" 0x")) {
		return nil // an address of mail, perhaps
	}
	r := &record{line: n, values: string(bytes.TrimSpace(values))}
	for addr := range bytes.FieldsSeq(addrs) {
		pc, ok := address(addr)
		if !ok {
			break
		}
		r.addrs = append(r.addrs, pc)
	}
	return r
}

// address reads "0x47fcce".
func address(b []byte) (uint64, bool) {
	hex, ok := bytes.CutPrefix(b, []byte("0x"))
	pc, err := strconv.ParseUint(string(hex), 16, 64)
	return pc, ok && err == nil
}

// comment reads a line of the record that begins with #, number n of the file.
func (r *record) comment(t *text, line []byte, n int) {
	if text, ok := bytes.CutPrefix(line, []byte("# labels: ")); ok {
		labels, err := parseLabels(string(text))
		if err != nil {
			t.b.problem(n, "%v, got %.80q", err, text)
		}
		r.labels = labels
		return
	}
	rest, ok := bytes.CutPrefix(line, []byte("#\t"))
	if !ok {
		return // "# runtime.MemStats"
	}
	pc, f, ok := frame(t, rest)
	if !ok {
		t.b.problem(n, "no frame, got %.80q", line)
		return
	}
	if len(r.frames) == 0 {
		r.pc = pc
	}
	r.last = pc
	if len(r.frames) <= t.b.depth {
		r.frames = append(r.frames, f)
	}
	if strings.HasPrefix(f.Func, "runtime.") && len(t.names) < maxNames {
		t.names[pc+1] = f.Func
	}
}

// maxNames is how many addresses of the runtime are remembered: there are a few dozen.
const maxNames = 4096

// frame reads what is behind "#\t" in a line. The columns are padded with tabs; a function without a name
// has the first one only.
//
//	0x4e23d8	main.wait+0x18	service/main.go:14
func frame(t *text, b []byte) (pc uint64, f evidence.Frame, ok bool) {
	addr, rest, _ := bytes.Cut(b, []byte("\t"))
	if pc, ok = address(bytes.TrimSpace(addr)); !ok {
		return 0, f, false
	}
	name, place, _ := bytes.Cut(bytes.TrimLeft(rest, "\t"), []byte("\t"))
	if len(name) == 0 {
		return pc, t.b.stacks.address(pc), true
	}
	if i := bytes.LastIndex(name, []byte("+0x")); i > 0 {
		name = name[:i]
	}
	f.Func = t.b.stacks.name(name)
	place = bytes.TrimLeft(place, "\t")
	if i := bytes.LastIndexByte(place, ':'); i > 0 {
		if n, err := strconv.Atoi(string(place[i+1:])); err == nil && n >= 0 {
			f.Line, place = n, place[:i]
		}
	}
	f.File = t.b.stacks.name(place)
	t.b.version(f.Func, f.File)
	return pc, f, true
}

// stack returns the record's stack, of addresses when it has no frame lines. An address is where the call
// returns to, which is one byte further than the frame lines say.
func (r *record) stack(b *builder) *evidence.Stack {
	if len(r.frames) == 0 {
		for _, pc := range r.addrs[:min(len(r.addrs), b.depth)] {
			r.frames = append(r.frames, b.stacks.address(pc-1))
		}
	}
	return b.stacks.intern(r.frames)
}

// hidden returns the addresses of the leading frames that the text leaves out.
func (r *record) hidden() []uint64 {
	for i, pc := range r.addrs {
		if pc == r.pc+1 {
			return r.addrs[:i]
		}
	}
	return nil
}

// counts is the first number of the record: what adds up to a header's total.
func (r *record) counts() int64 {
	digits, _, _ := strings.Cut(r.values, ":")
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

var errLabels = errors.New("labels are not of the form {\"key\":\"value\", ...}")

// parseLabels reads {"job":"in\"dex", "shard":"7"}, as runtime/pprof prints labels: by key, with %q.
func parseLabels(s string) ([]evidence.Label, error) {
	var labels []evidence.Label
	s, ok := strings.CutPrefix(s, "{")
	for ok && s != "}" {
		var l evidence.Label
		if l.Key, s, ok = quoted(s); !ok {
			break
		}
		if s, ok = strings.CutPrefix(s, ":"); !ok {
			break
		}
		if l.Value, s, ok = quoted(s); !ok {
			break
		}
		labels = append(labels, l)
		if s == "}" {
			return labels, nil
		}
		s, ok = strings.CutPrefix(s, ", ")
	}
	if !ok {
		return labels, errLabels
	}
	return labels, nil
}

// quoted splits a quoted string off s.
func quoted(s string) (value, rest string, ok bool) {
	q, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", s, false
	}
	value, err = strconv.Unquote(q)
	return value, s[len(q):], err == nil
}
