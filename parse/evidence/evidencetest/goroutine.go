package evidencetest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// block is one goroutine, or many alike.
type block struct {
	line        int
	first, last evidence.GoID
	every       evidence.Time // how much later each is than the one before

	state      evidence.State
	wait       evidence.Wait
	since      evidence.Time
	sinceKnown bool
	stack      *evidence.Stack
	entry      evidence.Frame
	created    *creation // nil: older than the evidence
	parent     *creation // of its creator
	ended      evidence.Time
	hasEnded   bool // the creator, at ended

	woken, creatorWoken, siblingWoken *wakeLine

	handed uint8
	leaked bool
	labels []evidence.Label
	holds  []holdLine
}

// creation is how a goroutine was created.
type creation struct {
	at    evidence.Time
	by    evidence.GoID
	each  bool // each goroutine of the block has a creator of its own
	stack *evidence.Stack
	gone  int  // frames the creator has left
	dated bool // false: a dump told of it, which does not say when
}

// maxBlock is the most goroutines of one line.
const maxBlock = 10_000

// goroutines reads
//
//	FIRST[..LAST] WHAT [since TIME] [every DURATION]: STACK
func (tl *timeline) goroutines(line string, many bool) (*block, error) {
	head, text, err := cut(line)
	if err != nil {
		return nil, err
	}
	ids, head, _ := strings.Cut(head, " ")
	keys := []string{"since"}
	if many {
		keys = append(keys, "every")
	}
	c, err := split(head, keys...)
	if err != nil {
		return nil, err
	}
	b := &block{line: tl.line, every: evidence.Time(c.duration("every"))}
	if c.err != nil {
		return nil, c.err
	}
	if b.first, b.last, err = idRange(ids, many); err != nil {
		return nil, err
	}
	if b.stack, err = tl.stacks.stack(text); err != nil {
		return nil, err
	}
	b.entry = b.stack.Root()
	if b.sinceKnown = c.has("since"); b.sinceKnown {
		if b.since, err = tl.began(c.of["since"]); err != nil {
			return nil, err
		}
	}
	if err := b.what(c.free); err != nil {
		return nil, err
	}
	for id := b.first; id <= b.last; id++ {
		if tl.ids[id] {
			return nil, fmt.Errorf("goroutine %d stands twice", id)
		}
		tl.ids[id] = true
	}
	tl.blocks = append(tl.blocks, b)
	return b, nil
}

func idRange(text string, many bool) (first, last evidence.GoID, err error) {
	a, b := text, text
	if many {
		var ok bool
		if a, b, ok = strings.Cut(text, ".."); !ok {
			return 0, 0, fmt.Errorf("want FIRST..LAST, got %q", text)
		}
	}
	lo, err1 := strconv.ParseInt(a, 10, 32)
	hi, err2 := strconv.ParseInt(b, 10, 32)
	if err1 != nil || err2 != nil || lo < 1 || hi < lo || hi-lo >= maxBlock {
		return 0, 0, fmt.Errorf("want goroutine ids, got %q", text)
	}
	return evidence.GoID(lo), evidence.GoID(hi), nil
}

// what takes in what the goroutines do: a state, or what they wait for.
func (b *block) what(words string) error {
	switch words {
	case "":
		return errors.New("what does it do? want a wait, running, runnable or syscall")
	case "running":
		b.state = evidence.Running
	case "runnable":
		b.state = evidence.Runnable
	case "syscall":
		b.state, b.wait = evidence.Syscall, evidence.WaitSyscall
	default:
		b.state, b.wait = evidence.Waiting, evidence.Wait(words)
	}
	return nil
}

// part reads a line below a goroutine.
func (tl *timeline) part(b *block, line string) (err error) {
	key, rest, _ := strings.Cut(line, " ")
	second, tail, _ := strings.Cut(rest, " ")
	switch {
	case key == "entry":
		b.entry, err = frame(strings.Fields(rest))
	case key == "created":
		var ended bool
		if rest, ended = strings.CutSuffix(rest, " (ended)"); ended {
			b.hasEnded = true
		}
		if b.created, err = tl.creation(rest); err == nil && ended && b.created.dated {
			err = fmt.Errorf("only in a dump a creator is (ended) without a time, got %q", line)
		}
	case key == "creator" && second == "ended":
		b.hasEnded = true
		b.ended, err = tl.at(tail)
	case key == "creator" && second == "created":
		b.parent, err = tl.creation(tail)
	case key == "creator" && second == "woken":
		b.creatorWoken, err = tl.wake(tail)
	case key == "woken":
		b.woken, err = tl.wake(rest)
	case key == "sibling":
		b.siblingWoken, err = tl.sibling(rest)
	case key == "handed":
		n, bad := strconv.ParseUint(rest, 10, 8)
		if b.handed = uint8(n); bad != nil {
			err = fmt.Errorf("handed: want a count up to 255, got %q", rest)
		}
	case line == "leaked":
		b.leaked = true
	case key == "labels":
		b.labels, err = labels(rest)
	case roles[key] != "":
		var h holdLine
		h, err = tl.hold(roles[key], rest)
		b.holds = append(b.holds, h)
	default:
		err = fmt.Errorf("not a part of a goroutine, got %q", line)
	}
	return err
}

