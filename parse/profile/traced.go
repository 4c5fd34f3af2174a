package profile

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// `go tool trace -pprof=net|sync|syscall|sched` writes four kinds of profile that no field tells apart. Their stacks
// do: those of the first three end in what goroutines wait in, and those of the last, of goroutines that are ready and
// have no processor yet, end anywhere.

// tracedKinds are the innermost frames of each kind, by the beginning of their names.
var tracedKinds = []struct {
	note  string
	leafs []string
}{
	{"by its stacks, of waits for the network", []string{"internal/poll.", "net."}},
	{"by its stacks, of system calls", []string{"syscall.", "internal/runtime/syscall.", "runtime/internal/syscall.", "golang.org/x/sys/", "internal/syscall/"}},
	{"by its stacks, of waits for channels and locks", []string{"runtime.", "sync.(", "internal/sync.("}},
}

// scheduling is the note of a profile of latency: nobody held these goroutines up, so they are no contentions.
const scheduling = "written by go tool trace, by its stacks of the time that goroutines were ready to run and did not, or of several kinds; not used"

// traced notes what a profile of `go tool trace` counts, and forgets what is no contention.
func (b *builder) traced() {
	for _, k := range tracedKinds {
		if b.allEnd(k.leafs) {
			b.src.Note = "written by go tool trace, " + k.note
			return
		}
	}
	clear(b.contentions)
	b.src.Note = scheduling
}

// yields are where goroutines are that could go on at once.
var yields = []string{"runtime.gosched", "runtime.Gosched", "runtime.asyncPreempt", "runtime.systemstack_switch"}

// allEnd reports whether all stacks end in a function that begins with one of leafs, and neither yields nor lets go
// of a lock.
func (b *builder) allEnd(leafs []string) bool {
	for s := range b.contentions {
		if !endsIn(s, leafs) || endsIn(s, yields) || unlocks(s) {
			return false
		}
	}
	return len(b.contentions) > 0
}

func endsIn(s *evidence.Stack, leafs []string) bool {
	for _, leaf := range leafs {
		if strings.HasPrefix(s.Leaf().Func, leaf) {
			return true
		}
	}
	return false
}
