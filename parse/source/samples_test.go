package source_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
)

// readSample reads a shipped incident's trace and its source. Every frame of the program must be found.
func readSample(t *testing.T, name string) *evidence.Set {
	t.Helper()
	dir := filepath.Join("..", "..", "samples", name)
	set, err := parse.OpenFS(context.Background(), os.DirFS(dir), []string{"captured/trace.out"}, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	source.Read(context.Background(), set, source.Options{Dirs: []source.Tree{{Name: dir}}})
	for _, p := range set.Problems {
		t.Error(p)
	}
	own := 0
	for f, c := range set.Code {
		if strings.HasPrefix(f.Func, "main.") {
			own++
			if c.Mismatch != "" {
				t.Errorf("%v: %s", f, c.Mismatch)
			}
		}
	}
	if own < 10 {
		t.Errorf("%s: only %d frames of the program", name, own)
	}
	return set
}

// TestSamples checks what the source says about the shipped incidents against what is known of them: the
// places of want.txt, and the facts that lead there.
func TestSamples(t *testing.T) {
	for _, c := range []struct{ sample, at, want string }{
		{"early-return", "client.go:38", "made at (*Client).Charge:35, unbuffered"},
		{"early-return", "client.go:38", "receive at (*Client).Charge:41 [done]"},
		{"early-return", "client.go:38", "WithTimeout context.WithTimeout(r.Context(), g.deadline) at (*Gateway).Pay:52"},
		{"early-return", "client.go:36", "starts func() { … } by go (main.(*Client).Charge.func1) :36"},
		{"ignored-cancel", "shard.go:86", "receive: <-p.idle :86\n"},
		{"ignored-cancel", "shard.go:86", "made at NewPool:74"},
		{"ignored-cancel", "shard.go:30", "errgroup.WithContext errgroup.WithContext(ctx) at (*Searcher).Search:66 through (*Searcher).Search.func1:69"},
		{"ignored-cancel", "search.go:68", "by g.Go (main.(*Searcher).Search.func1) :68 in errgroup"},
		{"lost-cancel", "subscription.go:29", "WithCancel context.WithCancel(h.ctx) at (*Hub).Subscribe:70 through (*Hub).Subscribe:72"},
		{"lost-cancel", "subscription.go:29", "elsewhere (*Subscription).Close:22; dropped (*Hub).Subscribe:74 with sub; stored in Subscription.cancel"},
		{"outlived-parent", "tenant.go:59", "ends by stop"},
		{"outlived-parent", "tenant.go:59", "close at (*Tenant).Close:37"},
		{"stuck-defer-cancel", "audit.go:36", "send: l.entries <- e :36\n"},
		{"stuck-defer-cancel", "runner.go:95", "WithCancel context.WithCancel(parent) at (*Runner).run:55 through (*Runner).run:59"},
		{"stuck-defer-cancel", "runner.go:95", "cancel cancel; deferred (*Runner).run:56"},
		{"stuck-defer-cancel", "runner.go:72", "defer cancel() :56"},
	} {
		set := cached(t, c.sample)
		found := false
		for f, code := range set.Code {
			if strings.HasSuffix(f.Place(), "/"+c.at) {
				found = true
				if got := show(f, code); !strings.Contains(got, c.want) {
					t.Errorf("%s: want %q in\n%s", c.sample, c.want, got)
				}
			}
		}
		if !found {
			t.Errorf("%s: no frame at %s", c.sample, c.at)
		}
	}
	cached(t, "healthy")
}

var samplesRead = make(map[string]*evidence.Set)

func cached(t *testing.T, name string) *evidence.Set {
	if samplesRead[name] == nil {
		samplesRead[name] = readSample(t, name)
	}
	return samplesRead[name]
}

// TestFrom picks by the stack the origin that a goroutine really has, of several.
func TestFrom(t *testing.T) {
	call := func(line int) evidence.Place { return evidence.Place{Func: "main.f", File: "/a.go", Line: line} }
	a := &evidence.ContextOrigin{Kind: evidence.WithCancel, Through: []evidence.Place{call(3)}}
	b := &evidence.ContextOrigin{Kind: evidence.WithTimeout, Through: []evidence.Place{call(7), call(9)}}
	v := &evidence.ContextVar{Origins: []*evidence.ContextOrigin{a, b}}
	for _, c := range []struct {
		outer []evidence.Frame
		want  []*evidence.ContextOrigin
	}{
		{nil, []*evidence.ContextOrigin{a, b}},
		{[]evidence.Frame{call(3)}, []*evidence.ContextOrigin{a}},
		{[]evidence.Frame{call(7)}, []*evidence.ContextOrigin{b}},
		{[]evidence.Frame{call(7), call(1), call(9)}, []*evidence.ContextOrigin{b}},
		{[]evidence.Frame{call(1)}, []*evidence.ContextOrigin{a, b}},
	} {
		got := v.From(c.outer...)
		if len(got) != len(c.want) || got[0] != c.want[0] {
			t.Errorf("%v: got %d origins", c.outer, len(got))
		}
	}
}