// creation reads
//
//	[TIME] [by ID[+]]: STACK
func (tl *timeline) creation(line string) (*creation, error) {
	head, text, err := cut(line)
	if err != nil {
		return nil, err
	}
	c, err := split(head, "by")
	if err != nil {
		return nil, err
	}
	out := &creation{by: evidence.NoGoID}
	if c.has("by") {
		id, each := strings.CutSuffix(c.of["by"], "+")
		n, err := strconv.ParseInt(id, 10, 32)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("by: want a goroutine's id, got %q", c.of["by"])
		}
		out.by, out.each = evidence.GoID(n), each
	}
	if out.dated = c.free != "" || tl.dumped == nil; out.dated {
		if out.at, err = tl.at(c.free); err != nil {
			return nil, err
		}
	}
	out.stack, out.gone, err = tl.stacks.creation(text)
	return out, err
}

// build adds the goroutines of b to set.
func (tl *timeline) build(set *evidence.Set, b *block) error {
	if err := b.check(); err != nil {
		return err
	}
	for id := b.first; id <= b.last; id++ {
		n := id - b.first
		later := evidence.Time(n) * b.every
		g := &evidence.Goroutine{
			ID: id, State: b.state, Wait: b.wait, WaitText: string(b.wait), Stack: b.stack, SinceKnown: b.sinceKnown,
			Created: evidence.Creation{By: evidence.NoGoID, Runs: &b.entry},
			Leaked:  b.leaked, Labels: b.labels, Holds: tl.holds(b, n),
		}
		if b.sinceKnown {
			g.Since = b.since + later
		}
		if c := b.created; c != nil {
			g.Created = b.creation(c.by+each(c, n), later)
		}
		g.History = tl.history(b, g, later)
		g.Pos = evidence.Pos{File: file, Time: g.Since, Timed: true}
		if tl.moment() {
			g.Pos = evidence.AtLine(file, b.line)
		}
		if err := tl.ordered(g); err != nil {
			return err
		}
		set.Goroutines = append(set.Goroutines, g)
	}
	return nil
}

func each(c *creation, n evidence.GoID) evidence.GoID {
	if c.each {
		return n
	}
	return 0
}

// creation is that of a goroutine which is later than the first of its block.
func (b *block) creation(by evidence.GoID, later evidence.Time) evidence.Creation {
	c := b.created
	out := evidence.Creation{
		By: by, Stack: c.stack, Runs: &b.entry, At: c.at + later, Seen: true, FramesLeft: int32(len(c.stack.Frames) - c.gone),
		Undated: !c.dated, Handed: b.handed,
	}
	if out.Undated {
		out.At = 0
	}
	if b.hasEnded {
		out.Ended, out.FramesLeft = true, 0
	}
	return out
}

// history is that of goroutine g, which is later than the first of its block.
func (tl *timeline) history(b *block, g *evidence.Goroutine, later evidence.Time) *evidence.History {
	c := &g.Created
	out := &evidence.History{
		Woken:        tl.wakeOf(b.woken, g.ID, later, c.At),
		CreatorWoken: tl.wakeOf(b.creatorWoken, c.By, later, c.At),
	}
	if w := b.siblingWoken; w != nil {
		out.SiblingWoken = tl.wakeOf(w, w.goroutine, later, c.At)
	}
	if b.hasEnded {
		out.CreatorEnded = b.ended + later
	}
	if p := b.parent; p != nil {
		root := c.Stack.Root()
		out.Parent = &evidence.Creation{By: p.by, Stack: p.stack, Runs: &root, At: p.at + later, Seen: true, FramesLeft: int32(len(p.stack.Frames) - p.gone)}
	}
	return out
}

// check reports what of a block contradicts the rest of it.
func (b *block) check() error {
	switch {
	case b.created == nil && (b.hasEnded || b.parent != nil || b.creatorWoken != nil || b.siblingWoken != nil || b.handed > 0):
		return errors.New("a line speaks of the creator, but there is no created line")
	case b.parent != nil && !b.hasEnded:
		return errors.New("creator created: a creator that has not ended is a goroutine of its own")
	case b.creatorWoken != nil && b.created.by == evidence.NoGoID:
		return errors.New("creator woken: the created line does not say by whom")
	}
	return nil
}

// ordered reports what of g happens too early or too late.
func (tl *timeline) ordered(g *evidence.Goroutine) error {
	c, past := &g.Created, g.Past()
	latest := max(g.Since, c.At, past.CreatorEnded)
	for _, w := range []*evidence.Wake{past.Woken, past.CreatorWoken, past.SiblingWoken} {
		if w == nil {
			continue
		}
		latest = max(latest, w.At)
		if w.At < c.At {
			return fmt.Errorf("goroutine %d: woken at %v, before its creation at %v", g.ID, time.Duration(w.At), time.Duration(c.At))
		}
	}
	dated := c.Seen && !c.Undated
	if dated && g.SinceKnown && g.Since < c.At {
		return fmt.Errorf("goroutine %d: does so since %v, but was created at %v", g.ID, time.Duration(g.Since), time.Duration(c.At))
	}
	if dated && !g.SinceKnown {
		return fmt.Errorf("goroutine %d: created within the evidence, so since is known", g.ID)
	}
	if dated && c.Ended && past.CreatorEnded < c.At {
		return fmt.Errorf("goroutine %d: its creator ended before it was created", g.ID)
	}
	if err := tl.within(latest); err != nil {
		return fmt.Errorf("goroutine %d: %w", g.ID, err)
	}
	return nil
}
