package report

import "github.com/ctxscope/ctxscope/parse/evidence"

// The elements of EvidenceSchema about the contexts of an instrumented program.
type (
	evidenceContext struct {
		ID       uint64                `json:"id"`
		Kind     string                `json:"kind"`
		Parent   *uint64               `json:"parent"` // null: none that is known, see root
		Root     string                `json:"root"`   // background, todo or other
		Via      string                `json:"via"`    // the parent's type, when that is the program's own
		Key      string                `json:"key"`    // the type of a value's key
		Depth    int                   `json:"depth"`
		Made     *int64                `json:"made"` // null: before the evidence
		By       *int64                `json:"by"`
		Stack    *int                  `json:"stack"`
		Deadline *int64                `json:"deadline"`
		Called   int                   `json:"called"` // its cancel, in all
		Calls    []evidenceContextCall `json:"calls"`  // the first of them
		Uses     []evidenceContextUse  `json:"uses"`   // by living goroutines
		Pos      string                `json:"pos"`
	}

	evidenceContextCall struct {
		At    int64  `json:"at"`
		By    *int64 `json:"by"`
		Stack *int   `json:"stack"`
		Late  bool   `json:"late"` // it had ended before
	}

	evidenceContextUse struct {
		Goroutine int64  `json:"goroutine"`
		Kind      string `json:"kind"`
		At        int64  `json:"at"`
		Stack     *int   `json:"stack"`
		Boundary  string `json:"boundary"`
	}
)

func (t *stackTable) context(c *evidence.Context) evidenceContext {
	out := evidenceContext{
		ID: uint64(c.ID), Kind: string(c.Kind), Root: c.Root, Via: c.Via, Key: c.Key, Depth: c.Depth, Stack: t.of(c.Stack),
		Called: c.Called, Calls: []evidenceContextCall{}, Uses: []evidenceContextUse{}, Pos: c.Pos.String(),
	}
	if c.Parent != nil {
		parent := uint64(c.Parent.ID)
		out.Parent = &parent
	}
	if c.Seen {
		made := int64(c.At)
		out.Made, out.By = &made, id(c.By)
	}
	if c.Timed {
		deadline := int64(c.Deadline)
		out.Deadline = &deadline
	}
	for _, call := range c.Calls {
		out.Calls = append(out.Calls, evidenceContextCall{int64(call.At), id(call.By), t.of(call.Stack), call.Late})
	}
	for _, u := range c.Uses {
		out.Uses = append(out.Uses, evidenceContextUse{int64(u.Goroutine), string(u.Kind), int64(u.At), t.of(u.Stack), u.Boundary})
	}
	return out
}
