package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// PendingCancel finds the frame of g that is to cancel what g's children wait for: a function that is
// still on g's stack, and whose other calls have ended goroutines where a child waits now.
func (ix *Index) PendingCancel(g *evidence.Goroutine) (evidence.Frame, *evidence.CancelSite) {
	for _, child := range ix.Children(g) {
		for _, site := range ix.Cancellers(child) {
			caller, ok := site.Caller()
			if !ok {
				continue
			}
			i := FindFrame(child.Created.Stack, caller.Func)
			if InFrame(child.Created.Stack, i, g.Stack) && !child.Created.Returned(i) {
				return g.Stack.Frames[FindFrame(g.Stack, caller.Func)], site
			}
		}
	}
	return evidence.Frame{}, nil
}

// DeferredCancel finds in the source what PendingCancel finds in a trace: the frame of g whose function defers the cancel
// of a context that it made, and that children which it started wait for.
func (ix *Index) DeferredCancel(g *evidence.Goroutine) (evidence.Frame, *evidence.ContextOrigin) {
	for _, child := range ix.Children(g) {
		for _, o := range ix.WaitsFor(child) {
			if o.Cancel == nil || len(o.Cancel.Deferred) == 0 {
				continue
			}
			if i := FindFrame(g.Stack, o.Made.Func); i >= 0 && FindFrame(child.Created.Stack, o.Made.Func) >= 0 {
				return g.Stack.Frames[i], o
			}
		}
	}
	return evidence.Frame{}, nil
}

// PendingChildren returns the children of g that were started in the function of frame in and wait for something.
func (ix *Index) PendingChildren(g *evidence.Goroutine, in evidence.Frame) []*evidence.Goroutine {
	var out []*evidence.Goroutine
	for _, child := range ix.Children(g) {
		if ix.PendingChild(child, in) {
			out = append(out, child)
		}
	}
	return out
}

// PendingChild reports whether child is one of those.
func (ix *Index) PendingChild(child *evidence.Goroutine, in evidence.Frame) bool {
	waiting := child.Wait == evidence.WaitSelect || child.Wait == evidence.WaitReceive
	return waiting && FindFrame(child.Created.Stack, in.Func) >= 0 && !ix.ByDesign(child)
}
