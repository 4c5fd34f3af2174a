package tracetext

import "golang.org/x/exp/trace"

// change is what an event of the old format does to a goroutine: the one that is on the P, or, when other
// is set, the one named in the field g.
type change struct {
	name     string
	from, to trace.GoState
	reason   string
	other    bool
}

// ancients are the events of the old format by name. Those without a change are not of interest, or
// handled by oldEvent. The reasons are those that the reader of old traces gives.
var ancients = byName([]change{
	{"GoStart", trace.GoRunnable, trace.GoRunning, "", true},
	{"GoStartLocal", trace.GoRunnable, trace.GoRunning, "", true},
	{"GoStartLabel", trace.GoRunnable, trace.GoRunning, "", true},
	{"GoEnd", trace.GoRunning, trace.GoNotExist, "", false},
	{"GoStop", trace.GoRunning, trace.GoWaiting, "forever", false},
	{"GoSched", trace.GoRunning, trace.GoRunnable, "runtime.Gosched", false},
	{"GoPreempt", trace.GoRunning, trace.GoRunnable, "preempted", false},
	{"GoSleep", trace.GoRunning, trace.GoWaiting, "sleep", false},
	{"GoBlock", trace.GoRunning, trace.GoWaiting, "", false},
	{"GoBlockSend", trace.GoRunning, trace.GoWaiting, "chan send", false},
	{"GoBlockRecv", trace.GoRunning, trace.GoWaiting, "chan receive", false},
	{"GoBlockSelect", trace.GoRunning, trace.GoWaiting, "select", false},
	{"GoBlockSync", trace.GoRunning, trace.GoWaiting, "sync", false},
	{"GoBlockCond", trace.GoRunning, trace.GoWaiting, "sync.(*Cond).Wait", false},
	{"GoBlockNet", trace.GoRunning, trace.GoWaiting, "network", false},
	{"GoBlockGC", trace.GoRunning, trace.GoWaiting, "GC mark assist wait for work", false},
	{"GoUnblock", trace.GoWaiting, trace.GoRunnable, "", true},
	{"GoUnblockLocal", trace.GoWaiting, trace.GoRunnable, "", true},
	{"GoSysBlock", trace.GoRunning, trace.GoSyscall, "", false},
	{"GoSysExit", trace.GoSyscall, trace.GoRunnable, "", true},
	{"GoSysExitLocal", trace.GoSyscall, trace.GoRunnable, "", true},
	{"GoWaiting", trace.GoUndetermined, trace.GoWaiting, "", true},
	{"GoInSyscall", trace.GoUndetermined, trace.GoSyscall, "", true},
	{"GoCreate", trace.GoNotExist, trace.GoRunnable, "", true},
	{name: "Gomaxprocs"}, {name: "HeapAlloc"}, {name: "HeapGoal"},
	{name: "UserTaskCreate"}, {name: "UserTaskEnd"}, {name: "UserRegion"}, {name: "UserLog"},
	{name: "ProcStart"}, {name: "ProcStop"}, {name: "GoSysCall"},
	{name: "GCStart"}, {name: "GCDone"}, {name: "GCSTWStart"}, {name: "GCSTWDone"}, {name: "GCScanStart"}, {name: "GCScanDone"},
	{name: "GCSweepStart"}, {name: "GCSweepDone"}, {name: "GCMarkAssistStart"}, {name: "GCMarkAssistDone"},
	{name: "STWStart"}, {name: "STWDone"}, {name: "NextGC"}, {name: "TimerGoroutine"}, {name: "FutileWakeup"}, {name: "CPUSample"},
})

func byName(list []change) map[string]change {
	m := make(map[string]change, len(list))
	for _, c := range list {
		m[c.name] = c
	}
	return m
}

// old is what the old format needs to remember. A trace begins with a creation for each goroutine that is
// there already, followed by its state unless it is runnable, up to the first Gomaxprocs.
type old struct {
	begun    bool
	starting bool
	before   map[int64]bool // goroutines that are there already, of which no state was told yet
}
