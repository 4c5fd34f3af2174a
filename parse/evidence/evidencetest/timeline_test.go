package evidencetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// payments is the example of the package doc.
const payments = `window 10s
goroutines 10..49 chan send since 1s every 200ms: main.charge.func1 client.go:38
    created 500ms by 100+: main.charge client.go:36 (returned) < main.pay api.go:50
    creator woken 900ms by deadline from select: main.charge client.go:41 < main.pay api.go:50
site ended 300 handed 290 lived 120ms: main.charge client.go:36 < main.pay api.go:50
`

func TestDocExample(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	if doc := indented(f.Doc); !strings.Contains(doc, payments) {
		t.Errorf("the package doc does not hold the example, but\n%s", doc)
	}
}

// indented returns the preformatted parts of a comment, without their margin.
func indented(doc *ast.CommentGroup) string {
	var b strings.Builder
	for line := range strings.Lines(doc.Text()) {
		if code, ok := strings.CutPrefix(line, "\t"); ok {
			b.WriteString(code)
		}
	}
	return b.String()
}

func TestPayments(t *testing.T) {
	set := Set(t, payments)
	if n := len(set.Goroutines); n != 40 {
		t.Fatalf("%d goroutines", n)
	}
	g, last := set.Goroutine(10), set.Goroutine(49)
	if g.State != evidence.Waiting || g.Wait != evidence.WaitSend || !g.SinceKnown || g.Created.Entry().Func != "main.charge.func1" {
		t.Errorf("first: %+v", g)
	}
	if got := time.Duration(last.Since); got != 8800*time.Millisecond {
		t.Errorf("the last blocks at %v", got)
	}
	if last.Stack != g.Stack || last.Created.Stack != g.Created.Stack {
		t.Error("equal stacks are not one pointer")
	}
	if g.Created.By != 100 || last.Created.By != 139 || g.Created.FramesLeft != 1 || !g.Created.Returned(0) || g.Created.Returned(1) {
		t.Errorf("creations: %+v, %+v", g.Created, last.Created)
	}
	w := last.Past().CreatorWoken
	if w == nil || w.Cancel == nil || w.Cancel.Kind != evidence.Deadline || w.Goroutine != 139 || w.Blocked != 400*time.Millisecond || w.Cancel.Woke[0] != w {
		t.Errorf("creator woken: %+v", w)
	}
	if len(set.Cancels) != 40 || set.Cancels[0].At > set.Cancels[39].At {
		t.Errorf("%d cancels, or not in order", len(set.Cancels))
	}
	if cs := set.CancelSites; len(cs) != 1 || cs[0].Count != 40 || cs[0].Woke != 40 || cs[0].Waits[w.Stack] != 40 || cs[0].Site != -1 {
		t.Errorf("cancel sites: %+v", cs)
	}
	if ws := set.WaitSites; len(ws) != 1 || ws[0].Ended != 40 || ws[0].Cancelled != 40 || ws[0].Wait != evidence.WaitSelect || ws[0].Longest != 400*time.Millisecond {
		t.Errorf("wait sites: %+v", ws)
	}
	if len(set.Sites) != 1 {
		t.Fatalf("%d sites", len(set.Sites))
	}
	s := set.Sites[0]
	if s.Created != 340 || s.Ended != 300 || s.Now() != 40 || s.Handed != 290 || s.Entry.Func != "main.charge.func1" || s.Stack != g.Created.Stack {
		t.Errorf("site: %+v", s)
	}
	if len(s.Alive) != len(set.Sched) || s.Alive[0] != 0 || s.Alive[len(s.Alive)-1] != 40 || set.Sched[len(set.Sched)-1].Goroutines != 40 {
		t.Errorf("alive: %v", s.Alive)
	}
}

// What is older than the evidence has no creation in it, and has waited for at least all of it.
func TestOlderThanTheEvidence(t *testing.T) {
	set := Set(t, "goroutine 7 select (no cases): runtime.block < main.hold hold.go:3 < main.run main.go:9")
	g := set.Goroutines[0]
	if g.SinceKnown || g.Created.Seen || g.Created.By != evidence.NoGoID || g.Wait != evidence.WaitForever || g.Created.Entry().Func != "main.run" {
		t.Errorf("%+v", g)
	}
	if s := set.Sites[0]; s.Stack != nil || s.Before != 1 || s.Created != 0 || s.Alive[0] != 1 {
		t.Errorf("site: %+v", s)
	}
}

