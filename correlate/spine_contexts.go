package correlate

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// contextName writes an instrumented context: "WithTimeout(2s)", "WithValue(main.userKey)".
func contextName(c *evidence.Context) string {
	switch {
	case c.Timed && c.Seen && (c.Kind == evidence.WithTimeout || c.Kind == evidence.WithDeadline):
		return fmt.Sprintf("%s(%v)", c.Kind, c.Deadline.Sub(c.At).Round(time.Millisecond))
	case c.Key != "":
		return fmt.Sprintf("%s(%s)", c.Kind, c.Key)
	case c.Kind == evidence.UnknownCtx:
		return "context"
	}
	return string(c.Kind)
}

// toldLinks is what the spine shows of an instrumented context: itself, and what it was derived from.
func toldLinks(ix *Index, c *Context) []Link {
	t := c.Told
	own := Link{Stage: StageContext, Relation: "governs", Basis: Exact, Text: cmp.Or(strings.TrimPrefix(c.Text, "context."), contextName(t)), How: c.How, At: c.Made, Stack: t.Stack, Pos: t.Pos}
	if !t.Seen {
		own.Text += ", made before the evidence began"
	} else if t.By.Known() {
		own.Text += fmt.Sprintf(", made by goroutine %d", t.By)
	}
	if c.inherited {
		own.Basis = Inferred // it was at hand; whether the goroutine was given it is another matter
	}
	parent := Link{Stage: StageContext, Relation: "parent", Basis: Exact, At: c.Made, Stack: t.Stack, Pos: t.Pos}
	switch p := t.Parent; {
	case p != nil:
		parent.Text = "child of a " + contextName(p) + fate(ix, p)
		parent.At, parent.Stack, parent.Pos = homeFrame(p.Stack), p.Stack, p.Pos
	case t.Via != "":
		parent.Text = "child of a context of type " + t.Via
	case t.Root == "background":
		parent.Text = "child of Background"
	case t.Root == "todo":
		parent.Text = "child of TODO"
	default:
		return []Link{own}
	}
	return []Link{own, parent}
}

// fate writes what became of a context, as an addition to its name.
func fate(ix *Index, c *evidence.Context) string {
	end, ended := c.End(ix.End)
	switch {
	case !ended:
		return ", which goes on"
	case end.Kind == evidence.Deadline:
		return ", whose deadline passed " + when(ix, end.At)
	}
	return ", cancelled " + when(ix, end.At)
}

// uncalled reports whether the program itself says that nobody has called the context's cancel.
func (c *Context) uncalled() bool { return c.Told != nil && c.Told.Seen && c.Told.Called == 0 }

// showEnd lets a link say where the end of an instrumented context was read: the end that a leak is about, else that of
// the finding's context.
func showEnd(ix *Index, c *Context, end *evidence.ContextEnd, link *Link) {
	if end == nil {
		if c == nil || c.Told == nil {
			return
		}
		e, ok := c.Told.End(ix.End)
		if !ok {
			return
		}
		end = &e
	}
	link.How = cmp.Or(link.How, "the program's own word on its context")
	link.Pos = evidence.Pos{File: end.Of.Pos.File, Time: end.At, Timed: true}
	if end.Call != nil {
		link.Stack = end.Call.Stack
	} else if at := homeFrame(end.Of.Stack); link.At.Func == "" {
		link.At, link.Stack = at, end.Of.Stack // nobody calls a deadline; who set it is the next best
	}
}
