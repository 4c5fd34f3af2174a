package ctxtrace

import (
	"context"
	"fmt"
	"reflect"
	"sync/atomic"
)

// A node is a context of the standard library with a number. It hands everything on to it, so package
// context finds its own below and starts no goroutine to watch the node.
type node struct {
	context.Context
	id     uint64
	parent uint64 // 0: none of this package, see root
	depth  int
	kind   string
	root   string       // background, todo or other, when there is no parent
	via    reflect.Type // of the parent when that is neither a node nor a root; nil else
	key    reflect.Type // of a value's key; nil for other kinds
	calls  atomic.Int32
}

// nearest is the key under which a node finds itself: the nearest of this package above any context.
var nearest int

var lastID atomic.Uint64

// derive wraps ctx, which kind made of parent.
func derive(ctx, parent Context, kind string) *node {
	n := &node{Context: ctx, kind: kind, id: lastID.Add(1)}
	if p, ok := parent.(*node); ok {
		n.parent, n.depth = p.id, p.depth+1
		return n
	}
	switch parent {
	case context.Background():
		n.root = "background"
		return n
	case context.TODO():
		n.root = "todo"
		return n
	}
	n.root, n.via = "other", reflect.TypeOf(parent)
	if p, ok := parent.Value(&nearest).(*node); ok {
		n.parent, n.depth = p.id, p.depth+1
	}
	return n
}

// inner returns the standard library's context of a node. To derive from that keeps chains as short as they
// are without this package, and package context's own calls of Done out of the trace.
func inner(ctx Context) Context {
	if n, ok := ctx.(*node); ok {
		return n.Context
	}
	return ctx
}

// Done is that of the context, and tells the trace who asked.
func (n *node) Done() <-chan struct{} {
	n.log("done")
	return n.Context.Done()
}

// Value is that of the context.
func (n *node) Value(key any) any {
	if key == &nearest {
		return n
	}
	return n.Context.Value(key)
}

func (n *node) String() string { return fmt.Sprint(n.Context) }

// cancels returns cancel, telling the trace who calls it.
func (n *node) cancels(cancel CancelFunc) CancelFunc {
	return func() {
		n.called()
		cancel()
	}
}
