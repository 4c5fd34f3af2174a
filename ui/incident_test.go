package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The incident that the tests look at: a payment service with three leaks, the numbers of which agree
// (1,842 of 2,954 goroutines are 62 %; the first deadline fired 86 s before the end of a 90 s window).

const sec = evidence.Time(time.Second)

func fr(fn, file string, line int) evidence.Frame {
	return evidence.Frame{Func: fn, File: file, Line: line}
}

func st(frames ...evidence.Frame) *evidence.Stack { return &evidence.Stack{Frames: frames} }

var (
	gopark   = fr("runtime.gopark", "/usr/local/go/src/runtime/proc.go", 462)
	chansend = fr("runtime.chansend1", "/usr/local/go/src/runtime/chan.go", 161)
	selectgo = fr("runtime.selectgo", "/usr/local/go/src/runtime/select.go", 351)
	lockSlow = fr("internal/sync.(*Mutex).Lock", "/usr/local/go/src/internal/sync/mutex.go", 63)
	netRead  = fr("internal/poll.(*FD).Read", "/usr/local/go/src/internal/poll/fd_unix.go", 165)

	charge   = fr("acme.example/internal/payments.(*Client).Charge.func1", "/src/acme/internal/payments/client.go", 142)
	chargeGo = fr("acme.example/internal/payments.(*Client).Charge", "/src/acme/internal/payments/client.go", 140)
	retryDo  = fr("acme.example/internal/retry.Do", "/src/acme/internal/retry/retry.go", 33)
	pay      = fr("acme.example/api.(*Server).Pay", "/src/acme/api/pay.go", 71)
	serve    = fr("net/http.(*conn).serve", "/usr/local/go/src/net/http/server.go", 2102)
	withDone = fr("context.WithDeadlineCause.func2", "/usr/local/go/src/context/context.go", 655)

	hub      = fr("acme.example/feed.(*Hub).broadcast", "/src/acme/feed/hub.go", 58)
	hubGo    = fr("acme.example/feed.(*Hub).Subscribe", "/src/acme/feed/hub.go", 41)
	hubClose = fr("acme.example/feed.(*Hub).Close", "/src/acme/feed/hub.go", 80)
	refill   = fr("acme.example/cache.(*Shard).refill", "/src/acme/cache/shard.go", 97)
	shard    = fr("acme.example/cache.New", "/src/acme/cache/shard.go", 31)
)

var (
	chargeStack = st(gopark, chansend, charge)
	chargeMade  = st(chargeGo, retryDo, pay, serve)
	timerStack  = st(fr("context.(*cancelCtx).cancel", "/usr/local/go/src/context/context.go", 560), withDone, fr("time.goFunc", "/usr/local/go/src/time/sleep.go", 215))
	readAll     = fr("io.ReadAll", "/usr/local/go/src/io/io.go", 712)
	closeStack  = st(fr("context.(*cancelCtx).cancel", "/usr/local/go/src/context/context.go", 560), hubClose, fr("main.main", "/src/acme/cmd/payd/main.go", 90))
	hubStack    = st(gopark, selectgo, hub)
	shardStack  = st(gopark, lockSlow, refill)
	idleStack   = st(gopark, netRead, fr("net.(*conn).Read", "/usr/local/go/src/net/net.go", 196), serve)
	mainStack   = st(gopark, fr("acme.example/cmd/payd.main", "/src/acme/cmd/payd/main.go", 77), fr("runtime.main", "/usr/local/go/src/runtime/proc.go", 290))
)

func at(t evidence.Time) evidence.Pos {
	return evidence.Pos{File: "trace.out", Time: t, Timed: true}
}

// crowd makes n goroutines that do the same, one each step apart.
func crowd(first evidence.GoID, n int, wait evidence.Wait, s, made *evidence.Stack, since, step evidence.Time) []*evidence.Goroutine {
	out := make([]*evidence.Goroutine, n)
	for i := range out {
		t := since + evidence.Time(i)*step
		by := evidence.GoID(90) // has ended
		if since == 0 {
			by = evidence.NoGoID
		}
		out[i] = &evidence.Goroutine{
			ID: first + evidence.GoID(i), State: evidence.Waiting, Wait: wait, WaitText: string(wait), Since: t, SinceKnown: since > 0,
			Stack: s, Pos: at(t),
			Created: evidence.Creation{By: by, Stack: made, At: t - sec/100, Seen: since > 0, Ended: true},
			History: &evidence.History{CreatorEnded: t},
		}
	}
	return out
}

func rule(name, title string) *correlate.Rule {
	return &correlate.Rule{Name: name, Doc: correlate.Doc{Title: title}}
}

