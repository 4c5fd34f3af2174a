package exectrace

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A story is a trace written by hand, one event a line:
//
//	0ms   g1 go g2 main.worker : main.start:10 < main.main:5
//	2ms   g2 block select      : runtime.selectgo:300 < main.worker:21
//	3ms   g1 wake g2           : context.(*cancelCtx).cancel:600 < context.WithCancel.func1:240 < main.start:12 < main.main:5
//	4ms   g1 end
//
// Behind the colon is the acting goroutine's stack, leaf first. The scheduler acts under the name
// "sched". A goroutine that acts before it was created is older than the trace and running; one that is
// runnable is started before it acts. The other lines are
//
//	g3 exists waiting : STACK      the trace's first word on a goroutine older than it
//	g3 status waiting : STACK      its status, repeated by a later generation
//	g3 yield : STACK               preempted
//	g3 syscall : STACK
//	g3 sysexit                     back from the syscall
//	g3 task 7 NAME | taskend 7 | region NAME | regionend NAME | log CATEGORY MESSAGE
//	sched sync [WALL]              a generation begins, with the wall clock of this moment
//	sched heap 4096 | goal 8192 | procs 4
type story struct {
	t      *testing.T
	st     *state
	states map[trace.GoID]trace.GoState
	syncs  int
}

// tell feeds the story in text to a new state.
func tell(t *testing.T, text string) *evidence.Set {
	t.Helper()
	return newStory(t).tell(text)
}

func (s *story) tell(text string) *evidence.Set {
	s.t.Helper()
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			s.line(line)
		}
	}
	return s.st.set()
}

func newStory(t *testing.T) *story {
	src := &evidence.Source{Path: "story", Kind: evidence.ExecutionTrace}
	return &story{t: t, st: newState(src, Cut{}), states: make(map[trace.GoID]trace.GoState)}
}

func (s *story) line(line string) {
	s.t.Helper()
	head, stackText, _ := strings.Cut(line, " : ")
	words := append(strings.Fields(head), "", "", "", "")
	at, err := time.ParseDuration(words[0])
	if err != nil {
		s.t.Fatalf("story: %q: %v", line, err)
	}
	s.act(moment{at: trace.Time(at), g: goid(words[1]), stack: makeStack(stackText)}, words[2], words[3], strings.TrimSpace(strings.Join(words[4:], " ")))
}

// moment is when and by whom.
type moment struct {
	at    trace.Time
	g     trace.GoID
	stack trace.Stack
}

// act makes the event of one line.
func (s *story) act(m moment, verb, arg, rest string) {
	s.t.Helper()
	switch verb {
	case "exists":
		s.status(m, trace.GoUndetermined, goState(arg))
	case "status":
		s.status(m, goState(arg), goState(arg))
	case "go":
		s.start(&m)
		s.move(m, goid(arg), trace.GoNotExist, trace.GoRunnable, "", makeStack(rest))
	case "block":
		s.start(&m)
		s.move(m, m.g, trace.GoRunning, trace.GoWaiting, strings.TrimSpace(arg+" "+rest), trace.NoStack)
	case "wake":
		s.start(&m)
		s.move(m, goid(arg), trace.GoWaiting, trace.GoRunnable, "", trace.NoStack)
	case "run":
		s.start(&m)
	case "yield":
		s.start(&m)
		s.move(m, m.g, trace.GoRunning, trace.GoRunnable, "preempted", trace.NoStack)
	case "syscall":
		s.start(&m)
		s.move(m, m.g, trace.GoRunning, trace.GoSyscall, "", trace.NoStack)
	case "sysexit":
		s.move(m, m.g, trace.GoSyscall, trace.GoRunning, "", trace.NoStack)
	case "end":
		s.start(&m)
		s.move(m, m.g, trace.GoRunning, trace.GoNotExist, "", trace.NoStack)
	default:
		s.annotate(m, verb, arg, rest)
	}
}

