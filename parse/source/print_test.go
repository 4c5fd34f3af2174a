package source_test

import (
	"fmt"
	"path"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// show writes c as the cases want it: one fact a line, places as FUNCTION:LINE without the package.
func show(f evidence.Frame, c *evidence.Code) string {
	var b strings.Builder
	p := func(indent int, format string, args ...any) {
		fmt.Fprintf(&b, strings.Repeat("  ", indent)+format+"\n", args...)
	}
	p(0, "%s:%d", path.Base(f.File), f.Line)
	if c == nil {
		p(1, "no code")
		return b.String()
	}
	if c.Mismatch != "" {
		p(1, "mismatch: %s", c.Mismatch)
		return b.String()
	}
	within := ""
	if len(c.In.Within) > 0 {
		within = " within " + strings.Join(c.In.Within, ", ")
	}
	p(1, "in %s %d-%d%s%s", c.In.Name, c.In.Start, c.In.End, within, flags(c.In.Deferred, "deferred"))
	showOp(p, c.Op)
	for _, d := range c.Defers {
		p(1, "defer %s :%d%s", d.Call, d.Line, flags(d.Maybe, "maybe"))
	}
	for _, h := range c.Held {
		p(1, "holds %s :%d%s", h.Lock, h.Line, flags(h.Read, "read", h.Deferred, "deferred unlock", h.Maybe, "maybe"))
	}
	for _, v := range c.Contexts {
		p(1, "context %s%s", v.Name, flags(v.Done, "awaited", v.Passed, "passed", v.More, "more"))
		showOrigins(p, 2, v.Origins)
	}
	if s := c.Starts; s != nil {
		p(1, "starts %s by %s%s :%d%s", s.Entry, s.How, or(" ("+s.Func+")", s.Func != ""), s.Line, or(" in "+s.Group, s.Group != "")+flags(s.Loop, "loop"))
	}
	showOwner(p, c.Owner)
	return b.String()
}

type printer func(indent int, format string, args ...any)

func showOp(p printer, op *evidence.Op) {
	if op == nil {
		return
	}
	p(1, "%s: %s :%d%s%s", op.Kind, op.Text, op.Line, or(" ends by "+string(op.Ends), op.Ends != ""), flags(op.Done, "done"))
	showTimer(p, op.Timer)
	for _, e := range op.Earlier {
		p(2, "sent before at %s", at(e))
	}
	showChannel(p, 2, op.Channel)
	for _, s := range op.Skips {
		p(2, "skips %s at %s", s.Call, at(s.At))
	}
	for _, c := range op.Cases {
		kind := c.Kind
		if kind == "" {
			kind = "default"
		}
		ctx := ""
		if c.Context != nil {
			ctx = " of " + c.Context.Name
		}
		p(2, "case %s %s :%d%s%s", kind, c.Text, c.Line, or(" ends by "+string(c.Ends), c.Ends != ""), ctx)
		showChannel(p, 3, c.Channel)
	}
}

func showTimer(p printer, t *evidence.TimerCode) {
	if t == nil {
		return
	}
	p(2, "timer made at %s, %v%s", at(t.Made), t.Every, flags(t.Ticker, "ticker", t.Resets, "resets"))
	for _, s := range t.Stops {
		p(2, "stopped at %s", at(s))
	}
}

func showOwner(p printer, o *evidence.OwnerCode) {
	if o == nil {
		return
	}
	p(1, "for %s, made by %s%s", strings.TrimPrefix(o.Type, "main."), at(o.Maker), or(", ended by "+places(o.Ends), len(o.Ends) > 0))
	for _, u := range o.Uses {
		p(2, "used at %s%s%s%s", at(u.At), or("; ended "+places(u.Ended), len(u.Ended) > 0), or("; missed "+places(u.Missed), len(u.Missed) > 0),
			flags(u.Kept, "kept", u.Once, "once"))
	}
}

func showChannel(p printer, indent int, c *evidence.ChannelCode) {
	if c == nil {
		return
	}
	for _, m := range c.Makes {
		size := "unbuffered"
		if m.Size != 0 {
			size = fmt.Sprintf("cap %s = %d", m.Cap, m.Size)
		}
		p(indent, "made at %s, %s", at(m.At), size)
	}
	if c.Nil {
		p(indent, "can be nil")
	}
	for _, u := range c.Users {
		p(indent, "%s at %s%s", u.Kind, at(u.At), flags(u.Done, "done", u.Else, "default", u.Loop, "loop"))
	}
	if c.More {
		p(indent, "and more")
	}
	if len(c.Confined) > 0 {
		p(indent, "confined to %s", strings.Join(short(c.Confined), ", "))
	}
}

// short leaves out the package of functions.
func short(functions []string) []string {
	var out []string
	for _, f := range functions {
		out = append(out, f[strings.LastIndexByte(f, '/')+1:][strings.IndexByte(f[strings.LastIndexByte(f, '/')+1:], '.')+1:])
	}
	return out
}

func showOrigins(p printer, indent int, list []*evidence.ContextOrigin) {
	for _, o := range list {
		timeout := ""
		if o.Timeout != "" {
			timeout = fmt.Sprintf(" timeout %s = %v", o.Timeout, o.For)
		}
		p(indent, "%s %s at %s%s%s", o.Kind, o.Text, at(o.Made), timeout, or(" through "+places(o.Through), len(o.Through) > 0))
		if c := o.Cancel; c != nil {
			p(indent+1, "cancel %s%s", c.Name, fate(c))
		}
		showOrigins(p, indent+1, o.Parents)
	}
}

func fate(c *evidence.CancelFate) string {
	var b strings.Builder
	b.WriteString(flags(c.Discarded, "discarded", c.Sent, "sent"))
	for _, l := range []struct {
		name   string
		places []evidence.Place
	}{{"deferred", c.Deferred}, {"called", c.Called}, {"elsewhere", c.Elsewhere}, {"returned", c.Returned},
		{"unwanted", c.Unwanted}, {"missed", c.Missed}, {"dropped", c.Dropped}, {"overwritten", c.Overwrites}, {"shadowed", c.Shadowed}} {
		if len(l.places) > 0 {
			b.WriteString("; " + l.name + " " + places(l.places))
		}
	}
	b.WriteString(or(" with "+c.Owner, c.Owner != ""))
	if len(c.Stored) > 0 {
		b.WriteString("; stored in " + strings.Join(c.Stored, ", "))
	}
	if len(c.Passed) > 0 {
		b.WriteString("; passed to " + strings.Join(c.Passed, ", "))
	}
	return b.String()
}

func places(list []evidence.Place) string {
	var out []string
	for _, p := range list {
		out = append(out, at(p))
	}
	return strings.Join(out, ", ")
}

func at(p evidence.Place) string {
	if p.Line == 0 {
		return "?"
	}
	name := p.Func[strings.LastIndexByte(p.Func, '/')+1:]
	return strings.TrimPrefix(name, "main.") + ":" + fmt.Sprint(p.Line)
}

func or(s string, ok bool) string {
	if ok {
		return s
	}
	return ""
}

// flags lists the words whose flag is set: flags(a, "a", b, "b").
func flags(pairs ...any) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i].(bool) {
			out = append(out, pairs[i+1].(string))
		}
	}
	return or(" ["+strings.Join(out, ", ")+"]", len(out) > 0)
}
