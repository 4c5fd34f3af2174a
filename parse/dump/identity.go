package dump

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// call is a function as stacks print it, with what its arguments tell.
type call struct {
	name    string
	printed string // the same, but "panic" for runtime.gopanic

	names  *named // the resource that its first argument is the address of; nil: none
	method bool   // has a pointer receiver: its first argument is an address of that type
	ctx    bool   // the receiver's type is named like a context
	takes  bool   // takes a context by convention
	pair   pairAt // where its arguments have a group of two words
	reads  bool   // any of the above
	asks   bool   // may wait for a lock
}

// named says which resource an argument is.
type named struct {
	kind   evidence.ResourceKind
	role   evidence.Role
	offset int64 // of the resource, from the address that is printed
	weak   bool  // part of a greater one: counts only when no other frame names that
}

// pairAt is where a group of two words stands.
type pairAt int8

const (
	pairUnknown pairAt = iota // only seen inlined so far
	pairNone
	pairFirst
	pairSecond // behind the receiver
)

// naming are the functions whose first argument is a channel or lock. chanrecv1, chanrecv2 and chansend1
// call the ones above them; lockSlow and the semaphores are inside the locks, whose own frames may be
// inlined and then have no arguments.
var naming = map[string]named{
	"runtime.chanrecv":            {kind: evidence.Channel, role: evidence.Receives},
	"runtime.chanrecv1":           {kind: evidence.Channel, role: evidence.Receives, weak: true},
	"runtime.chanrecv2":           {kind: evidence.Channel, role: evidence.Receives, weak: true},
	"runtime.chansend":            {kind: evidence.Channel, role: evidence.Sends},
	"runtime.chansend1":           {kind: evidence.Channel, role: evidence.Sends, weak: true},
	"sync.(*Mutex).Lock":          {kind: evidence.Mutex, role: evidence.Locks},
	"sync.(*Mutex).lockSlow":      {kind: evidence.Mutex, role: evidence.Locks},
	"internal/sync.(*Mutex).Lock": {kind: evidence.Mutex, role: evidence.Locks},
	"sync.(*RWMutex).RLock":       {kind: evidence.RWMutex, role: evidence.Locks},
	"sync.(*RWMutex).Lock":        {kind: evidence.RWMutex, role: evidence.Locks},
	"sync.(*WaitGroup).Wait":      {kind: evidence.WaitGroupRes, role: evidence.Locks},
	"sync.(*Cond).Wait":           {kind: evidence.CondRes, role: evidence.Locks},
	"sync.(*Once).doSlow":         {kind: evidence.Mutex, role: evidence.Passes, offset: 4},
	"runtime.semacquire1":         {kind: evidence.Semaphore, role: evidence.Locks, weak: true},

	"internal/sync.(*Mutex).lockSlow":  {kind: evidence.Mutex, role: evidence.Locks},
	"internal/poll.runtime_Semacquire": {kind: evidence.Semaphore, role: evidence.Locks},
	"sync.runtime_Semacquire":          {kind: evidence.Semaphore, role: evidence.Locks, weak: true},
	"sync.runtime_SemacquireMutex":     {kind: evidence.Semaphore, role: evidence.Locks, weak: true},

	// These have the address of a field, at an offset that has not changed since they exist.
	"internal/sync.runtime_SemacquireMutex": {kind: evidence.Mutex, role: evidence.Locks, offset: -4},
	"sync.runtime_SemacquireRWMutex":        {kind: evidence.RWMutex, role: evidence.Locks, offset: -8},
	"sync.runtime_SemacquireRWMutexR":       {kind: evidence.RWMutex, role: evidence.Locks, offset: -12},
	"sync.runtime_SemacquireWaitGroup":      {kind: evidence.WaitGroupRes, role: evidence.Locks, offset: -8},
	"sync.runtime_notifyListWait":           {kind: evidence.CondRes, role: evidence.Locks, offset: -16},
}