func (s *story) annotate(m moment, verb, arg, rest string) {
	s.t.Helper()
	id, _ := strconv.ParseUint(arg, 10, 64)
	switch verb {
	case "task":
		feed(s, m, trace.EventTaskBegin, trace.Task{ID: trace.TaskID(id), Type: rest})
	case "taskend":
		feed(s, m, trace.EventTaskEnd, trace.Task{ID: trace.TaskID(id), Type: rest})
	case "region":
		feed(s, m, trace.EventRegionBegin, trace.Region{Type: arg})
	case "regionend":
		feed(s, m, trace.EventRegionEnd, trace.Region{Type: arg})
	case "log":
		feed(s, m, trace.EventLog, trace.Log{Category: arg, Message: rest})
	case "heap":
		feed(s, m, trace.EventMetric, trace.Metric{Name: "/memory/classes/heap/objects:bytes", Value: trace.Uint64Value(id)})
	case "goal":
		feed(s, m, trace.EventMetric, trace.Metric{Name: "/gc/heap/goal:bytes", Value: trace.Uint64Value(id)})
	case "procs":
		feed(s, m, trace.EventMetric, trace.Metric{Name: "/sched/gomaxprocs:threads", Value: trace.Uint64Value(id)})
	case "sync":
		s.syncs++
		sync := trace.Sync{N: s.syncs}
		if wall, err := time.Parse(time.RFC3339, arg); err == nil {
			sync.ClockSnapshot = &trace.ClockSnapshot{Trace: m.at, Wall: wall}
		}
		feed(s, m, trace.EventSync, sync)
	default:
		s.t.Fatalf("story: nothing called %q happens in traces", verb)
	}
}

// start makes sure that the actor runs.
func (s *story) start(m *moment) {
	if m.g == trace.NoGoroutine {
		return
	}
	switch s.states[m.g] {
	case trace.GoUndetermined:
		s.status(moment{m.at, m.g, trace.NoStack}, trace.GoUndetermined, trace.GoRunning)
	case trace.GoRunnable:
		s.move(moment{m.at, trace.NoGoroutine, trace.NoStack}, m.g, trace.GoRunnable, trace.GoRunning, "", trace.NoStack)
	}
}

func (s *story) status(m moment, from, to trace.GoState) {
	s.states[m.g] = to
	t := trace.MakeGoStateTransition(m.g, from, to)
	t.Stack = m.stack
	feed(s, m, trace.EventStateTransition, t)
}

func (s *story) move(m moment, g trace.GoID, from, to trace.GoState, reason string, stack trace.Stack) {
	s.states[g] = to
	t := trace.MakeGoStateTransition(g, from, to)
	t.Reason, t.Stack = reason, stack
	feed(s, m, trace.EventStateTransition, t)
}

func feed[T trace.EventDetails](s *story, m moment, kind trace.EventKind, details T) {
	s.t.Helper()
	ev, err := trace.MakeEvent(trace.EventConfig[T]{Time: m.at, Kind: kind, Goroutine: m.g, Stack: m.stack, Details: details})
	if err != nil {
		s.t.Fatalf("story: %v", err)
	}
	s.st.event(&ev)
}

// goid reads "g12"; "sched" is no goroutine.
func goid(word string) trace.GoID {
	n, err := strconv.ParseInt(strings.TrimPrefix(word, "g"), 10, 64)
	if err != nil {
		return trace.NoGoroutine
	}
	return trace.GoID(n)
}

func goState(word string) trace.GoState {
	return map[string]trace.GoState{
		"runnable": trace.GoRunnable, "running": trace.GoRunning, "waiting": trace.GoWaiting, "syscall": trace.GoSyscall,
	}[word]
}

var packageOf = regexp.MustCompile(`^(.*/)?(\w+)`)

// makeStack reads "main.worker:21 < main.main:5". A frame without a line is at line 1; the file is
// the package's.
func makeStack(text string) trace.Stack {
	if text = strings.TrimSpace(text); text == "" {
		return trace.NoStack
	}
	var frames []trace.StackFrame
	for frame := range strings.SplitSeq(text, " < ") {
		name, lineText, _ := strings.Cut(strings.TrimSpace(frame), ":")
		line, err := strconv.ParseUint(lineText, 10, 64)
		if err != nil {
			line = 1
		}
		h := fnv.New64a()
		fmt.Fprint(h, name, line)
		frames = append(frames, trace.StackFrame{PC: h.Sum64(), Func: name, File: packageOf.FindString(name) + ".go", Line: line})
	}
	return trace.MakeStack(frames)
}
