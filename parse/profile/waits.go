package profile

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// syscalls are the functions in which a goroutine is inside a system call, or in C.
var syscalls = []string{
	"syscall.", "internal/runtime/syscall.", "internal/runtime/syscall/", "runtime/internal/syscall.",
	"runtime.notetsleepg", "os/signal.signal_recv", "runtime.cgocall", "runtime.exitsyscall", "runtime.entersyscall",
	"golang.org/x/sys/",
}

// doing tells from the innermost frames what a goroutine was doing: its state, and what it waits for.
// Unknown is the answer for one that runs or could: a profile shows both alike. The one that is writing
// the profile runs.
func doing(s *evidence.Stack) (evidence.State, evidence.Wait) {
	state, wait := evidence.Unknown, evidence.WaitOf(s.All())
	if wait != "" {
		state = evidence.Waiting
	}
	switch leaf := s.Leaf().Func; {
	case wait != "":
	case leaf == "runtime.gopark", leaf == "runtime.goparkunlock":
		state = evidence.Waiting
	case hasPrefix(leaf, syscalls):
		return evidence.Syscall, evidence.WaitSyscall
	case strings.HasPrefix(leaf, "runtime.goroutineProfile"), strings.HasPrefix(leaf, "runtime/pprof."), strings.HasPrefix(leaf, "runtime.pprof_goroutine"):
		state = evidence.Running
	}
	return state, wait
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
