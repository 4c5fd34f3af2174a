package correlate_test

import (
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

func TestNames(t *testing.T) {
	for _, c := range []struct{ function, pkg, short string }{
		{"main.main", "main", "main.main"},
		{"main.(*Pool).work.func1", "main", "main.(*Pool).work.func1"},
		{"net/http.(*conn).serve", "net/http", "http.(*conn).serve"},
		{"golang.org/x/sync/errgroup.(*Group).Go.func1", "golang.org/x/sync/errgroup", "errgroup.(*Group).Go.func1"},
		{"gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml%2ev3", "yaml%2ev3.Unmarshal"},
		{"github.com/nats-io/nats%2ego.(*Conn).readLoop", "github.com/nats-io/nats%2ego", "nats%2ego.(*Conn).readLoop"},
		{"shop/internal/stream.Collect[...]", "shop/internal/stream", "stream.Collect[...]"},
		{"shop/stream.Collect[go.shape.struct { shop/x.A }].func1", "shop/stream", "stream.Collect[go.shape.struct { shop/x.A }].func1"},
		{"shop/stream.(*Box[github.com/a/b.T]).Put", "shop/stream", "stream.(*Box[github.com/a/b.T]).Put"},
		{"glob..func1", "glob", "glob..func1"},
		{"example.com/v2.Do", "example.com/v2", "v2.Do"},
		{"_cgoexp_0123", "_cgoexp_0123", "_cgoexp_0123"},
		{"", "", ""},
	} {
		if got := correlate.Package(c.function); got != c.pkg {
			t.Errorf("Package(%q) = %q, want %q", c.function, got, c.pkg)
		}
		if got := correlate.Short(c.function); got != c.short {
			t.Errorf("Short(%q) = %q, want %q", c.function, got, c.short)
		}
	}
}

// Whose code a frame is decides where a person is sent.
func TestWhoseCode(t *testing.T) {
	const (
		own = "own"
		std = "standard library"
		dep = "dependency"
		wra = "wrapper"
	)
	for _, c := range []struct{ function, file, want string }{
		{"main.run", "/srv/shop/main.go", own},
		{"shop/internal/stream.Collect[...]", "shop/internal/stream/collect.go", own}, // -trimpath, and a module without a dot
		{"http.Serve", "/srv/http/http.go", own},                                      // a module called http is not net/http
		{"github.com/me/shop/api.(*API).Pay", "/home/me/src/shop/api/pay.go", own},
		{"github.com/me/shop/api.(*API).Pay", "github.com/me/shop@v1.2.3/api/pay.go", dep},
		{"net/http.(*conn).serve", "/usr/local/go/src/net/http/server.go", std},
		{"net/http.(*conn).serve", "net/http/server.go", std}, // -trimpath
		{"runtime.chansend1", "", std},
		{"runtime/internal/atomic.Load", "", std},                 // until Go 1.22
		{"net/http/internal/http2.(*serverConn).serve", "", std},  // after Go 1.26
		{"internal/concurrent.(*HashTrieMap[...]).Load", "", std}, // Go 1.23 only
		{"shop/internal/http2.(*Conn).serve", "shop/internal/http2/c.go", own},
		{"internal/poll.runtime_pollWait", "", std},
		{"vendor/golang.org/x/net/http2/hpack.(*Decoder).Write", "", std},
		{"iter.Pull[...].func1", "iter/iter.go", std},
		{"slices.SortFunc[go.shape.[]shop/x.A]", "slices/sort.go", std},
		{"net/http.TestServe.func1", "/usr/local/go/src/net/http/serve_test.go", own}, // the library itself is under test
		{"net/http_test.TestServe", "/usr/local/go/src/net/http/serve_test.go", own},
		{"github.com/lib/pq.(*conn).watchCancel.func1", "/root/go/pkg/mod/github.com/lib/pq@v1.10.9/conn_go18.go", dep},
		{"github.com/lib/pq.(*conn).watchCancel.func1", "/srv/shop/vendor/github.com/lib/pq/conn_go18.go", dep},
		{"gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3@v3.0.1/yaml.go", dep},
		{"google.golang.org/grpc.(*Server).Serve", "google.golang.org/grpc/server.go", dep},                            // built from a GOPATH with -trimpath
		{"google.golang.org/grpc.(*Server).Serve", "/build/shop-1.2/_build/src/google.golang.org/grpc/server.go", dep}, // and without
		{"google.golang.org/grpc.(*Server).Serve", "/home/me/grpc/server.go", own},                                     // who works on it
		{"google.golang.org/grpc.TestServe", "google.golang.org/grpc/server_test.go", own},
		{"go.etcd.io/etcd/etcdserver.(*EtcdServer).run", "go.etcd.io/etcd/etcdserver/server.go", own},
		{"golang.org/x/sync/errgroup.(*Group).Go.func1", "golang.org/x/sync@v0.8.0/errgroup/errgroup.go", wra},
		{"golang.org/x/sync/errgroup.(*Group).Go.func1", "", wra},
		{"main.run.gowrap1", "/srv/shop/main.go", wra},
		{"main.(*T).close.deferwrap2", "/srv/shop/main.go", wra},
	} {
		f := evidence.Frame{Func: c.function, File: c.file, Line: 1}
		var got []string
		for name, is := range map[string]bool{own: correlate.Own(f), std: correlate.Std(f), wra: correlate.Wrapper(f)} {
			if is {
				got = append(got, name)
			}
		}
		if len(got) == 0 && correlate.Dependency(f) {
			got = []string{dep}
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s in %q: %v, want %s", c.function, c.file, got, c.want)
		}
	}
}

func TestHome(t *testing.T) {
	for _, c := range []struct{ why, stack, want string }{
		{"the innermost of the program's own", "runtime.chansend1 < sync.(*Mutex).Lock < main.put a.go:1 < main.run a.go:9", "main.put"},
		{"past a dependency, which only waits for the program", "github.com/lib/pq.(*conn).Ping /m/pq@v1/c.go:3 < main.check a.go:4", "main.check"},
		{"past wrappers", "runtime.chanrecv1 < golang.org/x/sync/semaphore.(*Weighted).Acquire s.go:4 < main.work a.go:4 < golang.org/x/sync/errgroup.(*Group).Go.func1 g.go:3", "main.work"},
		{"past gowrap", "runtime.chanrecv1 < main.loop a.go:4 < main.run.gowrap1 a.go:9", "main.loop"},
		{"the dependency where nothing is the program's", "runtime.selectgo < github.com/lib/pq.(*conn).watch.func1 /m/pq@v1/c.go:3 < github.com/lib/pq.run /m/pq@v1/c.go:9", "github.com/lib/pq.(*conn).watch.func1"},
		{"failing that, what asked for the wait", "runtime.selectgo < net/http.(*persistConn).writeLoop t.go:3", "net/http.(*persistConn).writeLoop"},
		{"not what carries it out", "internal/poll.runtime_pollWait < internal/poll.(*FD).Read < net.(*conn).Read", "net.(*conn).Read"},
		{"failing that, the outermost", "runtime.gopark < runtime.bgsweep", "runtime.bgsweep"},
		{"generic code is the program's", "runtime.chansend1 < shop/stream.Collect[...] stream/c.go:3 < main.run a.go:9", "shop/stream.Collect[...]"},
		{"a test of the library is the program", "runtime.chanrecv1 < net/http.(*Client).do c.go:3 < net/http.TestX src/net/http/x_test.go:3 < testing.tRunner", "net/http.TestX"},
	} {
		s := stack(c.stack)
		if got := s.Frames[correlate.Home(s)].Func; got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
	if got := correlate.Home(nil); got != -1 {
		t.Errorf("Home(nil) = %d", got)
	}
	if got := correlate.Home(&evidence.Stack{}); got != -1 {
		t.Errorf("Home of no frames = %d", got)
	}
}

// stack makes a stack of frames such as "main.put a.go:1".
func stack(text string) *evidence.Stack {
	s := &evidence.Stack{}
	for _, part := range strings.Split(text, " < ") {
		function, file, _ := strings.Cut(part, " ")
		file, _, _ = strings.Cut(file, ":")
		s.Frames = append(s.Frames, evidence.Frame{Func: function, File: file, Line: 1})
	}
	return s
}
