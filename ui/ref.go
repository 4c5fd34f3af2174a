package ui

import (
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A ref names one thing of the evidence by words that find it again: in a newer result, in the session
// of last time, in a link sent to a colleague. The zero ref names nothing.
type ref struct {
	kind refKind
	id   string
}

type refKind string

// What can be named, and by what.
const (
	refChain     refKind = "chain"     // fingerprint
	refGoroutine refKind = "goroutine" // id
	refStarted   refKind = "started"   // goroutines started by the one with this id
	refGroup     refKind = "group"     // hash of what its members have in common
	refCancels   refKind = "cancels"   // hash of a cancel site
	refContext   refKind = "context"   // id that an instrumented program gave it
	refResource  refKind = "resource"  // kind and address
	refAlloc     refKind = "alloc"     // hash of the stack
	refMoment    refKind = "at"        // nanoseconds into the evidence
	refView      refKind = "view"      // a screen's name
)

func (r ref) String() string {
	if r == (ref{}) {
		return ""
	}
	return string(r.kind) + "/" + r.id
}

// parseRef reads what ref.String wrote; a word without a slash is a chain's fingerprint.
func parseRef(s string) ref {
	kind, id, ok := strings.Cut(s, "/")
	switch {
	case s == "":
		return ref{}
	case !ok:
		return ref{refChain, s}
	}
	return ref{refKind(kind), id}
}

// parseLink reads the value of --open: a chain, a thing, or both joined by a slash.
func parseLink(s string) (chain string, thing ref) {
	head, rest, _ := strings.Cut(s, "/")
	switch refKind(head) {
	case refGoroutine, refStarted, refGroup, refCancels, refContext, refResource, refAlloc, refMoment, refView:
		return "", parseRef(s)
	}
	return head, parseRef(rest)
}

func goroutineRef(id evidence.GoID) ref {
	return ref{refGoroutine, strconv.FormatInt(int64(id), 10)}
}

func momentRef(t evidence.Time) ref { return ref{refMoment, strconv.FormatInt(int64(t), 10)} }

func resourceRef(r *evidence.Resource) ref {
	return ref{refResource, string(r.Kind) + "/" + address(r.Addr)}
}

func address(addr uint64) string { return "0x" + strconv.FormatUint(addr, 16) }

// number returns the id as a number, -1 when it is none.
func (r ref) number() int64 {
	n, err := strconv.ParseInt(r.id, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// hashOf names something that has no name of its own by the parts it is known by. Functions are such
// parts, lines and addresses are not: they change with the build and the run.
func hashOf(stack *evidence.Stack, parts ...any) string {
	h := fnv.New32a()
	for _, f := range stack.All() {
		io.WriteString(h, f.Func) // a hash takes everything
		io.WriteString(h, "\n")
	}
	fmt.Fprint(h, parts...)
	return strconv.FormatUint(uint64(h.Sum32()), 16)
}