func incident() *correlate.Result {
	set := &evidence.Set{
		Sources: []*evidence.Source{{
			Path: "trace.out", Kind: evidence.ExecutionTrace, Go: "go1.26.1", Bytes: 790 << 20, Events: 38_100_000,
			To: 90 * sec, Wall: time.Date(2026, 3, 9, 14, 14, 43, 0, time.UTC),
		}},
	}
	leak := crowd(8123, 1842, evidence.WaitSend, chargeStack, chargeMade, 6*sec, sec/25)
	feed := crowd(20000, 311, evidence.WaitSelect, hubStack, st(hubGo), 32*sec, sec/10)
	locks := crowd(30000, 64, evidence.WaitMutex, shardStack, st(shard), 59*sec, sec/10)
	for i, g := range locks {
		g.Created.By, g.Created.Ended = evidence.GoID(3+4*(i%2)), false // started by 3 and 7, which are alive
	}
	idle := crowd(100, 730, evidence.WaitIO, idleStack, nil, 0, 0)
	rest := crowd(1, 7, evidence.WaitReceive, mainStack, nil, 0, 0)
	for _, list := range [][]*evidence.Goroutine{rest, idle, leak, feed, locks} {
		set.Goroutines = append(set.Goroutines, list...)
	}
	alive := make([]int32, 64)
	for i := range alive {
		t := evidence.Time(i) * 90 * sec / 63
		alive[i] = int32(max(0, i-3) * 1842 / 60)
		set.Sched = append(set.Sched, evidence.SchedSample{At: t, Goroutines: 112 + i*2842/63, Cancels: max(0, i-3) % 17 * 2})
	}
	cancels(set)
	l1 := &correlate.Finding{
		Rule: rule("early-return", "sends to a channel whose receiver gave up"), Fingerprint: "7f3a9c2b",
		Certainty: correlate.Strong, Severity: correlate.High, Title: "send outlives cancelled request",
		Message: "1,842 goroutines (62 %) wait to send on a channel with no reader. " +
			"Each began under a 2s timeout (api/pay.go:71) that has expired.",
		Goroutines: leak, Roots: 1842, Oldest: 84 * time.Second, Share: 1842.0 / 2954, Wait: evidence.WaitSend,
		Blocked: charge, Created: chargeGo, Balance: &correlate.SiteBalance{Created: 1900, Ended: 58, Alive: alive},
		Context: &correlate.Context{Kind: "WithTimeout", Made: pay},
		Cancel:  &correlate.Cancel{Kind: evidence.Deadline, Count: 1842, First: 4*sec + 408*sec/1000, Last: 80 * sec},
		Fix:     correlate.Fix{At: chargeGo, Text: "make the channel buffered, make(chan result, 1), or select on ctx.Done() as well"},
		Chain: []correlate.Link{
			{Stage: correlate.StageCancel, Text: "1,842 deadlines fired, from 14:14:47.408", At: withDone, Stack: timerStack, Pos: at(4*sec + 408*sec/1000)},
			{Stage: correlate.StageContext, Relation: "ended", Basis: correlate.Inferred, Text: "WithTimeout(2s) × 1,842", At: pay, Stack: chargeMade,
				How: "the creators of the blocked goroutines were woken by these deadlines in api.(*Server).Pay", Pos: at(2 * sec)},
			{Stage: correlate.StageGoroutine, Relation: "created", Text: "1,842 × chan send, oldest 1m24s", At: charge, Stack: chargeStack, Pos: at(6 * sec), Suspect: true},
			{Stage: correlate.StageDefer, Relation: "not run", Basis: correlate.Inferred, Text: "resp.Body.Close, span.End, sem.Release", At: charge, How: "registered above the blocked line"},
			{Stage: correlate.StageHeap, Basis: correlate.Unseen, Text: "not known: needs a heap profile"},
		},
	}
	l2 := small("52c01d9e", rule("lost-cancel", "cancel is never called"), correlate.Medium, correlate.Suspect, feed, hub, hubGo, hubStack, 58*time.Second)
	l3 := small("9be11a40", rule("held-lock", "a lock whose holder is blocked"), correlate.Low, correlate.Proven, locks, refill, shard, shardStack, 31*time.Second)
	res := &correlate.Result{Set: set, Findings: []*correlate.Finding{l1, l2, l3}}
	res.Groups = []*correlate.Group{
		group(leak, charge, chargeGo, 84*time.Second, l1, ""),
		group(idle, serve, evidence.Frame{}, 90*time.Second, nil, "an idle keep-alive connection waits for its next request"),
		group(feed, hub, hubGo, 58*time.Second, l2, ""),
		group(locks, refill, shard, 31*time.Second, l3, ""),
		group(rest, mainStack.Frames[1], evidence.Frame{}, 90*time.Second, nil, ""),
	}
	res.Groups[1].AtLeast, res.Groups[4].AtLeast = true, true
	res.Expected = []correlate.Expected{{Function: serve.Func, Wait: evidence.WaitIO, Count: 730, Why: res.Groups[1].Expected}}
	res.Checked = []*correlate.Rule{l1.Rule, l2.Rule, rule("ignored-cancel", "its context ended, it is still blocked")}
	res.NotChecked = []correlate.NotChecked{{Rule: rule("value-retention", "memory kept alive through context values"), Needs: "a heap profile", Capture: "curl -o heap.pb.gz http://HOST/debug/pprof/heap"}}
	return res
}

