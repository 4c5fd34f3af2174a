package correlate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// An Object is what a goroutine in the background works for: a cache with its janitor, a client with its loop.
// Whoever had it made is to end it.
type Object struct {
	Type string           // "main.(*Cache)"; the function that made it when the goroutine is a literal of that
	Made evidence.Frame   // the line that had it made: the call of the constructor, or, if that was not seen, the go statement
	Ends []evidence.Place // its methods that end it, as the source has them; nil without

	// What the source shows of those who have such objects made, nil without: of the one at Made if that was seen,
	// else of all.
	Uses []evidence.OwnerUse

	makers []string // the functions of all that have such objects made
}

// Object returns the object that g works for, nil when there is none. That there is one is read from the source, or
// from names: a function such as NewCache or (*Client).start, on the way to g's start, in the package of what g runs.
// Goroutines that were started alike, and are in the same function, share it.
func (ix *Index) Object(g *evidence.Goroutine) *Object {
	key := start{g.Created.Stack, begin(g), ix.Home(g).Func}
	o, ok := ix.objects[key]
	if !ok {
		o = ix.findObject(g)
		ix.objects[key] = o
	}
	return o
}

// start is how goroutines were started, and where they are: the creator's stack, and the functions they run and wait in.
type start struct {
	by       *evidence.Stack
	runs, in string
}

func (ix *Index) findObject(g *evidence.Goroutine) *Object {
	frames := g.Created.Stack.All()
	if len(frames) == 0 {
		return nil
	}
	o := &Object{Type: Owner(begin(g))}
	made := ix.constructor(g, o.Type)
	code := ix.codeOfStart(g)
	if made < 0 && code == nil {
		return nil
	}
	o.Made = callerOf(frames, max(0, made))
	if code != nil {
		if in := Owner(ix.Home(g).Func); strings.Contains(in, ".(*") && in != code.Type {
			return nil // it waits inside another object, whose business that is
		}
		o.Type, o.Ends = code.Type, code.Ends
		o.pick(frames, code.Uses)
	}
	return o
}

// constructor returns the index in g.Created.Stack of the constructor furthest out that names tell of an object of
// the type, -1 when there is none. What g does must be the object's own, so that g is not just busy for it.
func (ix *Index) constructor(g *evidence.Goroutine, typ string) int {
	ran, at := begin(g), ix.Home(g)
	if Owner(at.Func) != typ || strings.Contains(ran, ".func") && (!constructs(ran) || !Own(at)) {
		return -1 // a literal is for the call of the function that it is in
	}
	made := -1
	for i, f := range g.Created.Stack.All() {
		plain, _, _ := strings.Cut(f.Func, ".func")
		method, sibling := Owner(f.Func) == typ && plain != typ, Package(f.Func) == Package(typ)
		switch {
		case !sibling && (Std(f) || Wrapper(f)):
			continue
		case method && starts(f.Func), !method && sibling && constructs(f.Func), made >= 0 && makesNew(f.Func):
			made = i
		case !method:
			return made
		}
	}
	return made
}

// codeOfStart returns what the source says of the object that g was started for.
func (ix *Index) codeOfStart(g *evidence.Goroutine) *evidence.OwnerCode {
	for _, f := range g.Created.Stack.All() {
		if Std(f) || Wrapper(f) {
			continue
		}
		if c := ix.Code(f); c != nil {
			return c.Owner
		}
		return nil
	}
	return nil
}

// pick takes the use whose line is among the creator's frames; failing that all that may leave an object behind, with
// the first that loses it as the line to look at.
func (o *Object) pick(frames []evidence.Frame, uses []evidence.OwnerUse) {
	for _, u := range uses {
		o.makers = append(o.makers, u.At.Func)
	}
	for _, f := range slices.Backward(frames) { // a use further out hands on what one further in made
		for _, u := range uses {
			if u.At.File == f.File && u.At.Line == f.Line {
				o.Uses, o.Made = []evidence.OwnerUse{u}, f
				return
			}
		}
	}
	if o.Uses = slices.DeleteFunc(slices.Clone(uses), closes); len(o.Uses) == 0 {
		o.Uses = uses
	}
	if i := slices.IndexFunc(o.Uses, loses); i >= 0 {
		o.Made = o.Uses[i].At
	} else if len(uses) == 1 {
		o.Made = uses[0].At
	}
}

// Dropped reports whether every function known to have such objects made can return without ending it or leaving it
// to somebody else. Once it has returned, nobody has the object any more.
func (o *Object) Dropped() bool {
	return len(o.Uses) > 0 && !slices.ContainsFunc(o.Uses, func(u evidence.OwnerUse) bool { return !loses(u) })
}

// Mislaid reports whether some function known to have such objects made loses them.
func (o *Object) Mislaid() bool { return slices.ContainsFunc(o.Uses, loses) }

