package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// CreatedAt returns the index in g.Created.Stack of the line of the program that started g, past the
// wrappers: the errgroup's user, not errgroup. It is -1 when the creation was not seen.
func (ix *Index) CreatedAt(g *evidence.Goroutine) int { return ix.homeOf(g.Created.Stack) }

// CreatedFrame returns the frame at CreatedAt, the zero Frame when the creation was not seen. A dump names
// only the function with the go statement, and that may be a wrapper such as errgroup's; then it is the
// function in which the goroutine's own one is written, at the line of that if the source tells.
func (ix *Index) CreatedFrame(g *evidence.Goroutine) evidence.Frame {
	at := ix.homeFrame(g.Created.Stack)
	if at.Func == "" || !g.Created.Undated || ix.home(g.Created.Stack).own {
		return at
	}
	entry := entryFrame(g)
	outer, _, ok := strings.Cut(entry.Func, ".func")
	if !ok || !Own(entry) {
		return at
	}
	if c := ix.Code(entry); c != nil && len(c.In.Within) > 0 {
		return evidence.Frame{Func: c.In.Within[0], File: entry.File, Line: c.In.Start}
	}
	return evidence.Frame{Func: outer, File: entry.File}
}

// entryFrame returns the outermost frame of g that is the program's own: the function it was started with.
func entryFrame(g *evidence.Goroutine) evidence.Frame {
	frames := g.Stack.All()
	for i := len(frames) - 1; i >= 0; i-- {
		if Own(frames[i]) {
			return frames[i]
		}
	}
	return evidence.Frame{}
}

// Orphan reports whether the function that started g has returned. That it has is a fact; that it has
// not may only mean that it was called again. Where a dump names a wrapper, such as errgroup's Go, it is the
// function at CreatedFrame that counts.
func (ix *Index) Orphan(g *evidence.Goroutine) bool {
	i := ix.CreatedAt(g)
	if i < 0 || !g.Created.Returned(i) {
		return false
	}
	starter := ix.CreatedFrame(g).Func
	if g.Created.Ended || starter == g.Created.Stack.Frames[i].Func {
		return true
	}
	creator := ix.Set.Goroutine(g.Created.By)
	return creator == nil || FindFrame(creator.Stack, starter) < 0
}

// Queued reports whether g waits for a place in a group or a pool of the kind that a library has, such as
// errgroup's: it has not begun yet, and does not wait for what the program's own code does.
func Queued(g *evidence.Goroutine) bool {
	return g.Wait == evidence.WaitSend && Wrapper(asker(g.Stack))
}

// requests are the functions below which a server runs the program's code for one request.
var requests = []string{
	"net/http.serverHandler.ServeHTTP",
	"net/http.(*conn).serve",
	"google.golang.org/grpc.(*Server).processUnaryRPC",
	"google.golang.org/grpc.(*Server).processStreamingRPC",
	"net/rpc.(*service).call",
}

// InRequest reports whether g was started while a server handled a request.
func (ix *Index) InRequest(g *evidence.Goroutine) bool {
	for _, f := range requests {
		if FindFrame(g.Created.Stack, f) > 0 {
			return true
		}
	}
	return false
}

// GaveUp returns the cancel or timer that woke g's creator in the function that started g, or in one
// which that function had called; nil when there was none. With it the creator stopped waiting for
// whatever g would do.
func (ix *Index) GaveUp(g *evidence.Goroutine) *evidence.Wake {
	w := g.Past().CreatorWoken
	if w == nil || !InFrame(g.Created.Stack, ix.CreatedAt(g), w.Stack) {
		return nil
	}
	return w
}

// Siblings returns the other living goroutines with the same creator as g, by id.
func (ix *Index) Siblings(g *evidence.Goroutine) []*evidence.Goroutine {
	if !g.Created.By.Known() {
		return nil
	}
	all := ix.Children(&evidence.Goroutine{ID: g.Created.By})
	return slices.DeleteFunc(slices.Clone(all), func(o *evidence.Goroutine) bool { return o == g })
}

// Home returns the program's line where g is, see Home; the zero Frame without a stack.
func (ix *Index) Home(g *evidence.Goroutine) evidence.Frame { return ix.homeFrame(g.Stack) }

// Started is the living goroutines that one line of the program started.
type Started struct {
	At         evidence.Frame
	Balance    *SiteBalance
	Goroutines []*evidence.Goroutine // by id
}

// Started returns the living goroutines by the line of the program that started them, as far as that was
// seen, the most numerous first. Goroutines that are parked by design are left out. The list is shared: the
// caller does not change it.
func (ix *Index) Started() []*Started {
	if ix.started != nil {
		return ix.started
	}
	out := []*Started{}
	for _, s := range gather(ix.Set.Goroutines, func(g *evidence.Goroutine) (evidence.Frame, bool) {
		return ix.CreatedFrame(g), g.Created.Stack != nil && !ix.ByDesign(g)
	}) {
		out = append(out, &Started{At: s.key, Balance: ix.Balance(s.goroutines[0]), Goroutines: s.goroutines})
	}
	slices.SortStableFunc(out, func(a, b *Started) int { return cmp.Compare(len(b.Goroutines), len(a.Goroutines)) })
	ix.started = out
	return out
}

// InFrame reports whether frame i of s is also active in t, a later stack of the same goroutine.
func InFrame(s *evidence.Stack, i int, t *evidence.Stack) bool {
	return i >= 0 && s.Shared(t) >= len(s.Frames)-i
}

// FindFrame returns the index of the innermost frame of s in the named function, -1 when there is none.
func FindFrame(s *evidence.Stack, function string) int {
	for i, f := range s.All() {
		if f.Func == function {
			return i
		}
	}
	return -1
}
