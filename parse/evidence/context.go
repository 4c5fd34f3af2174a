package evidence

// A ContextID is the number that an instrumented program gave to a context; see package samples/ctxtrace.
type ContextID uint64

// A Context is one of an instrumented program. A plain trace knows none.
type Context struct {
	ID     ContextID
	Kind   ContextKind
	Parent *Context // nil when it has none that is known, see Root
	Root   string   // what it was derived from then: "background", "todo", or "other" for one not instrumented
	Via    string   // the type of what it was derived from, when that is the program's own
	Key    string   // the type of a value's key
	Depth  int      // how many contexts are above it, as far as they are instrumented

	// Where it was made. Seen is false for one that is older than the trace; then only the above is known.
	Seen  bool
	At    Time
	By    GoID
	Stack *Stack

	Deadline Time // the one that counts, which may be an ancestor's; meaningful if Timed
	Timed    bool

	// Calls are the first calls of its cancel function that were seen, at most MaxCalls, in order of time;
	// Called is how often it was called in all.
	Calls  []ContextCall
	Called int

	// Uses are what living goroutines were seen to do with it, by goroutine, then by time.
	Uses []ContextUse
	Pos  Pos
}

// MaxCalls is the most calls of one cancel function that are kept.
const MaxCalls = 8

// A ContextCall is one call of a cancel function.
type ContextCall struct {
	At    Time
	By    GoID
	Stack *Stack
	Late  bool // the context had ended before
}

// A ContextUse is what one goroutine did with a context.
type ContextUse struct {
	Goroutine GoID
	Kind      UseKind
	At        Time
	Stack     *Stack // of the goroutine in the act; with Inherits the creator's
	Boundary  string // with Crosses: what the program calls it
}

// A UseKind is what a goroutine does with a context.
type UseKind string

// The uses, in the words the panes use.
const (
	Derives  UseKind = "derives"       // it made the context
	Watches  UseKind = "asks for Done" // to wait for its end, as a rule
	Crosses  UseKind = "takes over"    // the program says that the goroutine works for it from here on
	Inherits UseKind = "inherits"      // its creator had it at hand at the go statement, in a function still active
)

// A ContextEnd is how a context ended.
type ContextEnd struct {
	At   Time
	Of   *Context     // itself, or the ancestor whose end ended it
	Kind CancelKind   // Explicit or Deadline
	Call *ContextCall // nil for a deadline, and when all that is known is that it had ended by At
}

// End returns how c had ended by a moment, false when it had not, as far as its instrumented ancestors
// tell.
func (c *Context) End(by Time) (end ContextEnd, ended bool) {
	for _, call := range c.Calls {
		if call.Late && call.At <= by {
			end, ended = ContextEnd{At: call.At, Of: c}, true // whatever else ended it did so before
			break
		}
	}
	for depth := 0; c != nil && depth < maxAncestors; depth++ {
		if len(c.Calls) > 0 && !c.Calls[0].Late && c.Calls[0].At <= by && (!ended || c.Calls[0].At < end.At) {
			end, ended = ContextEnd{c.Calls[0].At, c, Explicit, &c.Calls[0]}, true
		}
		if c.Timed && c.Deadline <= by && (!ended || c.Deadline < end.At) {
			end, ended = ContextEnd{c.Deadline, c, Deadline, nil}, true
		}
		if c.Kind == WithoutCancel {
			break // the ends of those above do not reach it
		}
		c = c.Parent
	}
	return end, ended
}

// Under reports whether c is ancestor, or is ended by its end.
func (c *Context) Under(ancestor *Context) bool {
	for depth := 0; c != nil && depth < maxAncestors; depth++ {
		if c == ancestor {
			return true
		}
		if c.Kind == WithoutCancel {
			return false
		}
		c = c.Parent
	}
	return false
}

// maxAncestors is how far up a context's ancestors are followed. Files can claim any number.
const maxAncestors = 1 << 12
