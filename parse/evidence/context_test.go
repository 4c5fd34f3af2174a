package evidence

import "testing"

// A context ends with the first of its own cancel, its deadline, and the ends above it; a WithoutCancel stops
// those.
func TestContextEnd(t *testing.T) {
	root := &Context{ID: 1, Kind: WithCancel, Calls: []ContextCall{{At: 50}, {At: 60, Late: true}}}
	timed := &Context{ID: 2, Kind: WithTimeout, Parent: root, Timed: true, Deadline: 40}
	value := &Context{ID: 3, Kind: WithValue, Parent: timed}
	bare := &Context{ID: 4, Kind: WithoutCancel, Parent: value}
	below := &Context{ID: 5, Kind: WithCancel, Parent: bare, Calls: []ContextCall{{At: 70}}}
	outside := &Context{ID: 6, Kind: WithCancel, Root: "other", Calls: []ContextCall{{At: 45, Late: true}}}
	for _, c := range []struct {
		of    *Context
		by    Time
		ended bool
		at    Time
		with  *Context
		kind  CancelKind
	}{
		{of: root, by: 49},
		{root, 50, true, 50, root, Explicit},
		{timed, 100, true, 40, timed, Deadline},
		{value, 100, true, 40, timed, Deadline},
		{of: value, by: 39},
		{of: bare, by: 100},
		{below, 100, true, 70, below, Explicit},
		{outside, 100, true, 45, outside, Explicit}, // by a parent that nothing tells of
	} {
		end, ended := c.of.End(c.by)
		if ended != c.ended || end.At != c.at || end.Of != c.with || end.Kind != c.kind {
			t.Errorf("context %d by %d: %v, %+v", c.of.ID, c.by, ended, end)
		}
	}
	if end, _ := outside.End(100); end.Call != nil {
		t.Error("a late call ended it")
	}
	if !value.Under(root) || below.Under(root) || !below.Under(bare) {
		t.Error("who is under whom")
	}
}
