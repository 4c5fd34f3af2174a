package exectrace

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wireEvents are the names of the wire format's events (Go 1.22 and later), by number. Source:
// internal/trace/tracev2/events.go.
var wireEvents = strings.Fields(`
	None EventBatch Stacks Stack Strings String CPUSamples CPUSample Frequency
	ProcsChange ProcStart ProcStop ProcSteal ProcStatus
	GoCreate GoCreateSyscall GoStart GoDestroy GoDestroySyscall GoStop GoBlock GoUnblock
	GoSyscallBegin GoSyscallEnd GoSyscallEndBlocked GoStatus
	STWBegin STWEnd
	GCActive GCBegin GCEnd GCSweepActive GCSweepBegin GCSweepEnd
	GCMarkAssistActive GCMarkAssistBegin GCMarkAssistEnd HeapAlloc HeapGoal
	GoLabel UserTaskBegin UserTaskEnd UserRegionBegin UserRegionEnd UserLog
	GoSwitch GoSwitchDestroy GoCreateBlocked GoStatusStack ExperimentalBatch
	Sync ClockSnapshot EndOfGeneration`)

// assemble makes a trace of the text form in which Go's own tests keep theirs:
//
//	Trace Go1.22
//	EventBatch gen=1 m=0 time=0 size=15
//	ProcStatus dt=1 p=0 pstatus=1
//	Stack id=17 nframes=1
//		pc=4816080 func=30 file=31 line=45
//	String id=1
//		data="my task"
//
// An event is its number and its arguments in order, as varints; data has its length before it.
func assemble(t testing.TB, text string) []byte {
	t.Helper()
	var out []byte
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		if data, ok := strings.CutPrefix(line, "data="); ok {
			s, err := strconv.Unquote(data)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
			continue
		}
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if words[0] == "Trace" {
			out = fmt.Appendf(out, "go %s trace\x00\x00\x00", strings.TrimPrefix(words[1], "Go"))
			continue
		}
		if !strings.Contains(words[0], "=") {
			number := slices.Index(wireEvents, words[0])
			if number < 0 {
				t.Fatalf("no event is called %s", words[0])
			}
			out, words = append(out, byte(number)), words[1:]
		}
		for _, word := range words {
			_, value, _ := strings.Cut(word, "=")
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			out = binary.AppendUvarint(out, n)
		}
	}
	return out
}