// sourceOf is the source tree of the incident: one file of it.
func sourceOf(file string) ([]byte, error) {
	if file != charge.File {
		return nil, os.ErrNotExist
	}
	return []byte(strings.Repeat("// …\n", 134) + `func (c *Client) Charge(ctx context.Context, req *Request) (*Reply, error) {
	out := make(chan result)
	defer metrics.Observe("charge")
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	go func() {
		r, err := c.call(req)
		out <- result{r, err}
	}()
	select {
	case got := <-out:
		return got.reply, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
`), nil
}

// cancels adds contexts that ended: deadlines that woke the creators of the leak, and a call of cancel.
func cancels(set *evidence.Set) {
	fired := &evidence.CancelSite{Kind: evidence.Deadline, Stack: timerStack, Site: -1, Count: 1842, Woke: 1842, First: 4*sec + 408*sec/1000, Last: 80 * sec,
		Waits: map[*evidence.Stack]int{chargeMade: 1840, hubStack: 2}}
	called := &evidence.CancelSite{Kind: evidence.Explicit, Stack: closeStack, Site: 1, Count: 12, Woke: 12, First: 20 * sec, Last: 40 * sec,
		Waits: map[*evidence.Stack]int{hubStack: 12}}
	set.CancelSites = []*evidence.CancelSite{fired, called}
	for i := range 5 {
		c := &evidence.Cancel{At: fired.First + evidence.Time(i)*7*sec, Kind: evidence.Deadline, By: 77, Stack: timerStack, Site: -1, Pos: at(fired.First)}
		c.Woke = []*evidence.Wake{{Goroutine: 90, At: c.At, Cancel: c, Wait: evidence.WaitSelect, Stack: chargeMade, Blocked: 2 * time.Second}}
		set.Cancels = append(set.Cancels, c)
	}
	c := &evidence.Cancel{At: 20 * sec, Kind: evidence.Explicit, By: 1, Stack: closeStack, Site: 1, Pos: at(20 * sec)}
	c.Woke = []*evidence.Wake{{Goroutine: 20001, At: c.At, Cancel: c, Wait: evidence.WaitSelect, Stack: hubStack, Blocked: 3 * time.Second}}
	set.Cancels = slices.Insert(set.Cancels, 3, c)
	for i := range 6 {
		set.Spans = append(set.Spans, evidence.Span{Goroutine: evidence.GoID(500 + i), Wait: evidence.WaitSelect, Stack: hubStack, From: evidence.Time(8+9*i) * sec, For: time.Duration(13-i) * time.Second})
	}
	set.WaitSites = []*evidence.WaitSite{{Stack: hubStack, Wait: evidence.WaitSelect, Ended: 40, Cancelled: 14, Longest: 13 * time.Second}}
}

// full is the incident with what a heap profile and dumps with addresses add.
func full() *correlate.Result {
	r := incident()
	set := r.Set
	for i, bytes := range []int64{412 << 20, 38 << 20, 2 << 20} {
		set.Allocs = append(set.Allocs, &evidence.AllocSite{
			Stack: []*evidence.Stack{st(readAll, charge), hubStack, st(shard)}[i], InUseBytes: bytes, InUseObjects: bytes / 4096, AllocBytes: bytes * 3, AllocObjects: bytes / 1024, Samples: float64(bytes) / (512 << 10),
		})
	}
	ch := &evidence.Resource{Kind: evidence.Channel, Addr: 0xc000112233}
	ctx := &evidence.Resource{Kind: evidence.ContextRes, Addr: 0xc000445566, Type: 0x8f1b40}
	mu := &evidence.Resource{Kind: evidence.Mutex, Addr: 0xc000778899}
	set.Resources = []*evidence.Resource{ch, ctx, mu}
	set.Code = map[evidence.Frame]*evidence.Code{charge: {Path: charge.File, Defers: []evidence.DeferCall{{Call: "metrics.Observe(…)", Line: 137}}}}
	for i, g := range r.Findings[0].Goroutines {
		if i < 20 {
			g.Holds = append(g.Holds, evidence.Hold{Resource: ch, Role: evidence.Sends, Frame: 1}, evidence.Hold{Resource: ctx, Role: evidence.Carries, Frame: 2, Stale: i%2 == 1})
			g.Leaked, g.Labels = i < 5, []evidence.Label{{Key: "tenant", Value: "t" + strconv.Itoa(i%3)}}
		}
	}
	for i, g := range r.Findings[2].Goroutines {
		g.Holds = []evidence.Hold{{Resource: mu, Role: evidence.Locks, Frame: 0}}
		g.Pos = evidence.Pos{File: "goroutine.txt", Line: int32(1 + 7*i)}
	}
	r.Findings[2].Chain[0].Pos = r.Findings[2].Goroutines[9].Pos
	return r
}

