package evidencetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// contextBlock is one context of an instrumented program, or many alike.
type contextBlock struct {
	line        int
	first, last evidence.ContextID
	every       evidence.Time
	kind        evidence.ContextKind
	parent      evidence.ContextID // 0: root says
	eachParent  bool
	root        string
	seen        bool
	made        evidence.Time
	by          numbered
	in          evidence.Time
	timed       bool
	depth       int
	eachDepth   bool // one more for each
	via, key    string
	stack       *evidence.Stack
	calls       []contextAct
	uses        []contextAct
}

// contextAct is something a goroutine does with a context.
type contextAct struct {
	at       evidence.Time
	by       numbered
	kind     evidence.UseKind
	late     bool
	boundary string
	stack    *evidence.Stack
}

// numbered is the goroutine N, or with each a goroutine of its own for each of a block: N, N+1, …
type numbered struct {
	first evidence.GoID
	each  bool
}

func (n numbered) of(i int64) evidence.GoID {
	if n.each {
		return n.first + evidence.GoID(i)
	}
	return n.first
}

// contexts reads
//
//	FIRST[..LAST] KIND [of PARENT] [made TIME] [by ID] [every DURATION] [in DURATION] [depth N] [via TYPE] [key TYPE]: STACK
func (tl *timeline) contexts(line string, many bool) (*contextBlock, error) {
	head, text, err := cut(line)
	if err != nil {
		return nil, err
	}
	ids, head, _ := strings.Cut(head, " ")
	keys := []string{"of", "made", "by", "in", "depth", "via", "key"}
	if many {
		keys = append(keys, "every")
	}
	c, err := split(head, keys...)
	if err != nil {
		return nil, err
	}
	depth, deeper := strings.CutSuffix(c.of["depth"], "+")
	if c.has("depth") {
		c.of["depth"] = depth
	}
	b := &contextBlock{
		line: tl.line, kind: evidence.ContextKind(c.free), every: evidence.Time(c.duration("every")),
		in: evidence.Time(c.duration("in")), timed: c.has("in"), depth: c.number("depth", 0), eachDepth: deeper, via: c.of["via"], key: c.of["key"],
	}
	if c.err != nil {
		return nil, c.err
	}
	first, last, err := idRange(ids, many)
	if err != nil {
		return nil, err
	}
	b.first, b.last = evidence.ContextID(first), evidence.ContextID(last)
	if err := b.derived(cmp.Or(c.of["of"], "background")); err != nil {
		return nil, err
	}
	if b.seen = c.has("made"); b.seen {
		if b.made, err = tl.at(c.of["made"]); err != nil {
			return nil, err
		}
	}
	if b.by, err = readNumbered(c.of["by"]); err != nil {
		return nil, err
	}
	b.stack, err = tl.stacks.stack(text)
	tl.contextBlocks = append(tl.contextBlocks, b)
	return b, err
}

// derived reads what the contexts were derived from.
func (b *contextBlock) derived(from string) error {
	switch from {
	case "background", "todo", "other":
		b.root = from
		return nil
	}
	from, b.eachParent = strings.CutSuffix(from, "+")
	id, err := strconv.ParseUint(from, 10, 32)
	if err != nil || id == 0 || id >= uint64(b.first) {
		return fmt.Errorf("of: want an earlier context, background, todo or other, got %q", from)
	}
	b.parent = evidence.ContextID(id)
	return nil
}

// readNumbered reads ID or ID+; nobody for an empty text.
func readNumbered(text string) (numbered, error) {
	if text == "" {
		return numbered{first: evidence.NoGoID}, nil
	}
	id, each := strings.CutSuffix(text, "+")
	n, err := strconv.ParseInt(id, 10, 32)
	if err != nil || n < 1 {
		return numbered{}, fmt.Errorf("by: want a goroutine's id, got %q", text)
	}
	return numbered{evidence.GoID(n), each}, nil
}

// uses are the words for what a goroutine does with a context.
var uses = map[string]evidence.UseKind{"watched": evidence.Watches, "crossed": evidence.Crosses, "inherited": evidence.Inherits}

