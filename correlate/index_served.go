package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// Served reports whether g belongs to a connection that is alive: the function that started it also started a
// goroutine which waits for the network, in something that the library does not do by design.
// A connection that reads in one goroutine and writes in another looks so, and lasts as long as its peer.
func (ix *Index) Served(g *evidence.Goroutine) bool {
	if g.Created.By == evidence.NoGoID {
		return false
	}
	at := ix.CreatedFrame(g).Func
	creator := &evidence.Goroutine{ID: g.Created.By} // it may have ended
	for _, s := range ix.Children(creator) {
		if s != g && ix.CreatedFrame(s).Func == at && s.Wait == evidence.WaitIO && !ix.ByDesign(s) {
			return true
		}
	}
	return false
}
