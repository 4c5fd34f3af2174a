package correlate

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/evidence/evidencetest"
)

// parkedStacks are what goroutines that are parked by design look like, one for each row of the table and
// in its order: the wait and the stack, as a trace has them. A few come from builds without versions in
// their paths.
var parkedStacks = slices.Concat(parkedStdStacks, parkedRPCStacks, parkedStoresStacks, parkedQueuesStacks, parkedTelemetryStacks, parkedClustersStacks)

// Every row recognises what it is for, and only as long as nothing of the program runs inside of it.
func TestParkedByDesign(t *testing.T) {
	if len(parkedStacks) != len(parkedByDesign) {
		t.Fatalf("%d stacks for %d rows: each row needs one, in the order of the table", len(parkedStacks), len(parkedByDesign))
	}
	for i, row := range parkedByDesign {
		text := parkedStacks[i]
		function, why := parkedAt(t, text)
		if why != row.sentence() || !strings.HasPrefix(function, row.prefix) {
			t.Errorf("%q\nis recognised by %q: %q\nwant the row %q: %q", text, function, why, row.prefix, row.sentence())
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
		if by, why := parkedAt(t, "chan send: "+frames); why == row.sentence() {
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
		{"goroutine 1 select: runtime.selectgo < main.main main.go:3 < runtime.main < runtime.goexit", "main.main"}, // a crash dump
		{"goroutine 7 select: runtime.selectgo < main.main main.go:3 < runtime.main", "main.main"},                  // a profile, where ids are made up
		{"goroutine 7 GC worker (idle): runtime.gopark < runtime.gcBgMarkWorker < runtime.goexit", "runtime"},
		{"goroutine 7 select: runtime.selectgo < main.main.func1 main.go:3 < runtime.goexit", ""},
		{"goroutine 1 select: runtime.selectgo < main.TestMain main_test.go:7", ""},
		{"goroutine 7 chan send: main.work main.go:7", ""},
		{"goroutine 7 coroutine: runtime.coroswitch_m < runtime.coroswitch < main.(*Tree).walk main.go:7 < runtime.corostart", ""},
	} {
		set := evidencetest.Set(t, c.timeline)
		if by, _ := NewIndex(set).Parked(set.Goroutines[0]); by != c.by {
			t.Errorf("%s: parked by %q, want %q", c.timeline, by, c.by)
		}
	}
}

// A connection of the program's own may sit inside a wait for the network; a handler may not.
func TestParkedBelowOwnConn(t *testing.T) {
	const serve = " < bufio.(*Reader).Peek < net/http.(*conn).serve"
	for _, c := range []struct {
		text   string
		parked bool
	}{
		{"IO wait: net.(*conn).Read < shop/count.(*Conn).Read conn.go:3 < net/http.(*connReader).Read" + serve, true},
		{"IO wait: net.(*netFD).Read < net.(*conn).Read < shop/tls.Conn.Read conn.go:3" + serve, false}, // could be any function called Read
		{"IO wait: net.(*conn).Read < shop/api.(*API).Upload api.go:3" + serve, false},
		{"select: runtime.selectgo < shop/queue.(*Conn).Read conn.go:3 < net/http.(*persistConn).writeLoop", false},
	} {
		if by, _ := parkedAt(t, c.text); (by != "") != c.parked {
			t.Errorf("%s\nis parked by %q, want parked: %v", c.text, by, c.parked)
		}
	}
}

// A library's function that the program calls is the program's wait, whatever else the library parks.
func TestParkedInALibraryCall(t *testing.T) {
	for _, text := range []string{
		"select: runtime.selectgo < github.com/nats-io/nats%2ego.(*Conn).RequestWithContext /m/nats.go@v1.36.0/nats.go:3 < main.handle main.go:3",
		"sync.Mutex.Lock: sync.(*Mutex).Lock < k8s.io/klog/v2.(*loggingT).output /m/klog/v2@v2.130.1/klog.go:3 < main.handle main.go:3",
		"select: runtime.selectgo < github.com/rabbitmq/amqp091-go.(*Connection).openChannel /m/amqp091-go@v1.10.0/c.go:3 < main.handle main.go:3",
		"select: runtime.selectgo < database/sql.(*DB).conn < database/sql.(*DB).QueryContext < main.handle main.go:3",
	} {
		if by, _ := parkedAt(t, text); by != "" {
			t.Errorf("%s\nis parked by %q", text, by)
		}
	}
}

// A few connection openers are a few databases; hundreds are databases that nobody closed.
func TestParkedInNumbers(t *testing.T) {
	const opener = " select: runtime.selectgo < database/sql.(*DB).connectionOpener"
	const idle = " IO wait: net.(*conn).Read < net/http.(*conn).serve"
	for _, c := range []struct {
		timeline string
		parked   bool
	}{
		{"goroutines 5..104" + opener, true},
		{"goroutines 5..105" + opener, false},
		{"goroutines 5..1005" + idle, true},
		{"goroutines 5..12 sleep: time.Sleep < k8s.io/klog/v2.(*flushDaemon).run.func1", true},
		{"goroutines 5..13 sleep: time.Sleep < k8s.io/klog/v2.(*flushDaemon).run.func1", false},
	} {
		set := evidencetest.Set(t, c.timeline)
		if got := NewIndex(set).ByDesign(set.Goroutine(5)); got != c.parked {
			t.Errorf("%s: parked %v, want %v", c.timeline, got, c.parked)
		}
	}
}

// parkedAt asks whether a goroutine that does text is parked.
func parkedAt(t *testing.T, text string) (function, why string) {
	t.Helper()
	set := evidencetest.Set(t, "goroutine 7 "+text)
	return NewIndex(set).Parked(set.Goroutine(evidence.GoID(7)))
}
