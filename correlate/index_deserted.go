package correlate

import (
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A channel that the source shows to be confined to a few functions is in the hands of those goroutines alone that
// run one of them, and of these only of those that descend from the call that made it:
//
//	make ──▶ the goroutine that ran the call ──go──▶ those it started in these functions ──go──▶ …
//
// When none of them is left but those that wait, nobody can end the wait: what the runtime's own verdict says of
// unreachable channels, read from source and stacks. Objects are not looked into: a channel in a field is confined
// to nothing.

// Deserted reports whether the source shows that nobody who is still there could end g's wait.
func (ix *Index) Deserted(g *evidence.Goroutine) bool {
	if g.State != evidence.Waiting || ix.Set.Partial() || ix.ByDesign(g) {
		return false
	}
	d := ix.desertionAt(g)
	if d == nil || d.unclear {
		return false
	}
	from, ok := d.origin(ix, g)
	if !ok {
		return !d.any
	}
	for _, role := range d.there[from.root] {
		if from.role.meets(role) {
			return false
		}
	}
	return true
}

// A descent tells from which call a goroutine may have a channel: the goroutine that ran it, and how it comes by it.
type descent struct {
	root evidence.GoID
	role descentRole
}

type descentRole uint8

const (
	inMaker  descentRole = iota // runs the function that made the channel
	fromLeft                    // was started in that function, which has returned
	fromHere                    // was started in that function, which may not have returned
	byHand                      // runs another function that was given the channel
)

// meets reports whether goroutines of one root may have their channel of the same call.
func (r descentRole) meets(o descentRole) bool {
	switch r {
	case fromLeft:
		return o == fromLeft || o == byHand
	case fromHere:
		return o != fromLeft
	}
	return true
}

// desertion is who is still there of those that can have what is waited for at one place.
type desertion struct {
	holders map[string]bool
	makers  map[string]bool
	there   map[evidence.GoID][]descentRole
	any     bool // somebody is
	unclear bool // somebody is of whom it cannot be told from which call
}

// desertionAt returns nil when the source does not show that what is waited for at g's place is confined.
func (ix *Index) desertionAt(g *evidence.Goroutine) *desertion {
	at := ix.placeOf(g)
	d, ok := ix.desertions[at]
	if !ok {
		d = ix.lookAround(g, at)
		if ix.desertions == nil {
			ix.desertions = make(map[place]*desertion)
		}
		ix.desertions[at] = d
	}
	return d
}

func (ix *Index) lookAround(g *evidence.Goroutine, at place) *desertion {
	channels := waitedFor(ix.Op(g), g.Wait)
	if len(channels) == 0 {
		return nil
	}
	d := &desertion{holders: make(map[string]bool), makers: make(map[string]bool), there: make(map[evidence.GoID][]descentRole)}
	for _, c := range channels {
		if len(c.Confined) == 0 {
			return nil
		}
		for _, f := range c.Confined {
			d.holders[f] = true
		}
		for _, m := range c.Makes {
			d.makers[m.At.Func] = true
		}
	}
	for _, o := range ix.Set.Goroutines {
		if o == g || o.State == evidence.Waiting && ix.placeOf(o) == at || !d.holds(ix, o) {
			continue
		}
		d.any = true
		from, ok := d.origin(ix, o)
		if !ok {
			d.unclear = true
			return d
		}
		if !slices.Contains(d.there[from.root], from.role) {
			d.there[from.root] = append(d.there[from.root], from.role)
		}
	}
	return d
}

// waitedFor returns the channels of an operation all of which are known, and whose other side must come from them:
// none for a select with a way out.
func waitedFor(op *evidence.Op, wait evidence.Wait) []*evidence.ChannelCode {
	switch {
	case op == nil || op.Done || !wait.Channel():
	case op.Channel != nil && op.Ends != evidence.EndsTimer && op.Ends != evidence.EndsDone:
		return []*evidence.ChannelCode{op.Channel}
	case op.Kind == evidence.OpSelect:
		var all []*evidence.ChannelCode
		for _, c := range op.Cases {
			if c.Channel == nil || c.Ends == evidence.EndsTimer || c.Ends == evidence.EndsDone {
				return nil
			}
			all = append(all, c.Channel)
		}
		return all
	}
	return nil
}

// holds reports whether o runs one of the functions that can have the channel, or is about to.
func (d *desertion) holds(ix *Index, o *evidence.Goroutine) bool {
	if o.Stack == nil {
		return faceless(o) || !runtimeOwn(o) && (d.holders[o.Created.Entry().Func] || d.in(ix, o.Created.Stack, d.holders) >= 0)
	}
	return d.in(ix, o.Stack, d.holders) >= 0
}

// origin tells by which call o has its channel; false when that is lost with a goroutine that has ended.
func (d *desertion) origin(ix *Index, o *evidence.Goroutine) (descent, bool) {
	if i := d.in(ix, o.Stack, d.makers); i >= 0 {
		for _, f := range o.Stack.Frames[i+1:] {
			if name := ix.nameOf(f); d.holders[name] && !d.makers[name] {
				return descent{o.ID, byHand}, true
			}
		}
		return descent{o.ID, inMaker}, true
	}
	id := o.ID
	for c := &o.Created; ; {
		if i := d.in(ix, c.Stack, d.makers); i >= 0 {
			if c.Returned(i) {
				return descent{c.By, fromLeft}, c.By.Known()
			}
			return descent{c.By, fromHere}, c.By.Known()
		}
		if d.in(ix, c.Stack, d.holders) < 0 {
			return descent{id, byHand}, c.Seen || c.Stack != nil // it called the maker itself, or a function that did
		}
		creator := ix.Set.Goroutine(c.By)
		switch {
		case creator != nil && d.in(ix, creator.Stack, d.makers) >= 0:
			return descent{creator.ID, fromHere}, true
		case creator != nil && creator.Created.Stack != nil:
			id, c = creator.ID, &creator.Created
		case creator == nil && c == &o.Created && o.Past().Parent != nil:
			id, c = c.By, o.Past().Parent
		default:
			return descent{}, false
		}
	}
}

// in returns the index of the innermost frame of s in one of the functions, -1 when there is none.
func (d *desertion) in(ix *Index, s *evidence.Stack, functions map[string]bool) int {
	for i, f := range s.All() {
		if functions[ix.nameOf(f)] {
			return i
		}
	}
	return -1
}

// nameOf returns the name of f's function as the source has it, which an inlined literal's own name is not. What the
// compiler makes of a go statement runs on the new goroutine, and is not the function that has the statement.
func (ix *Index) nameOf(f evidence.Frame) string {
	if strings.Contains(f.Func, ".gowrap") {
		return ""
	}
	if c := ix.Code(f); c != nil {
		return c.In.Name
	}
	return normalise(f.Func)
}
