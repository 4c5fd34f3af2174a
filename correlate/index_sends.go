package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// SentBefore returns a send that g has gone through on its way to the one where it is, on the same channel, if the
// source shows that fewer are received, and has no room for more than one.
func (ix *Index) SentBefore(g *evidence.Goroutine) (evidence.Frame, bool) {
	op := ix.Op(g)
	if op == nil || len(op.Earlier) == 0 || op.Channel == nil || op.Channel.More {
		return evidence.Frame{}, false
	}
	for _, m := range op.Channel.Makes {
		if m.Size > 1 || m.Size < 0 {
			return evidence.Frame{}, false
		}
	}
	received := 0
	for _, u := range op.Channel.Users {
		switch u.Kind {
		case evidence.UseRange, evidence.UsePassed:
			return evidence.Frame{}, false
		case evidence.UseReceive:
			if received++; u.Loop && !ix.oneForEach(g, u) {
				return evidence.Frame{}, false
			}
		}
	}
	return op.Earlier[0], received > 0 && received <= len(op.Earlier)
}

// oneForEach reports whether the receive u, in a loop, is one for each goroutine that another loop of the same function
// starts, as where answers are gathered.
func (ix *Index) oneForEach(g *evidence.Goroutine, u evidence.ChannelUse) bool {
	c := ix.Code(ix.CreatedFrame(g))
	return c != nil && c.Starts != nil && c.Starts.Loop && u.At.Func == c.In.Name
}

// RoomForOne reports whether the source gives g's channel a buffer of one: it is full, so something was sent before.
func (ix *Index) RoomForOne(g *evidence.Goroutine) bool {
	makes := ix.Op(g).Channel.Makes
	return len(makes) == 1 && makes[0].Size == 1
}

// HandedOnce reports whether the trace shows that g and its creator met once, where others of its kind ended after
// that: its send is one too many.
func (ix *Index) HandedOnce(g *evidence.Goroutine) bool {
	b := ix.Balance(g)
	return g.Created.Handed == 1 && b.Ended > 0 && b.Handed <= b.Created
}
