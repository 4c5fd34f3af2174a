package tracetext

import (
	"errors"
	"fmt"

	"golang.org/x/exp/trace"
)

// kinds are the events by name; those with the value false are of no use to the books.
var kinds = map[string]bool{
	"StateTransition": true, "Metric": true, "Sync": true,
	"TaskBegin": true, "TaskEnd": true, "RegionBegin": true, "RegionEnd": true, "Log": true,
	"RangeBegin": false, "RangeActive": false, "RangeEnd": false, "Label": false, "StackSample": false, "Experimental": false,
}

// event builds the event; not wanted is one that the books have no use for.
func (r *record) event() (ev trace.Event, wanted bool, err error) {
	wanted, known := kinds[r.kind]
	if !known {
		return ev, false, fmt.Errorf("unknown event %.40q", r.kind)
	}
	if !wanted {
		return ev, false, nil
	}
	var v values
	if err := v.read(r.rest); err != nil {
		return ev, false, err
	}
	switch r.kind {
	case "StateTransition":
		return r.transitionEvent(&v)
	case "Metric":
		return r.metric(&v)
	case "Sync":
		ev, err = makeEvent(r, trace.EventSync, trace.Sync{N: int(v.n), ClockSnapshot: v.clock()})
	case "TaskBegin":
		ev, err = makeEvent(r, trace.EventTaskBegin, v.task())
	case "TaskEnd":
		ev, err = makeEvent(r, trace.EventTaskEnd, v.task())
	case "RegionBegin":
		ev, err = makeEvent(r, trace.EventRegionBegin, trace.Region{Task: trace.TaskID(v.inTask), Type: v.typ})
	case "RegionEnd":
		ev, err = makeEvent(r, trace.EventRegionEnd, trace.Region{Task: trace.TaskID(v.inTask), Type: v.typ})
	case "Log":
		ev, err = makeEvent(r, trace.EventLog, trace.Log{Task: trace.TaskID(v.inTask), Category: v.category, Message: v.message})
	}
	return ev, err == nil, err
}

func makeEvent[T trace.EventDetails](r *record, kind trace.EventKind, details T) (trace.Event, error) {
	return trace.MakeEvent(trace.EventConfig[T]{
		Time: r.time, Kind: kind, Goroutine: trace.GoID(r.g), Proc: trace.ProcID(r.p), Thread: trace.ThreadID(r.m),
		Stack: r.stack, Details: details,
	})
}

// metric builds the event of a metric that the books know: the others cannot be built.
func (r *record) metric(v *values) (ev trace.Event, wanted bool, err error) {
	switch v.name {
	case "/memory/classes/heap/objects:bytes", "/gc/heap/goal:bytes", "/sched/gomaxprocs:threads":
		ev, err = makeEvent(r, trace.EventMetric, trace.Metric{Name: v.name, Value: trace.Uint64Value(v.value)})
		return ev, err == nil, err
	}
	return ev, false, nil
}

var goStates = map[string]trace.GoState{
	"Undetermined": trace.GoUndetermined, "NotExist": trace.GoNotExist,
	"Runnable": trace.GoRunnable, "Running": trace.GoRunning, "Waiting": trace.GoWaiting, "Syscall": trace.GoSyscall,
}

var procStates = map[string]trace.ProcState{
	"Undetermined": trace.ProcUndetermined, "NotExist": trace.ProcNotExist, "Idle": trace.ProcIdle, "Running": trace.ProcRunning,
}

var errTransition = errors.New("unreadable transition")

// transitionEvent builds the change of state of a goroutine, or of a P, which only tells the time.
func (r *record) transitionEvent(v *values) (ev trace.Event, wanted bool, err error) {
	if v.proc {
		from, known1 := procStates[v.from]
		to, known2 := procStates[v.to]
		if !known1 || !known2 {
			return ev, false, errTransition
		}
		ev, err = makeEvent(r, trace.EventStateTransition, trace.MakeProcStateTransition(trace.ProcID(v.id), from, to))
		return ev, err == nil, err
	}
	from, known1 := goStates[v.from]
	to, known2 := goStates[v.to]
	if !known1 || !known2 || to == trace.GoUndetermined || from == trace.GoUndetermined && to == trace.GoNotExist || v.id <= 0 {
		return ev, false, errTransition
	}
	return r.move(v.id, from, to, v.reason)
}

// move builds the change of state of goroutine g. When the goroutine itself acts, the two stacks are one,
// and an excerpt may have lost the second.
func (r *record) move(g int64, from, to trace.GoState, reason string) (ev trace.Event, wanted bool, err error) {
	t := trace.MakeGoStateTransition(trace.GoID(g), from, to)
	t.Reason, t.Stack = reason, r.transition
	if r.stack == trace.NoStack && from != trace.GoNotExist && from != trace.GoWaiting {
		r.stack = r.transition
	}
	ev, err = makeEvent(r, trace.EventStateTransition, t)
	return ev, err == nil, err
}
