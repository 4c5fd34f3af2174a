package evidence

import "strings"

// Not every file has words for what a goroutine waits for; then its innermost frames tell. They are those
// of the runtime and of the packages built on its parking:
//
//	runtime.gopark < runtime.chanrecv < runtime.chanrecv1 < main.wait                          chan receive
//	runtime.gopark < runtime.selectgo < main.serve                                             select
//	runtime.gopark < runtime.semacquire1 < internal/sync.runtime_SemacquireMutex
//	    < internal/sync.(*Mutex).lockSlow < internal/sync.(*Mutex).Lock < sync.(*Mutex).Lock   sync.Mutex.Lock
//
// Of such frames the outermost decides: an RWMutex is built on a Mutex, that on a semaphore. Text leaves
// out the frames of package runtime, the ones after it are the same.
var waitFuncs = map[string]Wait{
	"runtime.chanrecv":                 WaitReceive,
	"runtime.chanrecv1":                WaitReceive,
	"runtime.chanrecv2":                WaitReceive,
	"runtime.chansend":                 WaitSend,
	"runtime.chansend1":                WaitSend,
	"reflect.chanrecv":                 WaitReceive,
	"reflect.chansend0":                WaitSend,
	"reflect.chansend":                 WaitSend,
	"reflect.rselect":                  WaitSelect,
	"runtime.selectgo":                 WaitSelect,
	"runtime.block":                    WaitForever,
	"runtime.netpollblock":             WaitIO,
	"internal/poll.runtime_pollWait":   WaitIO,
	"time.Sleep":                       WaitSleep,
	"runtime.semacquire1":              WaitSemaphore,
	"sync.runtime_Semacquire":          WaitSemaphore,
	"internal/poll.runtime_Semacquire": WaitSemaphore,
	"sync.runtime_notifyListWait":      WaitCond, // not Cond.Wait, which also locks its mutex again
	"sync.(*Mutex).Lock":               WaitMutex,
	"sync.(*Mutex).lockSlow":           WaitMutex,
	"internal/sync.(*Mutex).Lock":      WaitMutex,
	"internal/sync.(*Mutex).lockSlow":  WaitMutex,
	"sync.(*RWMutex).Lock":             WaitWLock,
	"sync.(*RWMutex).RLock":            WaitRLock,
	"sync.(*WaitGroup).Wait":           WaitGroup,
}

// below are the packages whose frames lie between a wait and the code that waits.
var below = []string{"runtime.", "internal/runtime/", "sync.", "internal/sync.", "reflect.", "time.Sleep", "internal/poll.runtime_"}

// WaitOf tells from a stack what its goroutine waits for; empty when it does not tell. It says nothing on
// whether the goroutine waits at all: one that was just woken has the same stack.
func WaitOf(frames []Frame) Wait {
	var wait Wait
	for _, f := range frames {
		if !lies(f.Func) {
			break
		}
		if w, ok := waitFuncs[f.Func]; ok {
			wait = w
		}
	}
	return wait
}

// lies reports whether function lies between a wait and the code that waits.
func lies(function string) bool {
	for _, p := range below {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}