// act reads a line below a context:
//
//	cancelled TIME [by ID] [late]: STACK
//	watched|inherited TIME by ID: STACK
//	crossed TIME by ID [boundary WORD]: STACK
func (tl *timeline) act(b *contextBlock, line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	kind := uses[verb]
	if kind == "" && verb != "cancelled" {
		return fmt.Errorf("not a part of a context, got %q", line)
	}
	head, text, err := cut(rest)
	if err != nil {
		return err
	}
	head, late := strings.CutSuffix(head, " late")
	c, err := split(head, "by", "boundary")
	if err != nil {
		return err
	}
	a := contextAct{kind: kind, late: late, boundary: c.of["boundary"]}
	if a.at, err = tl.at(c.free); err != nil {
		return err
	}
	if a.by, err = readNumbered(c.of["by"]); err != nil {
		return err
	}
	if a.stack, err = tl.stacks.stack(text); err != nil {
		return err
	}
	switch {
	case kind == "":
		b.calls = append(b.calls, a)
	case a.by.first == evidence.NoGoID:
		return errors.New("want by ID: only what living goroutines do is known")
	default:
		b.uses = append(b.uses, a)
	}
	return nil
}

// buildContexts adds the contexts to set, whose goroutines are there already.
func (tl *timeline) buildContexts(set *evidence.Set) error {
	byID := make(map[evidence.ContextID]*evidence.Context)
	for _, b := range tl.contextBlocks {
		for id := b.first; id <= b.last; id++ {
			if byID[id] != nil {
				return fmt.Errorf("line %d: context %d stands twice", b.line, id)
			}
			c, err := tl.context(b, int64(id-b.first), set)
			if err != nil {
				return fmt.Errorf("line %d: %w", b.line, err)
			}
			if parent := b.parent; parent > 0 {
				if b.eachParent {
					parent += id - b.first
				}
				if c.Parent = byID[parent]; c.Parent == nil {
					return fmt.Errorf("line %d: there is no context %d above", b.line, parent)
				}
			}
			byID[id] = c
			set.Contexts = append(set.Contexts, c)
		}
	}
	slices.SortFunc(set.Contexts, func(a, b *evidence.Context) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// context is the i-th context of b.
func (tl *timeline) context(b *contextBlock, i int64, set *evidence.Set) (*evidence.Context, error) {
	later := evidence.Time(i) * b.every
	c := &evidence.Context{
		ID: b.first + evidence.ContextID(i), Kind: b.kind, Root: b.root, Via: b.via, Key: b.key, Depth: b.depth,
		Seen: b.seen, At: b.made + later, By: b.by.of(i), Stack: b.stack, Timed: b.timed, Called: len(b.calls),
		Pos: evidence.Pos{File: file, Time: b.made + later, Timed: true},
	}
	if b.timed {
		c.Deadline = c.At + b.in
	}
	if b.eachDepth {
		c.Depth += int(i)
	}
	for _, a := range b.calls {
		c.Calls = append(c.Calls, evidence.ContextCall{At: a.at + later, By: a.by.of(i), Stack: a.stack, Late: a.late || len(c.Calls) > 0})
	}
	if len(c.Calls) > evidence.MaxCalls {
		c.Calls = c.Calls[:evidence.MaxCalls]
	}
	if b.seen && set.Goroutine(c.By) != nil {
		c.Uses = append(c.Uses, evidence.ContextUse{Goroutine: c.By, Kind: evidence.Derives, At: c.At, Stack: b.stack})
	}
	for _, a := range b.uses {
		u := evidence.ContextUse{Goroutine: a.by.of(i), Kind: a.kind, At: a.at + later, Stack: a.stack, Boundary: a.boundary}
		if set.Goroutine(u.Goroutine) == nil {
			return nil, fmt.Errorf("goroutine %d does not live: only what living ones do is known", u.Goroutine)
		}
		if u.At > tl.src.To {
			return nil, fmt.Errorf("%v is not within the window of %v", time.Duration(u.At), tl.src.Window())
		}
		c.Uses = append(c.Uses, u)
	}
	slices.SortStableFunc(c.Uses, func(a, b evidence.ContextUse) int {
		return cmp.Or(cmp.Compare(a.Goroutine, b.Goroutine), cmp.Compare(a.At, b.At))
	})
	return c, nil
}
