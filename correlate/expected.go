package correlate

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// parked is a kind of goroutine that is parked by design. It is recognised by one library function on
// the stack inside of which nothing of the program runs: a connection's goroutine that is in a handler
// is the handler's business.
type parked struct {
	prefix string        // of the function's name
	wait   evidence.Wait // only if it waits so; empty: whatever it waits for
	why    string        // one sentence, no full stop
}

// parkedByDesign is the table, looked through in order. Keep it by package.
var parkedByDesign = []parked{
	// The runtime's own, by their entry function or its package.
	{"runtime/trace.", "", "belongs to the execution tracer"},
	{"runtime/pprof.", "", "belongs to the profiler"},
	{"os/signal.loop", "", "hands signals to signal.Notify, one per process"},
	{"os/signal.signal_recv", "", "hands signals to signal.Notify, one per process"},
	{"os/signal.NotifyContext", "", "waits for a signal, or for stop to be called"},

	{"testing.", "", "belongs to the test framework: waits for a subtest, or for its turn"},

	// Network: who accepts or reads waits for the other side.
	{"net.(*TCPListener).Accept", evidence.WaitIO, "accept loop: waits for the next connection"},
	{"net.(*UnixListener).Accept", evidence.WaitIO, "accept loop: waits for the next connection"},
	{"net.(*netFD).accept", evidence.WaitIO, "accept loop: waits for the next connection"},
	{"net.(*UDPConn).Read", "", "waits for the next datagram"},
	{"net.(*UnixConn).Read", "", "waits for the next datagram"},
	{"net.(*IPConn).Read", "", "waits for the next datagram"},

	// net/http server.
	{"net/http.(*connReader).backgroundRead", evidence.WaitIO, "notices when the client of a running request hangs up"},
	{"net/http.(*conn).readRequest", evidence.WaitIO, "keep-alive connection between two requests"},
	{"net/http.(*conn).serve", evidence.WaitIO, "keep-alive connection between two requests"},
	{"net/http.(*http2serverConn).", "", "HTTP/2 connection, waits for frames"},
	{"net/http/internal/http2.(*serverConn).", "", "HTTP/2 connection, waits for frames"},
	{"golang.org/x/net/http2.(*serverConn).", "", "HTTP/2 connection, waits for frames"},

	// net/http client.
	{"net/http.(*persistConn).readLoop", evidence.WaitIO, "client connection: idle in the pool, or waits for the response"},
	{"net/http.(*persistConn).writeLoop", evidence.WaitSelect, "client connection: waits for the next request"},
	{"net/http.(*http2ClientConn).readLoop", "", "HTTP/2 client connection, waits for frames"},
	{"net/http.(*http2clientConnReadLoop).run", "", "HTTP/2 client connection, waits for frames"},
	{"net/http/internal/http2.(*ClientConn).readLoop", "", "HTTP/2 client connection, waits for frames"},
	{"net/http/internal/http2.(*clientConnReadLoop).run", "", "HTTP/2 client connection, waits for frames"},
	{"golang.org/x/net/http2.(*ClientConn).readLoop", "", "HTTP/2 client connection, waits for frames"},
	{"golang.org/x/net/http2.(*clientConnReadLoop).run", "", "HTTP/2 client connection, waits for frames"},

	// database/sql and drivers.
	{"database/sql.(*DB).connectionOpener", "", "opens connections on demand, one per sql.DB"},
	{"database/sql.(*DB).connectionResetter", "", "resets returned connections, one per sql.DB"},
	{"database/sql.(*DB).connectionCleaner", "", "closes connections past their lifetime, one per sql.DB"},
	{"github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher", "", "watches the context of the connection's current query"},
	{"github.com/lib/pq.(*conn).watchCancel", "", "watches the context of the connection's current query"},
	{"github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck", "", "checks the pool's idle connections, one per pool"},

	// gRPC.
	{"google.golang.org/grpc/internal/transport.(*http2Server).keepalive", "", "gRPC server connection, keepalive timer"},
	{"google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams", evidence.WaitIO, "gRPC server connection, waits for frames"},
	{"google.golang.org/grpc/internal/transport.(*http2Client).keepalive", "", "gRPC client connection, keepalive timer"},
	{"google.golang.org/grpc/internal/transport.(*http2Client).reader", evidence.WaitIO, "gRPC client connection, waits for frames"},
	{"google.golang.org/grpc/internal/transport.(*controlBuffer).get", "", "gRPC connection, waits for frames to write"},
	{"google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run", "", "gRPC's queue of callbacks, one per client connection"},
	{"google.golang.org/grpc/internal/resolver/", "", "gRPC name resolver, one per client connection"},
	{"google.golang.org/grpc.(*Server).serverWorker", "", "idle gRPC server worker"},

	// Background workers of widespread libraries: one per process, client or logger.
	{"github.com/golang/glog.", "", "flushes the log now and then, one per process"},
	{"k8s.io/klog/v2.", "", "flushes the log now and then, one per process"},
	{"go.opencensus.io/stats/view.(*worker).start", "", "collects OpenCensus views, one per process"},
	{"go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor)", "", "sends finished spans, one per tracer provider"},
	{"go.opentelemetry.io/otel/sdk/metric.(*PeriodicReader)", "", "collects metrics now and then, one per meter provider"},
	{"github.com/fsnotify/fsnotify.", "", "waits for file-system events, one per watcher"},
	{"github.com/nats-io/nats%2ego.(*Conn).", "", "belongs to a NATS connection"},
	{"gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun", "", "compresses and removes old logs, one per logger"},
}

// Parked tells in a sentence why g is parked by design, and by which function it was recognised; both
// are empty when it is not known to be.
func (ix *Index) Parked(g *evidence.Goroutine) (function, why string) {
	switch {
	case runtimeOwn(g):
		return "runtime", "belongs to the runtime"
	case g.ID == 1 && g.Stack.Root().Func == "main.main":
		return "main.main", "the main goroutine"
	case g.Stack == nil:
		return "", ""
	}
	key := parkedKey{g.Stack, g.Wait}
	as, ok := ix.parked[key]
	if !ok {
		as = findParked(g)
		ix.parked[key] = as
	}
	return as.function, as.why
}

type parkedKey struct {
	stack *evidence.Stack
	wait  evidence.Wait
}

type parkedAs struct{ function, why string }

// runtimeOwn reports whether g runs a function of the runtime itself. Who created it does not matter:
// collector workers are started by whichever goroutine happens to allocate.
func runtimeOwn(g *evidence.Goroutine) bool {
	entry := g.Created.Entry.Func
	if entry == "" {
		entry = g.Stack.Root().Func
	}
	return entry == "" || strings.HasPrefix(entry, "runtime.") && entry != "runtime.main" && entry != "runtime.goexit"
}

func findParked(g *evidence.Goroutine) parkedAs {
	for _, f := range g.Stack.All() {
		if Own(f) {
			return parkedAs{}
		}
		for _, p := range parkedByDesign {
			if strings.HasPrefix(f.Func, p.prefix) && (p.wait == "" || p.wait == g.Wait) {
				return parkedAs{f.Func, p.why}
			}
		}
	}
	return parkedAs{}
}

// ByDesign reports whether g is parked by design.
func (ix *Index) ByDesign(g *evidence.Goroutine) bool {
	_, why := ix.Parked(g)
	return why != ""
}
