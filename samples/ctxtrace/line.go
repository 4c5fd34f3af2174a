package ctxtrace

import (
	"context"
	"runtime/trace"
	"strconv"
	"strings"
	"time"
)

// category is that of all lines.
const category = "ctxscope"

// A field is one of a line's words with an equals sign.
type field struct{ key, value string }

// log writes a line about n, if a trace runs.
func (n *node) log(verb string, more ...field) {
	if trace.IsEnabled() {
		n.write(verb, more)
	}
}

// called writes that n's cancel function is being called.
func (n *node) called() {
	call := n.calls.Add(1)
	if !trace.IsEnabled() {
		return
	}
	more := []field{{"call", strconv.Itoa(int(call))}}
	if n.Err() != nil {
		more = append(more, field{key: "ended"})
	}
	n.write("cancel", more)
}

func (n *node) write(verb string, more []field) {
	b := make([]byte, 0, 128)
	b = append(b, verb...)
	b = append(b, ' ')
	b = strconv.AppendUint(b, n.id, 10)
	b = append(b, ' ')
	b = append(b, n.kind...)
	b = append(b, ' ')
	if n.parent > 0 {
		b = strconv.AppendUint(b, n.parent, 10)
	} else {
		b = append(b, n.root...)
	}
	if d, ok := n.Deadline(); ok {
		b = appendField(b, field{"in", time.Until(d).String()})
	}
	if n.depth > 0 {
		b = appendField(b, field{"depth", strconv.Itoa(n.depth)})
	}
	if n.via != nil && !strings.HasPrefix(strings.TrimPrefix(n.via.String(), "*"), "context.") {
		b = appendField(b, field{"via", n.via.String()})
	}
	if n.key != nil {
		b = appendField(b, field{"key", n.key.String()})
	}
	for _, f := range more {
		b = appendField(b, f)
	}
	// Not with n: runtime/trace looks for its task in all values above, however many there are.
	trace.Log(context.Background(), category, string(b))
}

// appendField writes f as one word behind the others.
func appendField(b []byte, f field) []byte {
	b = append(append(b, ' '), f.key...)
	if f.value != "" {
		b = append(append(b, '='), strings.ReplaceAll(f.value, " ", "_")...)
	}
	return b
}
