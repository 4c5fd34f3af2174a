package correlate

import (
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Pin is a goroutine that a library keeps until the program closes something.
type Pin struct {
	keeper string   // prefix of the function that waits
	What   string   // the thing to be closed
	Ended  string   // what should have become of it, as in "never closed"
	Fix    string   // what to do about it
	users  []string // prefixes of functions that are on the stack of whoever is using it
}

// Keeps reports whether a goroutine that waits in the function is kept so.
func (pin Pin) Keeps(function string) bool { return strings.HasPrefix(function, pin.keeper) }

// Uses reports whether the function is one of those by which the program uses such a thing.
func (pin Pin) Uses(function string) bool {
	return !pin.Keeps(function) && slices.ContainsFunc(pin.users, func(user string) bool { return strings.HasPrefix(function, user) })
}

// Pins returns all kinds of them. The caller must not change it.
func Pins() []Pin { return pins }

const closeIt = "close it on every path, by defer right after the error check"

var pins = []Pin{
	{"net/http.(*persistConn).readLoop", "response body", "closed", closeIt, bodies("net/http.(*bodyEOFSignal).Read")},
	{"net/http.(*http2clientStream).", "response body", "closed", closeIt, bodies("net/http.http2transportResponseBody.Read")},
	{"net/http/internal/http2.(*clientStream).", "response body", "closed", closeIt, bodies("net/http/internal/http2.transportResponseBody.Read")},
	{"golang.org/x/net/http2.(*clientStream).", "response body", "closed", closeIt, bodies("golang.org/x/net/http2.transportResponseBody.Read")},
	{"google.golang.org/grpc.newClientStream", "stream", "ended", "cancel its context on every path, or receive until that returns an error", []string{"google.golang.org/grpc.(*clientStream)."}},
	{"database/sql.(*Rows).awaitDone", "query's rows", "closed", closeIt, []string{"database/sql.(*Rows)."}},
	{"database/sql.(*Tx).awaitDone", "transaction", "committed or rolled back", "defer Rollback right after the error check: after a Commit it does nothing", []string{"database/sql.(*Tx)."}},
	{"os/exec.(*Cmd).watchCtx", "process", "waited for", "call Wait on every path once Start has succeeded", []string{"os/exec.(*Cmd).Wait"}},
}

// bodies returns the functions that use a response body: whoever reads it, and whoever relays it to a slow client, and
// is seen to write for most of the time.
func bodies(read string) []string {
	return []string{read, "net/http.(*response).", "net/http.(*http2responseWriter).", "golang.org/x/net/http2.(*responseWriter).", "net/http/httputil.(*ReverseProxy).copy"}
}

// Pinned reports whether g is one that a library keeps: how many there are follows from the program's use of it.
func (ix *Index) Pinned(g *evidence.Goroutine) bool {
	at := ix.Home(g).Func
	return slices.ContainsFunc(pins, func(pin Pin) bool { return pin.Keeps(at) })
}

// Kept reports whether g waits for something to be closed for longer than usual, or such as g come one after the other
// and stay, though whoever asked for it has gone on.
func (ix *Index) Kept(g *evidence.Goroutine) bool {
	if g.Wait != evidence.WaitSelect && g.Wait != evidence.WaitReceive {
		return false
	}
	return ix.Stuck(g) && ix.GoneOn(g) || !ix.Timed() && ix.Accumulated(g) && (ix.GoneOn(g) || ix.Orphan(g))
}

// GoneOn reports whether the function in which g was started has returned, as far as can be told: in a dump
// its goroutine has ended, or is parked between two requests.
func (ix *Index) GoneOn(g *evidence.Goroutine) bool {
	creator := ix.Set.Goroutine(g.Created.By)
	return ix.Orphan(g) && !g.Created.Undated || g.Created.Ended || !g.Created.Seen || creator != nil && ix.ByDesign(creator)
}

// AskedFor returns the program's line that asked for what g is kept for, as far as the evidence leads there: g
// may have been started by a goroutine of the library, which that line started.
func (ix *Index) AskedFor(g *evidence.Goroutine) evidence.Frame {
	for _, c := range []*evidence.Creation{&g.Created, g.Past().Parent} {
		if c == nil {
			continue
		}
		if i := Home(c.Stack); i >= 0 && Own(c.Stack.Frames[i]) {
			return c.Stack.Frames[i]
		}
	}
	return ix.Home(g)
}
