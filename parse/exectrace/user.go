package exectrace

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// maxUser is how many ended tasks, and how many log entries, are kept: the most recent ones.
const maxUser = 1024

// userEvents are the annotations of package runtime/trace.
type userEvents struct {
	open  map[trace.TaskID]*evidence.Task
	ended ring[*evidence.Task]
	logs  ring[evidence.Log]
}

func newUserEvents() userEvents { return userEvents{open: make(map[trace.TaskID]*evidence.Task)} }

func (st *state) annotation(ev *trace.Event) {
	switch ev.Kind() {
	case trace.EventTaskBegin:
		t := ev.Task()
		st.user.open[t.ID] = &evidence.Task{
			ID: evidence.TaskID(t.ID), Parent: evidence.TaskID(t.Parent), Name: strings.Clone(t.Type),
			By: evidence.GoID(ev.Goroutine()), From: st.now,
		}
	case trace.EventTaskEnd:
		t := ev.Task()
		task := st.user.open[t.ID]
		if task == nil { // begun before the trace
			task = &evidence.Task{ID: evidence.TaskID(t.ID), Name: strings.Clone(t.Type), By: evidence.GoID(ev.Goroutine())}
		}
		delete(st.user.open, t.ID)
		task.To, task.Done = st.now, true
		st.user.ended.add(task)
	case trace.EventLog:
		l := ev.Log()
		if l.Category == ctxCategory {
			st.context(ev, l.Message)
			return
		}
		st.user.logs.add(evidence.Log{
			At: st.now, Goroutine: evidence.GoID(ev.Goroutine()), Task: evidence.TaskID(l.Task),
			Category: st.stacks.name(l.Category), Message: strings.Clone(l.Message),
		})
	case trace.EventRegionBegin:
		if g := st.gs[ev.Goroutine()]; g != nil {
			g.regions = append(g.regions, st.stacks.name(ev.Region().Type))
		}
	case trace.EventRegionEnd:
		if g := st.gs[ev.Goroutine()]; g != nil && len(g.regions) > 0 {
			g.regions = g.regions[:len(g.regions)-1]
		}
	}
}

// tasks returns the open tasks and the last ones that ended, by start.
func (u *userEvents) tasks() []*evidence.Task {
	out := slices.Clone(u.ended.list())
	for _, t := range u.open {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *evidence.Task) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	})
	for i, t := range out {
		held := *t
		out[i] = &held // an open task changes when it ends
	}
	return out
}

// ring keeps the last maxUser values added.
type ring[T any] struct {
	buf  []T
	next int // where the oldest is once buf is full
}

func (r *ring[T]) add(v T) {
	if len(r.buf) < maxUser {
		r.buf = append(r.buf, v)
		return
	}
	r.buf[r.next] = v
	r.next = (r.next + 1) % maxUser
}

// list returns the values, the oldest first.
func (r *ring[T]) list() []T { return slices.Concat(r.buf[r.next:], r.buf[:r.next]) }
