package correlate

import (
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Code returns what the source says about f; nil when no source was given, or it is not f's.
func (ix *Index) Code(f evidence.Frame) *evidence.Code {
	c := ix.Set.Code[f]
	if c == nil || c.Mismatch != "" {
		return nil
	}
	return c
}

// Op returns what g is doing at its line of the program, as the source has it; nil when that is not known.
func (ix *Index) Op(g *evidence.Goroutine) *evidence.Op {
	if c := ix.Code(ix.Home(g)); c != nil {
		return c.Op
	}
	return nil
}

// Unbuffered returns where the channel that g waits on was made, if the source tells and does not show that it has room.
func (ix *Index) Unbuffered(g *evidence.Goroutine) (evidence.Frame, bool) {
	op := ix.Op(g)
	if op == nil || op.Channel == nil || len(op.Channel.Makes) == 0 {
		return evidence.Frame{}, false
	}
	for _, m := range op.Channel.Makes {
		if m.Size > 0 {
			return evidence.Frame{}, false
		}
	}
	return op.Channel.Makes[0].At, true
}

// SendsOn reports whether the source shows that g sends in a loop, and so more than any buffer may hold.
func (ix *Index) SendsOn(g *evidence.Goroutine) bool {
	op, at := ix.Op(g), ix.Home(g)
	return op != nil && op.Channel != nil && slices.ContainsFunc(op.Channel.Users, func(u evidence.ChannelUse) bool {
		return u.Kind == evidence.UseSend && u.Loop && u.At.Line == at.Line && u.At.File == at.File
	})
}

// ReceivedOnlyIn reports whether the source shows that only the named function, or literals in it,
// receives from the channel that g sends on, and that each time it may go another way.
func (ix *Index) ReceivedOnlyIn(g *evidence.Goroutine, function string) bool {
	op := ix.Op(g)
	if op == nil || op.Channel == nil || op.Channel.More {
		return false
	}
	found := false
	for _, u := range op.Channel.Users {
		switch u.Kind {
		case evidence.UsePassed:
			return false
		case evidence.UseReceive, evidence.UseRange:
			if u.At.Func != function {
				return false
			}
			found = true
		}
	}
	return found
}

// WaitsFor returns the contexts whose end would end g's wait, with the ways they came about that agree
// with the stacks; nil when the source does not tell.
func (ix *Index) WaitsFor(g *evidence.Goroutine) []*evidence.ContextOrigin {
	return ix.doneOrigins(g.Stack, g.Created.Stack)
}

// doneOrigins returns the origins of the contexts that the innermost own frame of s waits for; outer is
// the stack of whoever started the goroutine.
func (ix *Index) doneOrigins(s, outer *evidence.Stack) []*evidence.ContextOrigin {
	i := Home(s)
	if i < 0 {
		return nil
	}
	c := ix.Code(s.Frames[i])
	if c == nil {
		return nil
	}
	around := append(append([]evidence.Frame(nil), s.Frames[i:]...), outer.All()...)
	var out []*evidence.ContextOrigin
	for _, v := range c.Contexts {
		if v.Done {
			out = append(out, v.From(around...)...)
		}
	}
	return out
}

// ContextsOf returns the contexts that g waits for and those that its functions have at hand, the ones it waits for
// first.
func (ix *Index) ContextsOf(g *evidence.Goroutine) []*evidence.ContextOrigin {
	return append(ix.WaitsFor(g), ix.scopeOrigins(g.Stack, g.Created.Stack)...)
}

// scopeOrigins returns the origins of the contexts that the own frames of s have at hand, the innermost
// frame's first.
func (ix *Index) scopeOrigins(s, outer *evidence.Stack) []*evidence.ContextOrigin {
	var out []*evidence.ContextOrigin
	for i, f := range s.All() {
		c := ix.Code(f)
		if c == nil || !Own(f) {
			continue
		}
		around := append(append([]evidence.Frame(nil), s.Frames[i:]...), outer.All()...)
		for _, v := range c.Contexts {
			out = append(out, v.From(around...)...)
		}
	}
	return out
}

// MadeAt returns what the source says of the context that is made at a line, from the frames that have it at
// hand; nil when none does.
func (ix *Index) MadeAt(at evidence.Frame) *evidence.ContextOrigin {
	if ix.origins == nil {
		ix.origins = make(map[evidence.Place]*evidence.ContextOrigin)
		for _, c := range ix.Set.Code {
			for _, v := range c.Contexts {
				for _, o := range v.Origins {
					if c.Mismatch == "" {
						ix.origins[o.Made] = o // whoever tells of the line tells the same
					}
				}
			}
		}
	}
	return ix.origins[at]
}

// endable returns the first context from o upwards, through its parents, that can be ended, or that says
// for certain that it cannot; nil when following ends in the unknown. Those that a library makes for itself are
// passed over: the program can neither end nor change them, only what it hands in.
func endable(o *evidence.ContextOrigin, want func(evidence.ContextKind) bool) *evidence.ContextOrigin {
	for depth := 0; o != nil && depth < 32; depth++ {
		if want(o.Kind) && Own(o.Made) {
			return o
		}
		if len(o.Parents) == 0 {
			return nil
		}
		o = o.Parents[0]
	}
	return nil
}

func isDeadlineKind(k evidence.ContextKind) bool {
	return k == evidence.WithTimeout || k == evidence.WithDeadline
}

func isKnownKind(k evidence.ContextKind) bool {
	switch k {
	case evidence.WithCancel, evidence.WithTimeout, evidence.WithDeadline, evidence.WithoutCancel, evidence.ErrgroupCtx,
		evidence.SignalCtx, evidence.RequestCtx, evidence.Background, evidence.TODO:
		return true
	}
	return false
}
