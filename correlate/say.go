package correlate

import (
	"fmt"
	"strings"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Who writes the blocked ones of a finding as the subject of a sentence: "1,842 goroutines (62 % of all)", or,
// when others wait behind them, "2 goroutines (62 % of all with the 1,840 behind)". What is said of them must
// agree with Direct.
func (f *Finding) Who() string {
	with := ""
	if n := len(f.Goroutines) - f.Direct(); n > 0 {
		with = " with the " + words.Count(n) + " behind"
	}
	return fmt.Sprintf("%s (%s of all%s)", words.Plural(f.Direct(), "goroutine"), words.Percent(f.Share), with)
}

// Doing writes what the blocked ones wait for and where: "wait in chan send in payments.(*Client).Charge".
// The verb agrees with n of them.
func (f *Finding) Doing(n int) string {
	verb := "wait"
	if n == 1 {
		verb = "waits"
	}
	switch f.Wait {
	case evidence.WaitSend:
		verb += " to send on a channel"
	case evidence.WaitReceive:
		verb += " to receive from a channel"
	case evidence.WaitSelect:
		verb += " in a select"
	case evidence.WaitForever:
		verb += " on nothing that can ever happen (nil channel or empty select)"
	case evidence.WaitMutex, evidence.WaitRLock, evidence.WaitWLock:
		verb += " for a lock (" + string(f.Wait) + ")"
	case evidence.WaitGroup:
		verb += " for a WaitGroup"
	case "":
	default:
		verb += " (" + string(f.Wait) + ")"
	}
	if f.Blocked.Func != "" {
		verb += " in " + Short(f.Blocked.Func)
	}
	return verb
}

// ContextOf tells what a canceller's stack shows of the context that it ended; nil when it shows nothing, as
// when the end comes through a parent that is not the standard library's.
func ContextOf(c *evidence.Cancel) *Context {
	if kind := CancelKind(c); kind != "" {
		return &Context{Kind: kind}
	}
	return nil
}

// CancelKind names the kind of context a canceller's stack shows: "WithTimeout or WithDeadline",
// "WithCancel", "errgroup.WithContext"; empty when it shows none.
func CancelKind(c *evidence.Cancel) string {
	if c.Kind == evidence.Deadline {
		return "WithTimeout or WithDeadline"
	}
	frames := c.Stack.All()
	if c.Site >= 0 && c.Site < len(frames) {
		frames = frames[:c.Site+1] // further out is the program, which may run below any of these
	}
	for _, k := range contextMakers {
		for _, f := range frames {
			if strings.HasPrefix(f.Func, k.prefix) {
				return k.kind
			}
		}
	}
	return ""
}

// contextMakers are the functions on a canceller's stack that tell how the context was made; the
// outermost kinds come first, because each is built on the ones after it.
var contextMakers = []struct{ prefix, kind string }{
	{"golang.org/x/sync/errgroup.", "errgroup.WithContext"},
	{"os/signal.NotifyContext", "signal.NotifyContext"},
	{"os/signal.(*signalCtx)", "signal.NotifyContext"},
	{"net/http.(*conn", "http.Request.Context"},
	{"context.WithDeadline", "WithTimeout or WithDeadline"},
	{"context.WithTimeout", "WithTimeout"},
	{"context.WithCancelCause", "WithCancelCause"},
	{"context.WithCancel", "WithCancel"},
}
