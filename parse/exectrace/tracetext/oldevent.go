package tracetext

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/exp/trace"
)

// oldEvent gives the books what an event of the old format says.
func (p *parser) oldEvent(h *head, yield func(trace.Event) bool) {
	r := &record{head: *h, line: p.in.N}
	if r.g == 0 {
		r.g = int64(trace.NoGoroutine)
	}
	if !p.old.begun {
		p.old = old{begun: true, starting: h.kind == "GoCreate" && h.g == 0, before: make(map[int64]bool)}
		p.oldClock(r, yield)
	}
	c := ancients[h.kind]
	var ev trace.Event
	var wanted bool
	var err error
	if c.from != c.to {
		ev, wanted, err = p.oldChange(r, c, yield)
	} else {
		ev, wanted, err = p.oldOther(r, yield)
	}
	if err != nil {
		p.bad = r.line
		p.problem(r.line, fmt.Sprintf("%v in %s, got %s", err, h.kind, excerpt(h.rest)))
	} else if wanted {
		p.give(ev, yield)
	}
}

// oldClock gives the books an event that does no more than begin the window: of the first ones, not all
// become an event.
func (p *parser) oldClock(r *record, yield func(trace.Event) bool) {
	ev, err := makeEvent(r, trace.EventStateTransition, trace.MakeProcStateTransition(trace.ProcID(r.p), trace.ProcUndetermined, trace.ProcRunning))
	if err == nil {
		p.give(ev, yield)
	}
}

// oldChange builds the change of a goroutine's state.
func (p *parser) oldChange(r *record, c change, yield func(trace.Event) bool) (ev trace.Event, wanted bool, err error) {
	g := r.g
	if c.other {
		if g, err = oldNumber(r.rest, "g"); err != nil {
			return ev, false, err
		}
	}
	if g <= 0 {
		return ev, false, nil // of the scheduler itself
	}
	from := c.from
	if p.old.starting {
		switch c.name {
		case "GoCreate":
			p.old.before[g] = true
			return ev, false, nil
		case "GoWaiting", "GoInSyscall", "GoStart":
			from = trace.GoUndetermined
			delete(p.old.before, g)
		}
	}
	return r.move(g, from, c.to, c.reason)
}

// oldOther builds any other event.
func (p *parser) oldOther(r *record, yield func(trace.Event) bool) (ev trace.Event, wanted bool, err error) {
	switch r.kind {
	case "Gomaxprocs":
		if p.old.starting {
			p.oldStart(r, yield)
		}
		return r.oldMetric("/sched/gomaxprocs:threads", "procs")
	case "HeapAlloc":
		return r.oldMetric("/memory/classes/heap/objects:bytes", "mem")
	case "HeapGoal":
		return r.oldMetric("/gc/heap/goal:bytes", "mem")
	case "UserTaskCreate", "UserTaskEnd", "UserRegion", "UserLog":
		return r.oldUser()
	}
	return ev, false, nil
}

// oldStart ends the beginning of a trace: the goroutines whose state was not told are runnable.
func (p *parser) oldStart(r *record, yield func(trace.Event) bool) {
	p.old.starting = false
	for _, g := range slices.Sorted(maps.Keys(p.old.before)) {
		if ev, ok, _ := r.move(g, trace.GoUndetermined, trace.GoRunnable, ""); ok {
			p.give(ev, yield)
		}
	}
	p.old.before = nil
}

func (r *record) oldMetric(name, field string) (ev trace.Event, wanted bool, err error) {
	n, err := oldNumber(r.rest, field)
	if err != nil {
		return ev, false, err
	}
	return r.metric(&values{name: name, value: uint64(n)})
}

// oldUser builds an annotation. Its texts come last and are not quoted.
//
//	UserTaskCreate … taskid=1 pid=0 typeid=3 name=errand
//	UserTaskEnd    … taskid=1
//	UserRegion     … taskid=1 mode=0 typeid=4 name=wait
//	UserLog        … id=1 keyid=5 category=ended message=context deadline exceeded
func (r *record) oldUser() (ev trace.Event, wanted bool, err error) {
	var v values
	_, name, _ := bytes.Cut(r.rest, []byte(" name="))
	v.typ = string(name)
	if r.kind == "UserLog" {
		id, err := oldNumber(r.rest, "id")
		if err != nil {
			return ev, false, err
		}
		_, text, _ := bytes.Cut(r.rest, []byte(" category="))
		category, message, _ := bytes.Cut(text, []byte(" message="))
		ev, err = makeEvent(r, trace.EventLog, trace.Log{Task: trace.TaskID(id), Category: string(category), Message: string(message)})
		return ev, err == nil, err
	}
	id, err := oldNumber(r.rest, "taskid")
	if err != nil {
		return ev, false, err
	}
	v.taskID = uint64(id)
	switch r.kind {
	case "UserTaskCreate":
		pid, _ := oldNumber(r.rest, "pid")
		v.parent = uint64(pid)
		ev, err = makeEvent(r, trace.EventTaskBegin, v.task())
	case "UserTaskEnd":
		ev, err = makeEvent(r, trace.EventTaskEnd, v.task())
	default:
		kind := trace.EventRegionBegin
		if mode, _ := oldNumber(r.rest, "mode"); mode == 1 {
			kind = trace.EventRegionEnd
		}
		ev, err = makeEvent(r, kind, trace.Region{Task: trace.TaskID(id), Type: v.typ})
	}
	return ev, err == nil, err
}

// oldNumber returns the first field called name.
func oldNumber(s []byte, name string) (int64, error) {
	for key, val := range fields(s) {
		if key == name {
			return strconv.ParseInt(string(val), 10, 64)
		}
	}
	return 0, fmt.Errorf("no field %s", name)
}
