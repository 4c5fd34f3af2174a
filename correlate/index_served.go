package correlate

import (
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// brood is the living goroutines of one creator, which may have ended, by what tells a connection or a pool.
type brood struct {
	at      map[place]int  // how many wait at a place
	readers map[string]int // how many a function started that wait for the network, not by the library's design
}

func (ix *Index) brood(creator evidence.GoID) *brood {
	if b := ix.broods[creator]; b != nil {
		return b
	}
	b := &brood{at: make(map[place]int), readers: make(map[string]int)}
	for _, c := range ix.Children(&evidence.Goroutine{ID: creator}) {
		b.at[ix.placeOf(c)]++
		if c.Wait == evidence.WaitIO && !ix.ByDesign(c) {
			b.readers[ix.CreatedFrame(c).Func]++
		}
	}
	if ix.broods == nil {
		ix.broods = make(map[evidence.GoID]*brood)
	}
	ix.broods[creator] = b
	return b
}

// few is how many goroutines of one kind a connection has at most.
const few = 4

// Served reports whether g belongs to a connection that is alive, and so lasts as long as its peer: the function
// that started it also started one that waits for the network, as where each connection has a reader and a
// writer; or g itself started one, as a proxy that waits for its two copies, or as an HTTP handler in a select
// whose client has not hung up.
func (ix *Index) Served(g *evidence.Goroutine) bool {
	if g.Created.By != evidence.NoGoID {
		b := ix.brood(g.Created.By)
		n := b.readers[ix.CreatedFrame(g).Func]
		if g.Wait != evidence.WaitIO && (n > 0 && b.at[ix.placeOf(g)] <= few || n >= max(1, b.at[ix.placeOf(g)])) {
			return true
		}
	}
	for _, c := range ix.Children(g) {
		// What the library reads by design says nothing of g, but that a client waits for it.
		if c.Wait == evidence.WaitIO && (g.Wait == evidence.WaitSelect || !ix.ByDesign(c)) {
			return true
		}
	}
	return false
}

// HungUp reports whether g handles an HTTP request and its client has gone, so that the request's context has ended:
// while a handler runs, net/http has a goroutine that does nothing but read the connection. It begins when the
// handler has read the body, so that one that never does looks the same.
func (ix *Index) HungUp(g *evidence.Goroutine) bool {
	if FindFrame(g.Stack, "net/http.serverHandler.ServeHTTP") < 0 || FindFrame(g.Stack, "net/http.(*conn).serve") < 0 {
		return false
	}
	if !g.Created.By.Known() || ix.Set.Partial() {
		return false // then the goroutine may be there, and not be known to be its own
	}
	return !slices.ContainsFunc(ix.Children(g), func(c *evidence.Goroutine) bool {
		return c.Stack == nil || c.Created.Entry().Func == "net/http.(*connReader).backgroundRead" || FindFrame(c.Stack, "net/http.(*connReader).backgroundRead") >= 0
	})
}

// OnePool reports whether g waits for work, and one goroutine has started all that do so there: the workers of
// a pool that something made when the program began.
func (ix *Index) OnePool(g *evidence.Goroutine) bool {
	switch g.Wait {
	case evidence.WaitReceive, evidence.WaitSelect, evidence.WaitCond:
		return g.Created.By != evidence.NoGoID && ix.brood(g.Created.By).at[ix.placeOf(g)] == ix.AtPlace(g)
	}
	return false
}
