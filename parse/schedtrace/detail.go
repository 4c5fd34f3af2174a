package schedtrace

import (
	"bytes"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

var statusWord = []byte(": status=")

// detail takes in a line of a block, with statusWord at column i. Before that must be what it is about,
// and before that nothing, a blank or the log's prefix; otherwise the line is somebody else's. M lines
// have no status and add nothing to what the P lines and goroutines say.
//
//	P1: status=1 schedtick=4856 syscalltick=10593 m=5 runqsize=0 gfreecnt=52 timerslen=0
//	G20: status=4(select) m=nil lockedm=0
func (p *parser) detail(run *run, line []byte, i, n int) {
	from := i
	for from > 0 && '0' <= line[from-1] && line[from-1] <= '9' {
		from--
	}
	id, _, ok := number(line[from:i])
	if !ok || from == 0 || from > 1 && isWord(line[from-2]) {
		return
	}
	rest := line[i+len(statusWord):]
	switch line[from-1] {
	case 'P':
		run.proc(int(id), rest)
	case 'G':
		g, ok := readGoroutine(rest)
		if !ok {
			p.problem(n, "unreadable goroutine, got "+excerpt(line[from-1:]))
		}
		g.id, g.line = evidence.GoID(id), n
		run.goroutine(g, ok)
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
}

// proc takes in the line of P number id: with scheddetail the run queues are not on the SCHED line.
func (r *run) proc(id int, rest []byte) {
	if r.open == nil || id != len(r.open.Local) || id >= maxProcs {
		return
	}
	tick, ok1 := field(rest, " schedtick=")
	size, ok2 := field(rest, " runqsize=")
	if ok1 && ok2 {
		r.open.Local = append(r.open.Local, size)
		r.open.Ticks = append(r.open.Ticks, tick)
	}
}

func field(s []byte, name string) (int, bool) {
	i := bytes.Index(s, []byte(name))
	if i < 0 {
		return 0, false
	}
	n, _, ok := number(s[i+len(name):])
	return int(n), ok
}

// still is one goroutine in one block.
type still struct {
	id     evidence.GoID
	state  evidence.State
	reason string // the runtime's words, of one that waits
	leaked bool
	locked bool
	dead   bool // ended, or never begun: kept by the runtime to be used again
	line   int
}

// readGoroutine reads what follows "G20: status=".
//
//	4(select) m=nil lockedm=0
//
// What comes behind the reason may be torn off.
func readGoroutine(s []byte) (g still, ok bool) {
	status, rest, ok := number(s)
	if !ok || len(rest) == 0 || rest[0] != '(' {
		return g, false
	}
	reason, rest, ok := bytes.Cut(rest[1:], []byte(") m="))
	if !ok || len(reason) > 64 {
		return g, false
	}
	g.state, g.dead, g.leaked = state(status)
	if g.state == evidence.Waiting {
		g.reason = string(reason) // otherwise it is left over from an earlier wait
	}
	if i := bytes.Index(rest, []byte(" lockedm=")); i >= 0 {
		n, _, ok := number(rest[i+len(" lockedm="):])
		g.locked = ok && n >= 0
	}
	return g, true
}

// state maps the runtime's numbers, runtime/runtime2.go, which have not changed since Go 1.0 but for
// additions. While the collector scans a goroutine's stack, 0x1000 is added.
func state(status int64) (s evidence.State, dead, leaked bool) {
	switch status &^ 0x1000 {
	case 1:
		return evidence.Runnable, false, false
	case 2, 8: // running; its stack is being moved
		return evidence.Running, false, false
	case 3:
		return evidence.Syscall, false, false
	case 4, 9: // waiting; preempted
		return evidence.Waiting, false, false
	case 10:
		return evidence.Waiting, false, true
	case 0, 5, 6, 11: // not yet or no longer in use
		return evidence.Unknown, true, false
	}
	return evidence.Unknown, false, false
}

// wait normalises what g waits for.
func (g *still) wait() evidence.Wait {
	switch {
	case g.state == evidence.Syscall:
		return evidence.WaitSyscall
	case g.state != evidence.Waiting:
		return ""
	}
	switch reason := strings.TrimSuffix(g.reason, " (durable)"); reason {
	case "chan receive (nil chan)", "chan send (nil chan)":
		return evidence.WaitForever
	default:
		return evidence.Wait(reason)
	}
}