func TestCancels(t *testing.T) {
	set := Set(t, `
goroutine 7 chan receive since 3s: main.get pool.go:8
    entry main.look look.go:1
    created 1s by 3: golang.org/x/sync/errgroup.(*Group).Go errgroup.go:93 (returned) < main.search s.go:9
    woken 2s by explicit after 5ms: main.ask s.go:20 via main.(*Sub).Close sub.go:30 < main.stream hub.go:12
    sibling 8 woken 2s by explicit: main.ask s.go:20 via main.(*Sub).Close sub.go:30 < main.stream hub.go:12
    creator woken 4s by timer from chan receive: main.search s.go:12
goroutine 9 chan receive since 3s: main.get pool.go:8
    created 1s by 4: main.search s.go:9 (returned)
    creator created 500ms by 2: main.accept s.go:3
    creator ended 2s
canceller explicit count 5: context.(*cancelCtx).cancel < context.WithCancel.func1 < runtime.deferreturn < main.f.deferwrap1 < main.f f.go:3
    at select times 3 longest 2s: main.ask s.go:20
    at chan receive: main.ask s.go:21
waits select ended 90 cancelled 7 longest 2s: main.ask s.go:20
`)
	g := set.Goroutine(7)
	c := g.Past().Woken.Cancel
	if c != g.Past().SiblingWoken.Cancel || len(c.Woke) != 2 || len(set.Cancels) != 1 {
		t.Errorf("one cancel woke both, got %+v and %+v", c, g.Past().SiblingWoken.Cancel)
	}
	if f, ok := c.Caller(); !ok || f.Func != "main.(*Sub).Close" || c.Stack.Frames[1].Func != "context.WithCancel.func1" {
		t.Errorf("caller %v of %v", f, c.Stack.Frames)
	}
	if w := g.Past().CreatorWoken; w.Cancel != nil || w.Wait != evidence.WaitReceive || w.Goroutine != 3 || w.Blocked != 3*time.Second {
		t.Errorf("timer: %+v", w)
	}
	if g.Created.Entry().File != "look.go" || g.Past().Woken.Blocked != 5*time.Millisecond {
		t.Errorf("%+v", g)
	}
	g = set.Goroutine(9)
	if c, p := g.Created, g.Past().Parent; !c.Ended || !c.Returned(0) || p == nil || p.By != 2 || p.Entry().Func != "main.search" {
		t.Errorf("ended creator: %+v, created by %+v", c, p)
	}
	cs := set.CancelSites[0]
	if f, ok := cs.Caller(); cs.Count != 5 || cs.Woke != 4 || !cs.Deferred || !ok || f.Func != "main.f" {
		t.Errorf("canceller: %+v", cs)
	}
	if ws := set.WaitSites[0]; ws.Ended != 90 || ws.Cancelled != 7 {
		t.Errorf("a waits line takes the place of what follows, got %+v", ws)
	}
	if len(set.WaitSites) != 3 {
		t.Errorf("%d wait sites", len(set.WaitSites))
	}
}

func TestAliveIsStretched(t *testing.T) {
	set := Set(t, "site alive 0 40 40: main.New new.go:3\n    entry main.worker\nsite created 5 ended 5: main.Do do.go:3")
	s := set.Sites[0]
	if s.Created != 40 || s.Entry.Func != "main.worker" || s.Alive[0] != 0 || s.Alive[samples/4] != 20 || s.Alive[samples/2] != 40 || s.Alive[samples] != 40 {
		t.Errorf("%+v", s)
	}
	if set.Sites[1].Now() != 0 {
		t.Errorf("%+v", set.Sites[1])
	}
}

func TestSource(t *testing.T) {
	set := Set(t, "# a comment\nkind heap-profile\nwindow 90s\nwall 2026-03-01T14:14:00Z\npartial generation 3 of the trace is cut\n")
	src := set.Sources[0]
	if src.Kind != "heap-profile" || src.Window() != 90*time.Second || src.Wall.Minute() != 14 || !set.Partial() || src.Missing != "generation 3 of the trace is cut" {
		t.Errorf("%+v", src)
	}
}

