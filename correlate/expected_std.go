package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// parkedStd is the standard library, with what golang.org/x/net has of it.
var parkedStd = []parked{
	// What the runtime's packages start, by their entry function or its package.
	{"runtime/trace.", "", "belongs to the execution tracer", ""},
	{"runtime/pprof.", "", "belongs to the profiler", ""},
	{"net/http/pprof.", "", "serves a profile that takes a while", ""},
	{"os/signal.loop", "", "hands signals to signal.Notify", "process"},
	{"os/signal.signal_recv", "", "hands signals to signal.Notify", "process"},
	{"os/signal.NotifyContext", "", "waits for a signal, or for stop to be called", ""},

	{"testing.", "", "belongs to the test framework: waits for a subtest, or for its turn", ""},
	{"internal/fuzz.", "", "belongs to the test framework: waits for a fuzzing worker", ""},

	// Network: who accepts or reads waits for the other side.
	{"net.(*TCPListener).Accept", evidence.WaitIO, "accept loop: waits for the next connection", ""},
	{"net.(*UnixListener).Accept", evidence.WaitIO, "accept loop: waits for the next connection", ""},
	{"net.(*netFD).accept", evidence.WaitIO, "accept loop: waits for the next connection", ""},
	{"net.(*UDPConn).Read", "", "waits for the next datagram", ""},
	{"net.(*UnixConn).Read", "", "waits for the next datagram", ""},
	{"net.(*IPConn).Read", "", "waits for the next datagram", ""},
	{"golang.org/x/net/netutil.(*limitListener).", "", "accept loop: waits for the next connection, or for one of the allowed ones to close", ""},

	// net/http server.
	{"net/http.(*connReader).backgroundRead", evidence.WaitIO, "notices when the client of a running request hangs up", ""},
	{"net/http.(*conn).readRequest", evidence.WaitIO, "keep-alive connection between two requests", ""},
	{"net/http.(*conn).serve", evidence.WaitIO, "keep-alive connection between two requests", ""},
	{"net/http.(*http2serverConn).", "", "HTTP/2 connection, waits for frames", ""},
	{"net/http/internal/http2.(*serverConn).", "", "HTTP/2 connection, waits for frames", ""},
	{"golang.org/x/net/http2.(*serverConn).", "", "HTTP/2 connection, waits for frames", ""},

	// net/http client.
	{"net/http.(*persistConn).readLoop", evidence.WaitIO, "client connection: idle in the pool, or waits for the response", ""},
	{"net/http.(*persistConn).writeLoop", evidence.WaitSelect, "client connection: waits for the next request", ""},
	{"net/http.(*http2ClientConn).readLoop", "", "HTTP/2 client connection, waits for frames", ""},
	{"net/http.(*http2clientConnReadLoop).run", "", "HTTP/2 client connection, waits for frames", ""},
	{"net/http/internal/http2.(*ClientConn).readLoop", "", "HTTP/2 client connection, waits for frames", ""},
	{"net/http/internal/http2.(*clientConnReadLoop).run", "", "HTTP/2 client connection, waits for frames", ""},
	{"golang.org/x/net/http2.(*ClientConn).readLoop", "", "HTTP/2 client connection, waits for frames", ""},
	{"golang.org/x/net/http2.(*clientConnReadLoop).run", "", "HTTP/2 client connection, waits for frames", ""},

	// net/rpc.
	{"net/rpc.(*Server).ServeCodec", evidence.WaitIO, "RPC connection between two calls", ""},
	{"net/rpc.(*Client).input", evidence.WaitIO, "RPC client connection, waits for replies", ""},

	// database/sql.
	{"database/sql.(*DB).connectionOpener", "", "opens connections on demand", "sql.DB"},
	{"database/sql.(*DB).connectionResetter", "", "resets returned connections", "sql.DB"},
	{"database/sql.(*DB).connectionCleaner", "", "closes connections past their lifetime", "sql.DB"},
}
