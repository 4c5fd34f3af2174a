package schedtrace

import (
	"bytes"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

var schedWord = []byte("SCHED ")

// begin reads the beginning of a SCHED line, "SCHED 1005ms: gomaxprocs=8", up to its first field. It
// must be there in one piece, or the line is somebody else's.
func begin(s []byte) (ms int64, from int, ok bool) {
	rest := s[len(schedWord):]
	ms, rest, ok = number(rest)
	if !ok || ms < 0 || ms > maxMillis || !bytes.HasPrefix(rest, []byte("ms: gomaxprocs=")) {
		return 0, 0, false
	}
	return ms, len(s) - len(rest) + len("ms: "), true
}

// maxMillis is two hundred years: what is beyond is no uptime.
const maxMillis = 200 * 366 * 24 * 3600 * 1000

func millis(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

// sched reads the fields of a SCHED line, which may come in pieces.
//
//	gomaxprocs=2 idleprocs=1 threads=8 … runqueue=1 [ 0 0 ] schedticks=[ 1891 1894 ]
//	gomaxprocs=2 idleprocs=1 threads=8 … runqueue=1 gcwaiting=false nmidlelocked=1 stopwait=0 sysmonwait=false
type sched struct {
	sample evidence.LoadSample
	key    string // whose value is next
	in     list   // that is being read
	local  bool   // the run queues are read: the end of Go 1.25 and before
	end    bool   // the last field of a newer version, or of scheddetail, is read
	doubt  bool   // behind a number, or in its place, there is a strange line
	lost   bool   // it was behind the number, so that its digits cannot be told from the line's
}

// list is one of the lists of a SCHED line.
type list uint8

const (
	none list = iota
	queues
	ticks
)

// complete reports whether the line was read to its end.
func (l *sched) complete() bool { return !l.lost && (l.end || l.local && l.key == "" && l.in == none) }

// clone returns a copy that can be fed without changing l.
func (l *sched) clone() sched {
	c := *l
	c.sample.Local, c.sample.Ticks = slices.Clone(l.sample.Local), slices.Clone(l.sample.Ticks)
	return c
}

// feed reads the next piece, as far as it belongs to the line.
func (l *sched) feed(s []byte) {
	l.lost = l.doubt && len(s) > 0 && s[0] == ' '
	l.doubt = false
	for ok := !l.lost; ok && !l.end; {
		s = bytes.TrimLeft(s, " ")
		switch {
		case l.in != none:
			s, ok = l.element(s)
		case len(s) > 0 && s[0] == '[' && l.key == "schedticks":
			l.in, s = ticks, s[1:]
		case len(s) > 0 && s[0] == '[' && l.key == "" && !l.local:
			l.in, s = queues, s[1:]
		case l.key == "":
			s, ok = l.name(s)
		default:
			s, ok = l.value(s)
		}
	}
}

// element reads a number of a list, or its end.
func (l *sched) element(s []byte) (rest []byte, ok bool) {
	if len(s) > 0 && s[0] == ']' {
		l.local, l.end = true, l.in == ticks
		l.in, l.key = none, ""
		return s[1:], true
	}
	list := &l.sample.Local
	if l.in == ticks {
		list = &l.sample.Ticks
	}
	n, rest, ok := number(s)
	if !ok || len(*list) == maxProcs || !l.whole(rest) {
		return s, false
	}
	*list = append(*list, int(n))
	return rest, len(rest) > 0 && (rest[0] == ' ' || rest[0] == ']')
}

// whole reports whether the number before rest can be believed. A strange line that lands behind a number,
// or in its place, and begins with digits as dates do, makes another one of it.
//
//	idleprocs=12026/11/22 00:34:28 stream refused        the 1 was written: the next piece begins with a blank
//	idleprocs=2026/11/22 00:34:28 stream refused         it was not: the next piece begins with it
func (l *sched) whole(rest []byte) bool {
	l.doubt = len(rest) > 0 && bytes.IndexByte([]byte("0123456789/-:.,"), rest[0]) >= 0
	return !l.doubt
}

// maxProcs bounds the lists; the runtime's own limit was 1024 until Go 1.9 and is memory since.
const maxProcs = 1 << 16

// name reads "idleprocs=".
func (l *sched) name(s []byte) (rest []byte, ok bool) {
	i := 0
	for i < len(s) && 'a' <= s[i] && s[i] <= 'z' {
		i++
	}
	if i == 0 || i == len(s) || s[i] != '=' {
		return s, false
	}
	l.key = string(s[:i])
	return s[i+1:], true
}

// value reads a number or a flag, which ends at a blank or at the end of the line.
func (l *sched) value(s []byte) (rest []byte, ok bool) {
	n, rest, ok := number(s)
	if !ok {
		n, rest, ok = boolean(s)
	}
	if !ok || !l.whole(rest) {
		return s, false
	}
	l.set(l.key, int(n))
	l.end = l.key == "sysmonwait"
	l.key = ""
	return rest, len(rest) > 0 && rest[0] == ' '
}

func (l *sched) set(key string, n int) {
	switch key {
	case "gomaxprocs":
		l.sample.Procs = n
	case "idleprocs":
		l.sample.IdleProcs = n
	case "threads":
		l.sample.Threads = n
	case "idlethreads":
		l.sample.IdleThreads = n
	case "spinningthreads", "nmspinning":
		l.sample.SpinningThreads = n
	case "runqueue":
		l.sample.RunQueue = n
	}
}

// number reads a decimal number, such as 12 or -1.
func number(s []byte) (n int64, rest []byte, ok bool) {
	i := 0
	if i < len(s) && s[i] == '-' {
		i++
	}
	from := i
	for i < len(s) && '0' <= s[i] && s[i] <= '9' && i-from < 18 {
		n = n*10 + int64(s[i]-'0')
		i++
	}
	if from == 1 {
		n = -n
	}
	return n, s[i:], i > from
}

func boolean(s []byte) (n int64, rest []byte, ok bool) {
	if rest, ok = bytes.CutPrefix(s, []byte("true")); ok {
		return 1, rest, true
	}
	rest, ok = bytes.CutPrefix(s, []byte("false"))
	return 0, rest, ok
}
