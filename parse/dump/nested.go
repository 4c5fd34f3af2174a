package dump

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The function that waits for a lock prints its arguments, and with two objects of one type among them, as in
//
//	internal/sync.(*Mutex).lockSlow(0xc000010018)
//	main.(*Bank).transfer(0xc000012000, 0xc000010000, 0xc000010018, 0x64)
//
// it tells more than which lock it waits for: the lock of the other object is as far from that object's address,
// and may be the one it has taken before.

// mostHands bounds the arguments that are looked at, and the goroutines, of a line before one lock.
const (
	mostHands    = 6
	mostHanded   = 10_000
	largestField = 4096 // how far in its object a lock may be
)

// handed is a goroutine that waits for a lock, and the arguments of the function in which it does.
type handed struct {
	g     *evidence.Goroutine
	lock  uint64
	frame int               // of the function
	args  [mostHands]uint64 // 0: none, or left over from earlier
}

// asks reports whether name is a function that may wait for a lock, rather than carry the wait out.
func asks(name string) bool {
	for _, p := range []string{"runtime.", "sync.", "internal/"} {
		if strings.HasPrefix(name, p) {
			return false
		}
	}
	return true
}

// hands reads the arguments of the innermost function that asks, once for a goroutine. Groups of words, such as
// strings and interfaces, are no objects with locks.
func (p *parser) hands(args []byte, frame int) {
	o := &p.open
	o.asked, o.asker = true, frame
	for n := 0; n < mostHands && len(args) > 0; {
		if args[0] == '{' {
			args = afterGroup(args)
			continue
		}
		w, rest := parseWord(args)
		if len(rest) == len(args) {
			return // no word: a brace that closes nothing
		}
		args = rest
		if w.known && !w.stale && w.v >= largestField {
			o.args[n] = w.v
			n++
		}
	}
}

// afterGroup returns what follows the group at the front of b, which may hold others: "{{0x1, 0x2}, 0x3}, 0x4".
func afterGroup(b []byte) []byte {
	depth := 0
	for i, c := range b {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return comma(b[i+1:])
			}
		}
	}
	return nil
}

// note keeps what the arguments of g's function may tell, once all locks are known.
func (c *census) note(g *evidence.Goroutine, o *goroutine) {
	if !g.Wait.Mutex() || o.args[1] == 0 || len(c.handed) == mostHanded {
		return
	}
	for _, h := range o.holds {
		if h.role == evidence.Locks && !h.stale {
			c.handed = append(c.handed, handed{g, h.addr, o.asker, o.args})
			return
		}
	}
}

// reach gives those that wait for a lock a Hold on each other lock that somebody waits for, and whose object their
// function was given.
func (c *census) reach() {
	for i := range c.handed {
		h := &c.handed[i]
		at, found := uint64(largestField), false // of the lock, in its object
		for _, a := range h.args {
			if d := h.lock - a; a != 0 && a <= h.lock && d < at {
				at, found = d, true
			}
		}
		if !found {
			continue
		}
		for _, a := range h.args {
			if r := c.res.plain[a+at]; a != 0 && a+at != h.lock && r != nil && (r.Kind == evidence.Mutex || r.Kind == evidence.RWMutex) {
				h.g.Holds = append(h.g.Holds, evidence.Hold{Resource: r, Role: evidence.Reaches, Frame: h.frame})
			}
		}
	}
	c.handed = nil
}