func TestMistakes(t *testing.T) {
	const created = "goroutine 7 select since 2s: main.f\n"
	for _, c := range []struct{ text, want string }{
		{"gorutine 7 select: main.f", `line 1: unknown line`},
		{"\n\n  entry main.f", "line 3: indented below nothing"},
		{"window 10s\n  entry main.f", "line 2: indented below nothing"},
		{"window soon", "window: want a length of time"},
		{created + "window 10s", "line 2: window comes too late"},
		{"wall noon", "cannot parse"},
		{"goroutine 7 select", "want a colon and a stack"},
		{"goroutine seven select: main.f", "want goroutine ids"},
		{"goroutine 0 select: main.f", "want goroutine ids"},
		{"goroutines 7 select: main.f", "want FIRST..LAST"},
		{"goroutines 9..7 select: main.f", "want goroutine ids"},
		{"goroutines 1..900000 select: main.f", "want goroutine ids"},
		{"goroutine 7 since 1s: main.f", "what does it do?"},
		{"goroutine 7 select since 11s: main.f", "11s is not within the window of 10s"},
		{"goroutine 7 select since soon: main.f", "want a time"},
		{"goroutine 7 select since 1s since 2s: main.f", "since stands twice"},
		{"goroutines 7..9 select since 1s every later: main.f", "every: want a length"},
		{"goroutines 7..9 select since 9s every 1s: main.f", "line 1: goroutine 9: 11s is not within"},
		{created + created, "line 2: goroutine 7 stands twice"},
		{"goroutine 7 select: main.f f.go", `want FILE:LINE, got "f.go"`},
		{"goroutine 7 select: main.f f.go:x", "want FILE:LINE"},
		{"goroutine 7 select: main.f f.go:0", "want FILE:LINE"},
		{"goroutine 7 select: main.f f.go:1 again", "want FUNCTION FILE:LINE"},
		{"goroutine 7 select: main.f <  < main.g", "want FUNCTION FILE:LINE"},
		{"goroutine 7 select: main.f (returned)", "only a creator's frames"},
		{created + "  lives long", "line 2: not a part of a goroutine"},
		{created + "  created 1s by me: main.g", "by: want a goroutine's id"},
		{created + "  created 3s: main.g", "does so since 2s, but was created at 3s"},
		{created + "  created 1s: main.g < main.h (returned)", "has returned too"},
		{"goroutine 7 select: main.f\n  created 1s: main.g", "so since is known"},
		{created + "  creator ended 2s", "there is no created line"},
		{created + "  created 1s: main.g\n  creator woken 2s by deadline: main.g", "does not say by whom"},
		{created + "  created 1s: main.g\n  creator created 1s: main.g", "has not ended"},
		{created + "  created 1s: main.g\n  creator ended 500ms", "its creator ended before"},
		{created + "  created 1s: main.g\n  woken 500ms by timer: main.f", "before its creation"},
		{created + "  woken 2s by fate: main.f", "want explicit, deadline or timer"},
		{created + "  woken 2s by explicit: main.f", "needs its stack, after via"},
		{created + "  woken 2s by timer: main.f via main.g", "only an explicit cancel"},
		{created + "  sibling woken 2s by timer: main.f", "want sibling ID woken"},
		{"canceller explicit", "want explicit with a stack"},
		{"canceller deadline: main.f", "or deadline without"},
		{"canceller explicit count x: main.f", "count: want a count"},
		{"canceller deadline\n  in select: main.f", "line 2: not a part of a canceller"},
		{"canceller deadline\n  at select times -1: main.f", "times: want a count"},
		{"waits: main.f", "unknown line"},
		{"waits ended 3: main.f", "want a wait"},
		{"waits select ended 3 cancelled 2 timed 2: main.f", "more waits were cancelled"},
		{"waits select: main.f\nwaits select: main.f", "line 2: the waits at a place stand twice"},
		{"site twice: main.f", "unknown words"},
		{"site alive x: main.f", "alive: want counts"},
		{"site alive 0 5 created 4: main.f", "line 1: 5 alive at the end, but created and ended leave 4"},
		{"site ended 4 created 3: main.f", "-1 alive, but 0 are shown"},
		{"site created 3: main.f\nsite created 3: main.f", "line 2: the site stands twice"},
		{"site created 3: main.f\n  line 5", "not a part of a site"},
		{"contention 3 times 1s: main.f", "want block or mutex"},
		{"contention block many times 1s: main.f", "want a count and"},
		{"context 7 WithCancel", "want a colon and a stack"},
		{"context 7..9 WithCancel: main.f", "want goroutine ids"},
		{"context 7 WithCancel of nothing: main.f", "of: want an earlier context"},
		{"context 7 WithCancel of 8: main.f", "of: want an earlier context"},
		{"context 7 WithCancel of 3: main.f", "line 1: there is no context 3 above"},
		{"context 7 WithCancel: main.f\ncontext 7 WithCancel: main.f", "line 2: context 7 stands twice"},
		{"context 7 WithCancel by me: main.f", "by: want a goroutine's id"},
		{"context 7 WithCancel made 1s in long: main.f", "in: want a length of time"},
		{"context 7 WithCancel: main.f\n  dropped 1s: main.f", "line 2: not a part of a context"},
		{"context 7 WithCancel: main.f\n  watched 1s: main.f", "want by ID"},
		{"context 7 WithCancel: main.f\n  watched 1s by 3: main.f", "goroutine 3 does not live"},
		{"context 7 WithCancel: main.f\n  cancelled 11s: main.f", "is not within the window"},
	} {
		set, err := Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%q\ngot  %v\nwant %s", c.text, err, c.want)
		}
		if set != nil {
			t.Errorf("%q: a Set beside the error", c.text)
		}
	}
}

