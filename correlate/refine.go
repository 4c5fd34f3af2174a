package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// refine adds to a finding what the source says: the context with the line where it is made, and the
// deferred calls that wait behind the block. l is the finding's surest leak.
func refine(ix *Index, f *Finding, l *Leak) {
	if ix.Set.Code == nil {
		return
	}
	if o, how := governing(ix, l); o != nil && (f.Context == nil || f.Context.Made.Func == "") {
		f.Context = &Context{Kind: string(o.Kind), Made: o.Made, Text: o.Text, How: how}
	}
	if defers := pending(ix, l.Goroutine.Stack); len(defers) > 0 {
		f.Defers = defers
	}
}

// governing returns the context that should have ended a leak, the surest reading first: the one whose
// end woke somebody; the one the goroutine itself waits for; one that it has at hand. What only its
// creator had at hand need not be its business.
func governing(ix *Index, l *Leak) (o *evidence.ContextOrigin, how string) {
	g := l.Goroutine
	want := isKnownKind
	if l.Woke != nil && l.Woke.Cancel != nil {
		if l.Woke.Cancel.Kind == evidence.Deadline {
			want = isDeadlineKind
		}
		if o := first(ix.doneOrigins(l.Woke.Stack, g.Created.Stack), want); o != nil {
			return o, "the context whose end ended the other wait"
		}
	}
	for _, c := range []struct {
		origins []*evidence.ContextOrigin
		how     string
	}{
		{ix.doneOrigins(g.Stack, g.Created.Stack), "the context that it waits for"},
		{ix.scopeOrigins(g.Stack, g.Created.Stack), "a context that its functions have at hand"},
	} {
		if o := first(c.origins, want); o != nil {
			return o, c.how
		}
	}
	return nil, ""
}

// first returns the first wanted context among origins and their parents; one that can be ended comes
// before one that never ends. A context that a library made for itself is not the program's to end.
func first(origins []*evidence.ContextOrigin, want func(evidence.ContextKind) bool) *evidence.ContextOrigin {
	var rootOnly *evidence.ContextOrigin
	for _, o := range origins {
		e := endable(o, want)
		switch {
		case e == nil || e.Made.Func != "" && !Own(e.Made):
		case e.Kind != evidence.Background && e.Kind != evidence.TODO:
			return e
		case rootOnly == nil:
			rootOnly = e
		}
	}
	return rootOnly
}

// maxDefers is how many pending calls a finding lists.
const maxDefers = 8

// pending returns the deferred calls that wait for the frames of s to return, the next to run first.
func pending(ix *Index, s *evidence.Stack) []Defer {
	var out []Defer
	for _, f := range s.All() {
		c := ix.Code(f)
		if c == nil || !Own(f) {
			continue
		}
		for _, d := range c.Defers {
			if len(out) == maxDefers {
				return out
			}
			out = append(out, Defer{Call: d.Call, In: evidence.Frame{Func: f.Func, File: f.File, Line: d.Line}, Maybe: d.Maybe})
		}
	}
	return out
}