func newCall(name string) call {
	c := call{name: name, asks: asks(name)}
	if n, ok := naming[name]; ok {
		c.names = &n
	}
	pkg, typ, method := pointerMethod(name)
	c.method = method && pkg != "runtime" && c.names == nil
	c.ctx = c.method && likeContext(typ)
	if c.ctx && pkg == "context" {
		c.names = &named{kind: evidence.ContextRes, role: evidence.Passes}
	}
	c.takes = takesContext(name)
	if strings.HasPrefix(name, "runtime.") || c.names != nil {
		c.pair = pairNone
	}
	c.reads = c.names != nil || c.method || c.pair == pairUnknown
	return c
}

// pointerMethod splits "net/http.(*conn).serve.func1" into "net/http" and "conn". A closure in a method
// has no receiver, so for it ok is false.
func pointerMethod(name string) (pkg, typ string, ok bool) {
	pkg, rest, ok := strings.Cut(name, ".(*")
	if !ok {
		return "", "", false
	}
	typ, method, ok := strings.Cut(rest, ").")
	return pkg, typ, ok && !strings.Contains(method, ".")
}

// mostNamed bounds what one goroutine's frames may name of a kind, innermost first.
const mostNamed = 64

// arguments takes in the arguments of the current goroutine's frame, the innermost being 0.
func (p *parser) arguments(c *call, args []byte, frame int) {
	if c.pair == pairUnknown {
		c.look(args)
	}
	if c.pair > pairNone {
		p.readPair(c, args, frame)
	}
	if c.names == nil && !c.method {
		return
	}
	w, _ := parseWord(args)
	if !w.known || w.v == 0 {
		if c.names != nil && c.names.role == evidence.Locks {
			p.widen(c.names, frame)
		}
		return
	}
	if c.method && len(p.open.receivers) < mostNamed {
		p.open.receivers = append(p.open.receivers, receiver{w.v, c.ctx})
	}
	if c.names != nil {
		p.hold(c.names, w, frame)
	}
}

// look finds out where c's arguments have a group of two words. Which arguments are printed is a
// property of the function, so once is enough, unless the call was inlined.
func (c *call) look(args []byte) {
	if string(args) == "..." {
		return
	}
	c.pair = pairNone
	if _, _, ok := parsePair(args); ok {
		c.pair = pairFirst
	} else if c.method {
		if _, rest := parseWord(args); len(rest) > 0 {
			if _, _, ok := parsePair(rest); ok {
				c.pair = pairSecond
			}
		}
	}
	c.reads = c.names != nil || c.method || c.pair != pairNone
}

// widen takes in a lock's frame that does not print its address. What the frames further in named is
// then a part of it: the semaphore of one, or the Mutex that an RWMutex begins with.
func (p *parser) widen(n *named, frame int) {
	for i := range p.open.holds {
		h := &p.open.holds[i]
		if h.role != evidence.Locks {
			continue
		}
		if h.weak && n.offset < 0 {
			h.kind, h.addr, h.frame, h.weak = n.kind, h.addr+uint64(n.offset), frame, false
		} else if h.kind == evidence.Mutex && n.kind == evidence.RWMutex {
			h.kind = n.kind
		}
	}
}

// hold notes that the frame names a resource. What frames further in said about the same one gives way
// when it is part of this one, RWMutex.Lock begins with the lock of a Mutex at the same address, or may be left over
// from earlier, and this is not.
func (p *parser) hold(n *named, w word, frame int) {
	addr := w.v + uint64(n.offset)
	for i := range p.open.holds {
		h := &p.open.holds[i]
		if h.role != n.role {
			continue
		}
		if h.kind == evidence.Channel || n.role == evidence.Passes && h.addr == addr {
			return // the frame further in knows best
		}
		if n.role == evidence.Locks {
			if !n.weak && (h.weak || h.stale && !w.stale || h.addr == addr && h.stale == w.stale) {
				h.kind, h.addr, h.frame, h.weak, h.stale = n.kind, addr, frame, false, w.stale
			}
			return
		}
	}
	if len(p.open.holds) == mostNamed {
		return
	}
	p.open.holds = append(p.open.holds, held{n.kind, addr, n.role, frame, w.stale, n.weak})
}
