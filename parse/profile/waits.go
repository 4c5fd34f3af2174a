package profile

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A profile has no words for what a goroutine waits for; its innermost frames tell. They are those of the
// runtime and of the packages built on its parking:
//
//	runtime.gopark < runtime.chanrecv < runtime.chanrecv1 < main.wait                          chan receive
//	runtime.gopark < runtime.selectgo < main.serve                                             select
//	runtime.gopark < runtime.semacquire1 < internal/sync.runtime_SemacquireMutex
//	    < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock   sync.Mutex.Lock
//
// Of such frames the outermost decides: an RWMutex is built on a Mutex, that on a semaphore. Text leaves
// out the frames of package runtime, the ones after it are the same.
var waitFuncs = map[string]evidence.Wait{
	"runtime.chanrecv":                 evidence.WaitReceive,
	"runtime.chanrecv1":                evidence.WaitReceive,
	"runtime.chanrecv2":                evidence.WaitReceive,
	"runtime.chansend":                 evidence.WaitSend,
	"runtime.chansend1":                evidence.WaitSend,
	"reflect.chanrecv":                 evidence.WaitReceive,
	"reflect.chansend0":                evidence.WaitSend,
	"reflect.chansend":                 evidence.WaitSend,
	"reflect.rselect":                  evidence.WaitSelect,
	"runtime.selectgo":                 evidence.WaitSelect,
	"runtime.block":                    evidence.WaitForever,
	"runtime.netpollblock":             evidence.WaitIO,
	"internal/poll.runtime_pollWait":   evidence.WaitIO,
	"time.Sleep":                       evidence.WaitSleep,
	"runtime.semacquire1":              evidence.WaitSemaphore,
	"sync.runtime_Semacquire":          evidence.WaitSemaphore,
	"internal/poll.runtime_Semacquire": evidence.WaitSemaphore,
	"sync.runtime_notifyListWait":      evidence.WaitCond, // not Cond.Wait, which also locks its mutex again
	"sync.(*Mutex).Lock":               evidence.WaitMutex,
	"sync.(*Mutex).lockSlow":           evidence.WaitMutex,
	"internal/sync.(*Mutex).Lock":      evidence.WaitMutex,
	"internal/sync.(*Mutex).lockSlow":  evidence.WaitMutex,
	"sync.(*RWMutex).Lock":             evidence.WaitWLock,
	"sync.(*RWMutex).RLock":            evidence.WaitRLock,
	"sync.(*WaitGroup).Wait":           evidence.WaitGroup,
}

// below are the packages whose frames lie between a wait and the code that waits.
var below = []string{"runtime.", "internal/runtime/", "sync.", "internal/sync.", "reflect.", "time.Sleep", "internal/poll.runtime_"}

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
	frames := s.All()
	state, wait := evidence.Unknown, evidence.Wait("")
	for _, f := range frames {
		if !hasPrefix(f.Func, below) {
			break
		}
		if w, ok := waitFuncs[f.Func]; ok {
			state, wait = evidence.Waiting, w
		}
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
