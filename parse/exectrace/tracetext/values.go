package tracetext

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/exp/trace"
)

// values are the fields of an event that are of use.
type values struct {
	id       int64 // GoID, ProcID
	proc     bool  // it is a ProcID
	from, to string
	reason   string

	name  string // of a metric
	value uint64

	taskID, parent, inTask uint64
	typ                    string // of a task or region
	category, message      string

	n           int64 // of a Sync
	ticks, mono uint64
	wall        string
}

// read reads the fields of an event.
func (v *values) read(s []byte) error {
	for name, val := range fields(s) {
		if err := v.set(name, val); err != nil {
			return fmt.Errorf("unreadable %.20s", name)
		}
	}
	return nil
}

func (v *values) set(name string, val []byte) (err error) {
	switch name {
	case "":
		if from, to, ok := bytes.Cut(val, []byte("->")); ok {
			v.from, v.to = string(from), string(to)
		}
	case "GoID":
		v.id, err = strconv.ParseInt(string(val), 10, 64)
	case "ProcID":
		v.id, err = strconv.ParseInt(string(val), 10, 64)
		v.proc = true
	case "N":
		v.n, err = strconv.ParseInt(string(val), 10, 32)
	case "ID":
		v.taskID, err = strconv.ParseUint(string(val), 10, 64)
	case "Parent":
		v.parent, err = strconv.ParseUint(string(val), 10, 64)
	case "Task":
		v.inTask, err = strconv.ParseUint(string(val), 10, 64)
	case "Trace":
		v.ticks, err = strconv.ParseUint(string(val), 10, 64)
	case "Mono":
		v.mono, err = strconv.ParseUint(string(val), 10, 64)
	case "Wall":
		v.wall = string(val)
	case "Value":
		v.value, err = uintValue(val)
	case "Reason":
		v.reason, err = unquote(val)
	case "Name":
		v.name, err = unquote(val)
	case "Type":
		v.typ, err = unquote(val)
	case "Category":
		v.category, err = unquote(val)
	case "Message":
		v.message, err = unquote(val)
	}
	return err
}

func unquote(val []byte) (string, error) {
	if len(val) == 2 {
		return "", nil // by far the most frequent one
	}
	return strconv.Unquote(string(val))
}

// uintValue reads "Value{Uint64(4194304)}", or the bare number in case that is printed one day.
func uintValue(val []byte) (uint64, error) {
	text := string(val)
	if inner, ok := strings.CutPrefix(text, "Value{Uint64("); ok {
		text = strings.TrimSuffix(inner, ")}")
	}
	return strconv.ParseUint(text, 10, 64)
}

func (v *values) task() trace.Task {
	return trace.Task{ID: trace.TaskID(v.taskID), Parent: trace.TaskID(v.parent), Type: v.typ}
}

// clock returns the clocks of a Sync, nil if it does not tell them.
func (v *values) clock() *trace.ClockSnapshot {
	wall, err := time.Parse(time.RFC3339Nano, v.wall)
	if err != nil {
		return nil
	}
	return &trace.ClockSnapshot{Trace: trace.Time(v.ticks), Mono: v.mono, Wall: wall}
}
