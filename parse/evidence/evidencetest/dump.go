package evidencetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// dumpFile is the name of the dump that is joined to a trace.
const dumpFile = "dump"

// dump makes the evidence a goroutine dump, or joins one to a trace.
func (tl *timeline) dump(rest string) error {
	switch {
	case rest != "":
		return fmt.Errorf("dump: nothing stands behind it, got %q", rest)
	case tl.timed || tl.dumped != nil:
		return errors.New("dump comes too late: it stands once, before anything timed")
	case tl.windowed:
		tl.dumped = &evidence.Source{Path: dumpFile, Kind: evidence.GoroutineDump}
	default:
		tl.src.Kind, tl.src.To = evidence.GoroutineDump, 0
		tl.dumped = tl.src
	}
	tl.dumped.Identities = true
	return nil
}

// moment reports whether the evidence is a dump alone, so without any stretch of time.
func (tl *timeline) moment() bool { return tl.dumped == tl.src }

// began reads since when a goroutine does what it does. A dump tells minutes back from its own moment.
func (tl *timeline) began(text string) (evidence.Time, error) {
	if !strings.HasPrefix(text, "-") || tl.dumped == nil {
		return tl.at(text)
	}
	tl.timed = true
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("want a time such as -5m, got %q", text)
	}
	return tl.src.To + evidence.Time(d), nil
}

// holdLine is what one goroutine does with a resource, and the others of its block with others.
type holdLine struct {
	role  evidence.Role
	kind  evidence.ResourceKind
	addr  uint64
	each  bool
	stale bool
}

// roles are the words for what a goroutine does with a resource.
var roles = map[string]evidence.Role{
	"sends": evidence.Sends, "receives": evidence.Receives, "waits": evidence.Locks, "carries": evidence.Carries, "inside": evidence.Passes,
	"reaches": evidence.Reaches,
}

// kinds are the resources that can be named.
var kinds = []evidence.ResourceKind{
	evidence.Channel, evidence.Mutex, evidence.RWMutex, evidence.WaitGroupRes, evidence.CondRes, evidence.Semaphore, evidence.ContextRes,
}

// apart is how far the addresses of resources of their own are apart.
const apart = 0x40

// hold reads, behind the word for the role,
//
//	KIND ADDRESS[+] [?]
func (tl *timeline) hold(role evidence.Role, text string) (holdLine, error) {
	words := strings.Fields(text)
	h := holdLine{role: role}
	if n := len(words); n == 3 && words[2] == "?" {
		h.stale, words = true, words[:2]
	}
	if len(words) != 2 || tl.dumped == nil {
		return h, fmt.Errorf("want KIND ADDRESS, in a dump, got %q", text)
	}
	if h.kind = evidence.ResourceKind(words[0]); !slices.Contains(kinds, h.kind) {
		return h, fmt.Errorf("want one of %v, got %q", kinds, words[0])
	}
	addr, each := strings.CutSuffix(words[1], "+")
	h.each = each
	var err error
	if h.addr, err = strconv.ParseUint(addr, 0, 48); err != nil || h.addr == 0 {
		return h, fmt.Errorf("want an address such as 0xc0001, got %q", words[1])
	}
	return h, nil
}

// holds are the resources that the n-th goroutine of b names.
func (tl *timeline) holds(b *block, n evidence.GoID) []evidence.Hold {
	var out []evidence.Hold
	for _, h := range b.holds {
		addr := h.addr
		if h.each {
			addr += uint64(n) * apart
		}
		res := tl.resources[addr]
		if res == nil {
			res = &evidence.Resource{Kind: h.kind, Addr: addr}
			tl.resources[addr] = res
		}
		out = append(out, evidence.Hold{Resource: res, Role: h.role, Frame: -1, Stale: h.stale})
	}
	return out
}

// labels reads KEY=VALUE …
func labels(text string) ([]evidence.Label, error) {
	var out []evidence.Label
	for _, word := range strings.Fields(text) {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("labels: want KEY=VALUE, got %q", word)
		}
		out = append(out, evidence.Label{Key: key, Value: value})
	}
	return out, nil
}
