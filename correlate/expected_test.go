package correlate

import (
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// parkedStacks are what goroutines that are parked by design look like, one for each row of the table and
// in its order: the wait and the stack, as a trace has them.
var parkedStacks = []string{
	"chan receive: runtime.chanrecv1 < runtime/trace.Start.func1",
	"sleep: time.Sleep < runtime/pprof.profileWriter",
	"chan receive: runtime.notetsleepg < os/signal.loop",
	"syscall: runtime.notetsleepg < os/signal.signal_recv < os/signal.loop",
	"select: runtime.selectgo < os/signal.NotifyContext.func1",
	"chan receive: runtime.chanrecv1 < testing.(*testState).waitParallel < testing.(*T).Parallel < main.TestPay pay_test.go:3 < testing.tRunner",

	"IO wait: internal/poll.runtime_pollWait < internal/poll.(*FD).Accept < net.(*TCPListener).Accept < main.listen main.go:3",
	"IO wait: internal/poll.runtime_pollWait < internal/poll.(*FD).Accept < net.(*UnixListener).Accept < main.listen main.go:3",
	"IO wait: internal/poll.runtime_pollWait < internal/poll.(*FD).Accept < net.(*netFD).accept < net.(*TCPListener).accept < net/http.(*Server).Serve < main.main main.go:3",
	"IO wait: internal/poll.runtime_pollWait < net.(*UDPConn).ReadFrom < main.dns dns.go:3",
	"IO wait: internal/poll.runtime_pollWait < net.(*UnixConn).ReadMsgUnix < main.ipc ipc.go:3",
	"IO wait: internal/poll.runtime_pollWait < net.(*IPConn).ReadFrom < main.ping ping.go:3",

	"IO wait: internal/poll.runtime_pollWait < net.(*conn).Read < net/http.(*connReader).backgroundRead",
	"IO wait: internal/poll.runtime_pollWait < net.(*conn).Read < bufio.(*Reader).ReadLine < net/http.(*conn).readRequest < net/http.(*conn).serve",
	"IO wait: internal/poll.runtime_pollWait < net.(*conn).Read < bufio.(*Reader).Peek < net/http.(*conn).serve",
	"select: runtime.selectgo < net/http.(*http2serverConn).serve < net/http.http2ConfigureServer.func1 < net/http.(*conn).serve",
	"select: runtime.selectgo < net/http/internal/http2.(*serverConn).serve < net/http.(*conn).serve",
	"select: runtime.selectgo < golang.org/x/net/http2.(*serverConn).serve /m/net@v0.30.0/http2/h.go:3 < golang.org/x/net/http2.(*Server).ServeConn /m/net@v0.30.0/http2/h.go:3",

	"IO wait: internal/poll.runtime_pollWait < net.(*conn).Read < net/http.(*persistConn).Read < bufio.(*Reader).Peek < net/http.(*persistConn).readLoop",
	"select: runtime.selectgo < net/http.(*persistConn).writeLoop",
	"IO wait: internal/poll.runtime_pollWait < net/http.(*http2ClientConn).readLoop",
	"IO wait: internal/poll.runtime_pollWait < net/http.(*http2clientConnReadLoop).run < net/http.(*http2ClientConn).readLoop",
	"IO wait: internal/poll.runtime_pollWait < net/http/internal/http2.(*ClientConn).readLoop",
	"IO wait: internal/poll.runtime_pollWait < net/http/internal/http2.(*clientConnReadLoop).run < net/http/internal/http2.(*ClientConn).readLoop",
	"IO wait: internal/poll.runtime_pollWait < golang.org/x/net/http2.(*ClientConn).readLoop /m/net@v0.30.0/http2/h.go:3",
	"IO wait: internal/poll.runtime_pollWait < golang.org/x/net/http2.(*clientConnReadLoop).run /m/net@v0.30.0/http2/h.go:3 < golang.org/x/net/http2.(*ClientConn).readLoop /m/net@v0.30.0/http2/h.go:3",

	"select: runtime.selectgo < database/sql.(*DB).connectionOpener",
	"select: runtime.selectgo < database/sql.(*DB).connectionResetter",
	"select: runtime.selectgo < database/sql.(*DB).connectionCleaner",
	"select: runtime.selectgo < github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1 /m/mysql@v1.8.1/connection.go:3",
	"select: runtime.selectgo < github.com/lib/pq.(*conn).watchCancel.func1 /m/pq@v1.10.9/conn_go18.go:3",
	"select: runtime.selectgo < github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck /m/pgx/v5@v5.6.0/pgxpool/pool.go:3",

	"select: runtime.selectgo < google.golang.org/grpc/internal/transport.(*http2Server).keepalive /m/grpc@v1.65.0/t.go:3",
	"IO wait: internal/poll.runtime_pollWait < google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams /m/grpc@v1.65.0/t.go:3 < google.golang.org/grpc.(*Server).serveStreams /m/grpc@v1.65.0/server.go:3",
	"select: runtime.selectgo < google.golang.org/grpc/internal/transport.(*http2Client).keepalive /m/grpc@v1.65.0/t.go:3",
	"IO wait: internal/poll.runtime_pollWait < google.golang.org/grpc/internal/transport.(*http2Client).reader /m/grpc@v1.65.0/t.go:3",
	"select: runtime.selectgo < google.golang.org/grpc/internal/transport.(*controlBuffer).get /m/grpc@v1.65.0/t.go:3 < google.golang.org/grpc/internal/transport.(*loopyWriter).run /m/grpc@v1.65.0/t.go:9",
	"select: runtime.selectgo < google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run /m/grpc@v1.65.0/c.go:3",
	"select: runtime.selectgo < google.golang.org/grpc/internal/resolver/dns.(*dnsResolver).watcher /m/grpc@v1.65.0/d.go:3",
	"chan receive: runtime.chanrecv2 < google.golang.org/grpc.(*Server).serverWorker /m/grpc@v1.65.0/server.go:3",

	"select: runtime.selectgo < github.com/golang/glog.(*fileSink).flushDaemon /m/glog@v1.2.0/glog_file.go:3",
	"select: runtime.selectgo < k8s.io/klog/v2.(*flushDaemon).run.func1 /m/klog/v2@v2.130.1/klog.go:3",
	"select: runtime.selectgo < go.opencensus.io/stats/view.(*worker).start /m/go.opencensus.io@v0.24.0/worker.go:3",
	"select: runtime.selectgo < go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).processQueue /m/otel/sdk@v1.28.0/b.go:3",
	"select: runtime.selectgo < go.opentelemetry.io/otel/sdk/metric.(*PeriodicReader).run /m/otel/sdk/metric@v1.28.0/p.go:3",
	"IO wait: internal/poll.runtime_pollWait < os.(*File).Read < github.com/fsnotify/fsnotify.(*inotify).readEvents /m/fsnotify@v1.7.0/b.go:3",
	"IO wait: internal/poll.runtime_pollWait < github.com/nats-io/nats%2ego.(*Conn).readLoop /m/nats.go@v1.36.0/nats.go:3",
	"chan receive: runtime.chanrecv2 < gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun /m/lumberjack.v2@v2.2.1/l.go:3",
}

// Every row recognises what it is for, and only as long as nothing of the program runs inside of it.
func TestParkedByDesign(t *testing.T) {
	if len(parkedStacks) != len(parkedByDesign) {
		t.Fatalf("%d stacks for %d rows: each row needs one, in the order of the table", len(parkedStacks), len(parkedByDesign))
	}
	for i, row := range parkedByDesign {
		text := parkedStacks[i]
		function, why := parkedAt(t, text)
		if why != row.why || !strings.HasPrefix(function, row.prefix) {
			t.Errorf("%q\nis recognised by %q: %q\nwant the row %q: %q", text, function, why, row.prefix, row.why)
		}
		wait, frames, _ := strings.Cut(text, ": ")
		for _, inside := range []string{"main.(*API).Pay api.go:9", "main.pump[...] pump.go:3", "runtime.chansend1 < shop/internal/hub.(*Hub).put hub.go:3"} {
			if by, _ := parkedAt(t, wait+": "+inside+" < "+frames); by != "" {
				t.Errorf("%q inside of %q is recognised as parked by %s", inside, row.prefix, by)
			}
		}
		if row.wait == "" {
			continue
		}
		if by, why := parkedAt(t, "chan send: "+frames); why == row.why {
			t.Errorf("%q is parked by %s in a chan send too, want only %s", frames, by, row.wait)
		}
	}
}

// The sentences go into reports as they are.
func TestParkedTable(t *testing.T) {
	seen := map[[2]string]bool{}
	for _, row := range parkedByDesign {
		key := [2]string{row.prefix, string(row.wait)}
		if seen[key] {
			t.Errorf("%s %s stands twice", row.prefix, row.wait)
		}
		seen[key] = true
		if row.why == "" || strings.HasSuffix(row.why, ".") || strings.Contains(row.why, "\n") {
			t.Errorf("%s: %q, want one sentence without a full stop", row.prefix, row.why)
		}
		if !strings.Contains(row.prefix, ".") && !strings.HasSuffix(row.prefix, "/") {
			t.Errorf("%s is no prefix of a function", row.prefix)
		}
	}
}

// What belongs to the runtime, and the main goroutine, are known without the table.
func TestParkedWithoutRow(t *testing.T) {
	for _, c := range []struct {
		timeline, by string
	}{
		{"goroutine 7 GC worker (idle): runtime.gopark < runtime.gcBgMarkWorker", "runtime"},
		{"goroutine 7 chan receive: runtime.chanrecv1 < runtime.(*x).f < runtime.ensureSigM.func1", "runtime"},
		{"goroutine 1 select: runtime.selectgo < main.serve main.go:7 < main.main main.go:3", "main.main"},
		{"goroutine 7 select: runtime.selectgo < main.serve main.go:7 < main.main main.go:3", ""},
		{"goroutine 1 select: runtime.selectgo < main.TestMain main_test.go:7", ""},
		{"goroutine 7 chan send: main.work main.go:7", ""},
	} {
		set := evidencetest.Set(t, c.timeline)
		if by, _ := NewIndex(set).Parked(set.Goroutines[0]); by != c.by {
			t.Errorf("%s: parked by %q, want %q", c.timeline, by, c.by)
		}
	}
}

// parkedAt asks whether a goroutine that does text is parked.
func parkedAt(t *testing.T, text string) (function, why string) {
	t.Helper()
	set := evidencetest.Set(t, "goroutine 7 "+text)
	return NewIndex(set).Parked(set.Goroutine(evidence.GoID(7)))
}
