package report

import (
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The incident of these tests is made by hand: a payment gateway whose calls outlive their deadline.
// Its numbers agree with each other: 1,842 of 2,954 goroutines are 62 %.

var (
	chargeSend = evidence.Frame{Func: "payments.(*Client).Charge.func1", File: "payments/client.go", Line: 142}
	chargeGo   = evidence.Frame{Func: "payments.(*Client).Charge", File: "payments/client.go", Line: 139}
	pay        = evidence.Frame{Func: "api.(*Server).Pay", File: "api/pay.go", Line: 71}
	refill     = evidence.Frame{Func: "cache.(*Shard).refill", File: "/build/src/cache/shard.go", Line: 88}
)

func traceSource() *evidence.Source {
	return &evidence.Source{
		Path: "incident/trace.out", Kind: evidence.ExecutionTrace, Go: "go1.26", Bytes: 14_890_000, Events: 8_123_456,
		To: evidence.Time(90 * time.Second), Wall: time.Date(2026, 11, 22, 14, 14, 43, 0, time.UTC),
	}
}

func at(d time.Duration) evidence.Pos {
	return evidence.Pos{File: "incident/trace.out", Time: evidence.Time(d), Timed: true}
}

func rule(name, title string) *correlate.Rule {
	return &correlate.Rule{Name: name, Doc: correlate.Doc{Title: title}}
}

func parked(n int, first evidence.GoID) []*evidence.Goroutine {
	list := make([]*evidence.Goroutine, n)
	for i := range list {
		list[i] = &evidence.Goroutine{ID: first + evidence.GoID(i), State: evidence.Waiting}
	}
	return list
}

// leaking has one finding with everything known and one with as little as can be.
func leaking() *correlate.Result {
	sends, locks := parked(1842, 8123), parked(64, 20_001)
	all := append(append(parked(1048, 1), sends...), locks...)
	full := &correlate.Finding{
		Rule: rule("early-return", "the receiver returned, the sender stays"), Fingerprint: "7f3a9c2b",
		Certainty: correlate.Strong, Severity: correlate.High,
		Title:      "send outlives cancelled request",
		Message:    "1,842 goroutines wait to send on a channel with no reader. Each began under a 2s timeout (api/pay.go:71) that has expired.",
		Goroutines: sends, Oldest: 84 * time.Second, Share: 1842.0 / 2954, Roots: 1780,
		Wait: evidence.WaitSend, Blocked: chargeSend, Created: chargeGo,
		Context: &correlate.Context{Kind: "WithTimeout", Made: pay},
		Cancel:  &correlate.Cancel{Kind: evidence.Deadline, Count: 1842, First: evidence.Time(4408 * time.Millisecond), By: 8200},
		Defers:  []correlate.Defer{{Call: "cancel()", In: pay}},
		Fix:     correlate.Fix{At: evidence.Frame{File: "payments/client.go", Line: 138}, Text: "make(chan result, 1), or select on ctx.Done()"},
		Chain: []correlate.Link{
			{Stage: correlate.StageCancel, Relation: "ended", Text: "1,842 deadlines fired, from 14:14:47.408", Pos: at(4408 * time.Millisecond)},
			{Stage: correlate.StageContext, Relation: "governs", Basis: correlate.Inferred, Text: "WithTimeout(2s) × 1,842 at api/pay.go:71", How: "the creator woke by this deadline in the frame that created the goroutine", At: pay},
			{Stage: correlate.StageGoroutine, Relation: "waits", Text: "1,842 × chan send, oldest 1m24s", At: chargeSend, Pos: at(90 * time.Second), Suspect: true,
				Stack: &evidence.Stack{Frames: []evidence.Frame{{Func: "runtime.chansend1", File: "runtime/chan.go", Line: 161}, chargeSend}}},
			{Stage: correlate.StageDefer, Relation: "never reached", Basis: correlate.Inferred, Text: "cancel() in api.(*Server).Pay", At: pay},
			{Stage: correlate.StageHeap, Relation: "holds", Basis: correlate.Estimated, Text: "412 MiB allocated on this path, by io.ReadAll under payments.(*Client).Charge.func1, most of it response bodies"},
		},
	}
	bare := &correlate.Finding{
		Rule: rule("outlived-parent", "the creating frame returned"), Fingerprint: "01c4be77",
		Certainty: correlate.Suspect, Severity: correlate.Low,
		Title: "refill outlives its request", Message: "64 goroutines wait for a mutex. Nobody that could end them is left.",
		Goroutines: locks, Oldest: 31 * time.Second, AtLeast: true, Share: 64.0 / 2954, Roots: 64,
		Wait: evidence.WaitMutex,
		Fix:  correlate.Fix{Text: "give the goroutine the request's context"},
		Chain: []correlate.Link{
			{Stage: correlate.StageCancel, Basis: correlate.Unseen, Text: "no cancel was seen to reach them"},
			{Stage: correlate.StageGoroutine, Text: "64 × sync.Mutex.Lock", At: refill, Suspect: true},
		},
	}
	return &correlate.Result{
		Set:      &evidence.Set{Sources: []*evidence.Source{traceSource()}, Goroutines: all},
		Findings: []*correlate.Finding{full, bare},
		Expected: []correlate.Expected{{Function: "net/http.(*conn).serve", Wait: evidence.WaitIO, Count: 1041, Why: "idle keep-alive connection"}},
		Checked:  []*correlate.Rule{full.Rule, bare.Rule},
		Blind:    []correlate.BlindSpot{{To: "memory held by the leaked", Why: "no heap profile was given", Capture: "curl -o heap.pb.gz http://HOST/debug/pprof/heap"}},
		NotChecked: []correlate.NotChecked{{Rule: rule("context-pileup", "live children grow"), Needs: "a heap profile or an instrumented trace",
			Capture: "curl -o heap.pb.gz http://HOST/debug/pprof/heap"}},
	}
}

// healthy has nothing to report.
func healthy() *correlate.Result {
	idle := parked(7, 40)
	r := leaking()
	return &correlate.Result{
		Set:      &evidence.Set{Sources: r.Set.Sources, Goroutines: idle},
		Findings: []*correlate.Finding{},
		Groups: []*correlate.Group{{Wait: evidence.WaitIO, State: evidence.Waiting, Goroutines: idle, Oldest: 58 * time.Second,
			Blocked: evidence.Frame{Func: "net/http.(*conn).serve"}, Expected: "idle keep-alive connection"}},
		Expected:   []correlate.Expected{{Function: "net/http.(*conn).serve", Wait: evidence.WaitIO, Count: 7, Why: "idle keep-alive connection"}},
		Checked:    r.Checked,
		Blind:      []correlate.BlindSpot{{To: "memory held by the leaked", Why: "no heap profile was given", Capture: "curl -o heap.pb.gz http://HOST/debug/pprof/heap"}},
		NotChecked: r.NotChecked,
	}
}

// partial is leaking from a trace that is not whole.
func partial() *correlate.Result {
	r := leaking()
	r.Set.Sources[0].Partial = true
	r.Set.Sources[0].Missing = "everything after 61s"
	for range mostUnread + 2 {
		r.Set.Sources = append(r.Set.Sources, &evidence.Source{Path: "incident/notes.md", Kind: evidence.Unrecognised})
	}
	for i := range mostProblems + 2 {
		r.Set.Problems = append(r.Set.Problems, evidence.Problem{Pos: at(time.Duration(i) * time.Second), Message: "unknown goroutine 41"})
	}
	return r
}

// hostile is leaking with s wherever a stranger's file decides what stands there.
func hostile(s string) *correlate.Result {
	r := small(leaking())
	f := r.Findings[0]
	f.Title, f.Message, f.Wait = s, s, evidence.Wait(s)
	f.Blocked = evidence.Frame{Func: s, File: s, Line: 1}
	f.Created, f.Context.Made, f.Cancel.Caller, f.Defers[0].In, f.Fix.At = f.Blocked, f.Blocked, f.Blocked, f.Blocked, f.Blocked
	f.Context.Kind, f.Defers[0].Call, f.Fix.Text = s, s, s
	for i := range f.Chain {
		l := &f.Chain[i]
		l.Text, l.How, l.At, l.Pos.File = s, s, f.Blocked, s
		l.Stack = &evidence.Stack{Frames: []evidence.Frame{f.Blocked}}
	}
	r.Set.Sources[0].Path, r.Set.Sources[0].Go, r.Set.Sources[0].Missing, r.Set.Sources[0].Partial = s, s, s, true
	r.Set.Problems = []evidence.Problem{{Pos: evidence.Pos{File: s}, Message: s}}
	r.Expected[0].Function = s
	return r
}