// An instrumented program tells of its contexts: who made them, what ended them, who has to do with them.
func TestContexts(t *testing.T) {
	set := Set(t, `
goroutines 10..11 select since 1s: main.f f.go:9
context 1 WithCancel depth 2 via *main.conn: main.g g.go:3
contexts 7..8 WithTimeout of 1 made 1s by 10+ every 100ms in 3s: main.f f.go:4
    watched 2s by 10+: main.f f.go:8
    crossed 2s by 11 boundary http: main.f f.go:9
    cancelled 3s by 5: main.h h.go:3
    cancelled 3s by 5: main.h h.go:3
`)
	root, c := set.Contexts[0], set.Contexts[2]
	if len(set.Contexts) != 3 || root.Seen || root.Depth != 2 || root.Root != "background" || root.Via != "*main.conn" || c.Parent != root {
		t.Errorf("%+v", root)
	}
	if !c.Seen || time.Duration(c.At) != 1100*time.Millisecond || time.Duration(c.Deadline) != 4100*time.Millisecond || c.By != 11 || c.Called != 2 || !c.Calls[1].Late {
		t.Errorf("%+v", c)
	}
	if u := c.Uses; len(u) != 3 || u[0].Kind != evidence.Derives || u[1].Kind != evidence.Watches || u[2].Boundary != "http" || u[2].Goroutine != 11 {
		t.Errorf("%+v", u)
	}
	if end, ok := c.End(set.Sources[0].To); !ok || end.Kind != evidence.Explicit || time.Duration(end.At) != 3100*time.Millisecond {
		t.Errorf("%+v", end)
	}
}

// FuzzParse: what is no timeline is an error, never a panic, and a Set that is given keeps its promises.
func FuzzParse(f *testing.F) {
	f.Add(payments)
	f.Add("site alive 0 40 40: main.New new.go:3\n  entry main.w\nwaits select timed 3: main.w")
	f.Add("goroutine 7 select since 1s: main.f\n created 1s by 3: main.g (returned)\n sibling 8 woken 2s by explicit: main.f via main.c")
	f.Add("dump\nsnapshot\n  goroutines 7..9 select: main.f\n  alloc 2 objects 64 bytes: main.f\ngoroutine 7 select since -5m: main.f\n  created by 3: main.g\n  leaked\n  sends channel 0xc0+ ?\nalloc 3 objects 96 bytes samples 2: main.f")
	f.Add("goroutine 7 select since 1s: main.f\ncontexts 3..4 WithTimeout of other made 1s by 7 every 1s in 2s depth 3 via x key y: main.f\n  watched 2s by 7: main.f\n  cancelled 2s late: main.g")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		set, err := Parse(text)
		if err != nil {
			return
		}
		last := evidence.GoID(0)
		for _, g := range set.Goroutines {
			if g.ID <= last || set.Goroutine(g.ID) != g {
				t.Fatalf("goroutine %d is not in its place", g.ID)
			}
			last = g.ID
		}
		for _, s := range set.Sites {
			if len(s.Alive) != len(set.Sched) || s.Now() < 0 {
				t.Fatalf("site %+v beside %d samples", s, len(set.Sched))
			}
		}
	})
}
