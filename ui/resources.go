package ui

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// resourceKinds are the sections of what dumps name by address.
var resourceKinds = []struct {
	kind         evidence.ResourceKind
	title, about string
}{
	{evidence.ContextRes, "contexts in dumps", "Contexts by the address that frames carry as an argument. Only dumps with arguments (SIGQUIT, crashes) have them."},
	{evidence.Channel, "channels in dumps", "Channels by address, with the goroutines that send, receive or select there."},
	{evidence.Mutex, "mutexes in dumps", "Locks by address, with the goroutines that wait for them or are inside a method of theirs."},
	{evidence.RWMutex, "read-write mutexes in dumps", "Locks by address, with the goroutines that wait for them."},
	{evidence.WaitGroupRes, "wait groups in dumps", "Wait groups by address, with the goroutines that wait for them."},
	{evidence.CondRes, "conditions in dumps", "Conditions by address, with the goroutines that wait for them."},
	{evidence.Semaphore, "semaphores in dumps", "Semaphores by address, with the goroutines that wait for them."},
}

// resources are the channels, locks and contexts that dumps name by address. A context carried by one
// goroutine alone says nothing and would bury the others, but it can be gone to from there.
func (c *contexts) resources() []*node {
	var out []*node
	for _, k := range resourceKinds {
		var list []*node
		for _, r := range c.atlas.Set.Resources {
			if r.Kind == k.kind {
				list = append(list, c.resource(r))
			}
		}
		s := c.section(string(k.kind), k.title, k.about, list)
		for _, n := range s {
			n.open = len(list) <= 100
		}
		out = append(out, s...)
	}
	return out
}

func (c *contexts) resource(r *evidence.Resource) *node {
	touching := c.atlas.touching[r]
	var gs []*evidence.Goroutine
	for _, t := range touching {
		gs = append(gs, t.goroutine)
	}
	row := filter.OfResource(r, gs)
	name := string(r.Kind) + " " + address(r.Addr)
	about := address(r.Addr) // the section says the kind
	if len(gs) > 0 {
		about += "  " + correlate.Short(home(gs[0].Stack).Func)
	}
	n := &node{
		ref: resourceRef(r), match: &row, cells: []string{words.Count(len(touching)), "", "", c.desk.look.clean(about)},
		values: []int64{int64(len(touching)), 0, 0},
		write:  func(f *facts) { c.tellResource(f, r) },
		say:    subject{title: name, cell: name, body: []string{"touched by " + words.Plural(len(touching), "goroutine")}},
	}
	if len(gs) > 0 {
		n.say.stack, n.say.at, n.say.pos, n.say.who = gs[0].Stack, home(gs[0].Stack), gs[0].Pos, gs[0].ID
	}
	return n
}

// tellResource lists everybody who touches a resource, by what they do with it.
func (c *contexts) tellResource(f *facts, r *evidence.Resource) {
	f.add("kind", string(r.Kind))
	f.add("address", address(r.Addr))
	if r.Type != 0 {
		f.add("type", "itab "+address(r.Type)+", the same for contexts of one kind")
	}
	byRole := map[evidence.Role][]touch{}
	var roles []evidence.Role
	for _, t := range c.atlas.touching[r] {
		if byRole[t.hold.Role] == nil {
			roles = append(roles, t.hold.Role)
		}
		byRole[t.hold.Role] = append(byRole[t.hold.Role], t)
	}
	if len(roles) == 0 {
		f.text("No living goroutine is seen at it.")
	}
	for _, role := range roles {
		f.head(words.Plural(len(byRole[role]), "goroutine") + ": " + string(role) + " it")
		for i, t := range byRole[role] {
			if i == maxTouching {
				f.add("", "and "+words.Count(len(byRole[role])-i)+" more")
				break
			}
			stale := ""
			if t.hold.Stale {
				stale = " (perhaps left over)"
			}
			f.link("", goroutineName(t.goroutine)+"  "+doing(t.goroutine.State, t.goroutine.Wait)+"  "+correlate.Short(home(t.goroutine.Stack).Func)+stale, goroutineRef(t.goroutine.ID))
		}
	}
}

// maxTouching is how many goroutines the page of a resource lists of each role.
const maxTouching = 200