// Closed reports whether every function known to have such objects made ends them on all its ways out, or makes one
// only where there was none.
func (o *Object) Closed() bool {
	return len(o.Uses) > 0 && !slices.ContainsFunc(o.Uses, func(u evidence.OwnerUse) bool { return !closes(u) })
}

func loses(u evidence.OwnerUse) bool { return !u.Kept && len(u.Missed) > 0 }

func closes(u evidence.OwnerUse) bool { return u.Once || !u.Kept && len(u.Missed) == 0 }

// Once reports whether some function makes such an object only where there was none, to keep it.
func (o *Object) Once() bool {
	return slices.ContainsFunc(o.Uses, func(u evidence.OwnerUse) bool { return u.Once })
}

// Ending reports whether g is in a method that ends its object, by the source or by its name: it has been closed, and
// that does not get on.
func (o *Object) Ending(g *evidence.Goroutine) bool {
	return slices.ContainsFunc(g.Stack.All(), func(f evidence.Frame) bool {
		name := strings.TrimPrefix(f.Func, o.Type+".")
		return name == "Close" || name == "Stop" || name == "Shutdown" ||
			slices.ContainsFunc(o.Ends, func(e evidence.Place) bool { return e.Func == f.Func })
	})
}

// End names what ends the object: "Close"; empty when nothing is known to.
func (o *Object) End() string {
	switch {
	case len(o.Uses) > 0 && len(o.Ends) == 0:
		return "stop function" // it is one itself
	case len(o.Ends) == 0:
		return ""
	}
	f := o.Ends[0].Func
	return f[strings.LastIndexByte(f, '.')+1:]
}

// LetGo reports whether the function that had o made for g has gone on without it, as far as can be told.
func (ix *Index) LetGo(g *evidence.Goroutine, o *Object) bool {
	if i := FindFrame(g.Created.Stack, o.Made.Func); i >= 0 && dated(g) {
		life, _ := ix.Life(g)
		return g.Created.Returned(i) && life > ix.short()
	}
	creator := ix.Set.Goroutine(g.Created.By)
	return g.Created.Ended || creator != nil && !slices.ContainsFunc(o.makers, func(function string) bool {
		return FindFrame(creator.Stack, function) >= 0
	})
}

// callerOf returns the frame that called frames[i]: the innermost of the program's own further out, else the next.
func callerOf(frames []evidence.Frame, i int) evidence.Frame {
	for _, f := range frames[min(i+1, len(frames)-1):] {
		if Own(f) {
			return f
		}
	}
	return frames[min(i+1, len(frames)-1)]
}

// starts reports whether a method is named as one that sets its object to work, be it a part of that, as goPurge does;
// others may make things of other kinds.
func starts(function string) bool {
	name := function[strings.LastIndexByte(function, '.')+1:]
	if part, ok := strings.CutPrefix(name, "go"); ok && part != "" && unicode.IsUpper(rune(part[0])) {
		return true
	}
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "start") || name == "open" || name == "connect" || name == "dial" || name == "init"
}

// makesNew reports whether a function is named as one that makes something: NewServer, and newServer.
func makesNew(function string) bool {
	return constructs(function) && strings.EqualFold(function[strings.LastIndexByte(function, '.')+1:][:3], "new")
}

// makes are the words with which the names of constructors begin.
var makes = []string{"new", "make", "open", "start", "create", "dial", "connect", "must"}

// constructs reports whether a function is named as one that makes an object or sets it to work: NewCache, Open,
// (*Client).start, or a literal in such.
func constructs(function string) bool {
	function, _, _ = strings.Cut(normalise(function), ".func")
	name := function[strings.LastIndexByte(function, '.')+1:]
	for _, w := range makes {
		if len(name) < len(w) || !strings.EqualFold(name[:len(w)], w) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(name[len(w):])
		if len(name) == len(w) || unicode.IsUpper(next) || unicode.IsDigit(next) || next == '_' {
			return true
		}
	}
	return false
}

// Attends reports whether g waits the way a loop in the background does, or is at work.
func Attends(g *evidence.Goroutine) bool {
	switch g.Wait {
	case evidence.WaitSelect, evidence.WaitReceive, evidence.WaitSleep, evidence.WaitCond:
		return true
	}
	return g.State == evidence.Running || g.State == evidence.Runnable
}

// Several reports whether what s started belongs to more than the one or two objects that a program has for good: as
// many goroutines started them, or their number rises.
func (ix *Index) Several(s *Started) bool {
	creators := make(map[evidence.GoID]bool)
	for _, g := range s.Goroutines {
		creators[g.Created.By] = true
	}
	return len(creators) >= 3 || s.Balance.Growth().Steady() || Rising(ix.Counts(s.Goroutines[0]))
}

// LookedAfter reports whether the source shows that whoever has g's object made closes it, or makes one only where
// there was none: how many there are follows from how many are wanted. To stop the timer that g waits for ends nothing.
func (ix *Index) LookedAfter(g *evidence.Goroutine) bool {
	o := ix.Object(g)
	return o != nil && o.Closed() && ix.Stoppable(g) == nil
}
