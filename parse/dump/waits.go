package dump

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// meaning translates the first words in a header's brackets. Sources: runtime/traceback.go,
// gStatusStrings, and runtime/runtime2.go, waitReasonStrings, of all versions. What is no status is the
// reason of a wait, and kept as read.
func meaning(word string) (evidence.State, evidence.Wait) {
	switch word {
	case "running":
		return evidence.Running, ""
	case "runnable":
		return evidence.Runnable, ""
	case "syscall":
		return evidence.Syscall, evidence.WaitSyscall
	case "idle", "dead", "copystack", "enqueue", "???", "":
		return evidence.Unknown, ""
	case "waiting":
		return evidence.Waiting, ""
	case "chan receive (nil chan)", "chan send (nil chan)":
		return evidence.Waiting, evidence.WaitForever
	}
	return evidence.Waiting, evidence.Wait(strings.TrimSuffix(word, " (durable)"))
}

// lockers are the functions that tell what a bare "semacquire" waits for: until Go 1.20 that was the
// reason for every kind of lock. RWMutex comes before Mutex, which it is built on.
var lockers = []struct {
	prefix string
	wait   evidence.Wait
}{
	{"sync.(*WaitGroup).Wait", evidence.WaitGroup},
	{"sync.(*RWMutex).RLock", evidence.WaitRLock},
	{"sync.(*RWMutex).Lock", evidence.WaitWLock},
	{"sync.(*Mutex).", evidence.WaitMutex},
	{"internal/sync.(*Mutex).", evidence.WaitMutex},
}

// lockOf tells the lock from the innermost frames of a stack; empty when they do not tell.
func lockOf(frames []evidence.Frame) evidence.Wait {
	inner := frames[:min(len(frames), 8)]
	for _, l := range lockers {
		for _, f := range inner {
			if strings.HasPrefix(f.Func, l.prefix) {
				return l.wait
			}
		}
	}
	return ""
}