// named is the incident of a program that names its contexts: one for the server, below it one for each
// request, of which the first has a context of its own for the card network.
func named() *correlate.Result {
	r := full()
	server := &evidence.Context{ID: 1, Kind: evidence.WithCancel, Root: "background", Seen: true, At: sec, By: 1, Stack: mainStack, Pos: at(sec)}
	r.Set.Contexts = []*evidence.Context{server}
	for i := range 3 {
		t := evidence.Time(2+i) * sec
		x := &evidence.Context{ID: evidence.ContextID(2 + i), Kind: evidence.WithTimeout, Parent: server, Seen: true, At: t, Stack: chargeMade, Timed: true, Deadline: t + evidence.Time(40+30*i)*sec, Pos: at(t),
			Uses: []evidence.ContextUse{{Goroutine: evidence.GoID(8123 + i), Kind: evidence.Watches, At: t + sec, Stack: chargeStack}}}
		r.Set.Contexts = append(r.Set.Contexts, x)
	}
	first := r.Set.Contexts[1]
	r.Set.Contexts = append(r.Set.Contexts, &evidence.Context{ID: 9, Kind: evidence.WithCancel, Parent: first, Seen: true, At: 3 * sec, Stack: hubStack, Pos: at(3 * sec),
		Calls: []evidence.ContextCall{{At: 5 * sec, By: 90, Stack: closeStack}}, Called: 1})
	return r
}

// rawOf is what the inputs of the incident hold: of the dump, the goroutines that wait for a lock.
func rawOf(_ context.Context, path string, read func(io.Reader) error) error {
	var b strings.Builder
	switch path {
	case "trace.out":
		b.WriteString("go 1.26 trace\x00\x00\x00")
	case "goroutine.txt":
		for i := range 64 {
			fmt.Fprintf(&b, "goroutine %d [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(...)\n\t/usr/local/go/src/sync/mutex.go:46\n"+
				"acme.example/cache.(*Shard).refill(0xc000778899, {0xc0001a2b3c, 0x%x})\n\t/src/acme/cache/shard.go:97 +0x1d\n\x1b]0;not a title\a\n\n", 30000+i, i)
		}
	default:
		return fmt.Errorf("%s: no such file or directory", path)
	}
	return read(strings.NewReader(b.String()))
}

func small(fp string, r *correlate.Rule, sev correlate.Severity, c correlate.Certainty, gs []*evidence.Goroutine, in, made evidence.Frame, s *evidence.Stack, oldest time.Duration) *correlate.Finding {
	return &correlate.Finding{
		Rule: r, Fingerprint: fp, Severity: sev, Certainty: c, Title: r.Doc.Title,
		Message:    "They wait in " + correlate.Short(in.Func) + ". Nothing that was seen will end it.",
		Goroutines: gs, Roots: len(gs) - 1, Oldest: oldest, Share: float64(len(gs)) / 2954, Wait: gs[0].Wait, Blocked: in, Created: made,
		Chain: []correlate.Link{{Stage: correlate.StageGoroutine, Text: string(gs[0].Wait), At: in, Stack: s, Pos: gs[0].Pos, Suspect: true}},
	}
}

func group(gs []*evidence.Goroutine, in, made evidence.Frame, oldest time.Duration, f *correlate.Finding, expected string) *correlate.Group {
	return &correlate.Group{
		Wait: gs[0].Wait, State: gs[0].State, Blocked: in, Created: made, Stack: gs[0].Stack, Goroutines: gs,
		Oldest: oldest, Finding: f, Expected: expected,
	}
}

// healthy is the incident with nothing wrong.
func healthy() *correlate.Result {
	r := incident()
	r.Findings = []*correlate.Finding{}
	r.Groups = r.Groups[1:2]
	r.Set.Cancels, r.Set.CancelSites, r.Set.Spans = nil, nil, nil
	r.Set.Goroutines = r.Set.Goroutines[7:737]
	return r
}
