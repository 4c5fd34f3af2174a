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

// lockOf tells from a stack what a bare "semacquire" waits for: until Go 1.20 that was the reason for every
// kind of lock. It is empty when the stack does not tell.
func lockOf(frames []evidence.Frame) evidence.Wait {
	if w := evidence.WaitOf(frames); w.Lock() && w != evidence.WaitSemaphore {
		return w
	}
	return ""
}
