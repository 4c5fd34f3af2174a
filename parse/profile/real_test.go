package profile

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// taken is a profile of this process; debug 0 is unpacked protobuf, 1 is text.
func taken(t testing.TB, name string, debug int) []byte {
	t.Helper()
	p := pprof.Lookup(name)
	if p == nil {
		t.Skipf("no %s profile in this Go: build with GOEXPERIMENT=goroutineleakprofile", name)
	}
	var b bytes.Buffer
	if err := p.WriteTo(&b, debug); err != nil {
		t.Fatal(err)
	}
	if debug > 0 {
		return b.Bytes()
	}
	return unpacked(t, b.Bytes())
}

func unpacked(t testing.TB, data []byte) []byte {
	t.Helper()
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	data, err = io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// forms are the two forms of a profile, by debug level.
var forms = map[string]int{"protobuf": 0, "text": 1}

type heapKey struct{}

//go:noinline
func makeContexts(n int) (cancels []context.CancelFunc) {
	parent, cancel := context.WithCancel(context.Background())
	cancels = append(cancels, cancel)
	for range n {
		ctx, cancel := context.WithTimeout(parent, time.Hour)
		_ = context.WithValue(ctx, heapKey{}, n)
		cancels = append(cancels, cancel)
	}
	return cancels
}

// TestHeap finds 250 live contexts, their timers and their parent's table of children, each with the
// frames by which a census counts them. Every allocation is counted for the time being, so the numbers are
// known exactly.
func TestHeap(t *testing.T) {
	defer func(rate int) { runtime.MemProfileRate = rate }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1
	cancels := makeContexts(250)
	runtime.GC()
	runtime.GC()
	for form, debug := range forms {
		t.Run(form, func(t *testing.T) {
			set := readGood(t, taken(t, "heap", debug))
			live := make(map[string]int64)
			for _, a := range set.Allocs {
				frames := a.Stack.All()
				for i := range frames {
					if strings.HasSuffix(frames[i].Func, "profile.makeContexts") && i > 0 {
						for _, f := range frames[:i] {
							live[f.Func] += a.InUseObjects
						}
						if a.Samples != float64(a.InUseObjects) {
							t.Errorf("%d objects rest on %v samples", a.InUseObjects, a.Samples)
						}
					}
				}
			}
			for _, want := range []string{"context.WithTimeout", "context.WithDeadlineCause", "time.AfterFunc"} {
				if live[want] < 250 {
					t.Errorf("%d objects live at %s, want 250 or more, of %v", live[want], want, live)
				}
			}
			if live["context.(*cancelCtx).propagateCancel"] == 0 {
				t.Errorf("no table of children, of %v", live)
			}
		})
	}
	for _, cancel := range cancels {
		cancel()
	}
}

// TestAllocs: an allocs profile has the figures of a heap profile.
func TestAllocs(t *testing.T) {
	set := readGood(t, taken(t, "allocs", 0))
	if src := set.Sources[0]; src.Kind != evidence.HeapProfile || len(set.Allocs) == 0 || time.Since(src.Wall) > time.Minute {
		t.Errorf("%s of %v with %d sites", src.Kind, src.Wall, len(set.Allocs))
	}
}

// park starts a goroutine for each way to wait, and returns how to end those that can be ended.
func park() (end func()) {
	in, out, done := make(chan int), make(chan int), make(chan int)
	var locked sync.Mutex
	var written sync.RWMutex
	locked.Lock()
	written.Lock()
	var wg sync.WaitGroup
	wg.Add(1)
	pprof.Do(context.Background(), pprof.Labels("job", "in\"dex", "shard", "7"), func(context.Context) {
		go waitReceive(in)
		go waitSend(out)
	})
	go waitSelect(in, done)
	go waitLock(&locked)
	go waitRead(&written)
	go waitGroup(&wg)
	go waitTime(done)
	return func() {
		close(in)
		<-out
		close(done)
		locked.Unlock()
		written.Unlock()
		wg.Done()
	}
}

func waitReceive(c chan int)      { <-c }
func waitSend(c chan int)         { c <- 1 }
func waitLock(m *sync.Mutex)      { m.Lock(); m.Unlock() }
func waitRead(m *sync.RWMutex)    { m.RLock(); m.RUnlock() }
func waitGroup(w *sync.WaitGroup) { w.Wait() }
func waitSelect(a, b chan int) {
	select {
	case <-a:
	case <-b:
	}
}

func waitTime(done chan int) {
	for {
		select {
		case <-done:
			return
		default:
			time.Sleep(time.Millisecond)
		}
	}
}

// TestGoroutines: what each goroutine waits for, from its whole stack and from a text without the frames
// of the runtime alike.
func TestGoroutines(t *testing.T) {
	end := park()
	defer end()
	time.Sleep(20 * time.Millisecond)
	for form, debug := range forms {
		t.Run(form, func(t *testing.T) {
			waits := make(map[string]evidence.Wait)
			labels := make(map[string][]evidence.Label)
			set := readGood(t, taken(t, "goroutine", debug))
			for _, g := range set.Goroutines {
				entry := g.Created.Entry().Func
				entry = entry[strings.LastIndexByte(entry, '.')+1:]
				waits[entry], labels[entry] = g.Wait, g.Labels
				if g.ID.Known() || g.Created.Seen {
					t.Errorf("%s has id %d, seen %v", entry, g.ID, g.Created.Seen)
				}
			}
			for entry, want := range map[string]evidence.Wait{
				"waitReceive": evidence.WaitReceive, "waitSend": evidence.WaitSend, "waitSelect": evidence.WaitSelect,
				"waitLock": evidence.WaitMutex, "waitRead": evidence.WaitRLock, "waitGroup": evidence.WaitGroup,
			} {
				if waits[entry] != want {
					t.Errorf("%s is waiting on %q, want %q", entry, waits[entry], want)
				}
			}
			if got := labels["waitSend"]; len(got) != 2 || got[0] != (evidence.Label{Key: "job", Value: "in\"dex"}) {
				t.Errorf("labels %v", got)
			}
		})
	}
}

// TestLeaks: the runtime's own verdict, where this Go gives one.
func TestLeaks(t *testing.T) {
	go waitReceive(make(chan int))
	time.Sleep(10 * time.Millisecond)
	for form, debug := range forms {
		t.Run(form, func(t *testing.T) {
			set := readGood(t, taken(t, "goroutineleak", debug))
			if set.Sources[0].Kind != evidence.GoroutineLeak || len(set.Goroutines) == 0 {
				t.Fatalf("%s of %d", set.Sources[0].Kind, len(set.Goroutines))
			}
			for _, g := range set.Goroutines {
				if !g.Leaked || g.State != evidence.Waiting {
					t.Errorf("leaked %v, %v", g.Leaked, g.State)
				}
			}
		})
	}
}

// TestContended: block and mutex profiles have the same types; their leaves tell them apart.
func TestContended(t *testing.T) {
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	defer runtime.SetBlockProfileRate(0)
	defer runtime.SetMutexProfileFraction(0)
	end := park()
	time.Sleep(20 * time.Millisecond)
	end()
	time.Sleep(20 * time.Millisecond)
	for name, kind := range map[string]evidence.Kind{"block": evidence.BlockProfile, "mutex": evidence.MutexProfile} {
		for form, debug := range forms {
			t.Run(name+" "+form, func(t *testing.T) {
				set := readGood(t, taken(t, name, debug))
				var delay time.Duration
				for _, c := range set.Contentions {
					delay += c.Delay
				}
				if set.Sources[0].Kind != kind || delay < 15*time.Millisecond {
					t.Errorf("%s with %v", set.Sources[0].Kind, delay)
				}
			})
		}
	}
}

// TestSamples reads the heap profiles of the incidents that come with the program.
func TestSamples(t *testing.T) {
	files, _ := filepath.Glob("../../samples/*/captured/heap.pb.gz")
	if len(files) == 0 {
		t.Skip("no samples")
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		packed, raw := readGood(t, data), readGood(t, unpacked(t, data))
		if a, b := printed(packed, "allocs"), printed(raw, "allocs"); a != b {
			t.Errorf("%s: packed and unpacked differ", path)
		}
		if raw.Sources[0].Kind != evidence.HeapProfile || raw.Sources[0].Wall.IsZero() || raw.Sources[0].Records == 0 {
			t.Errorf("%s: %+v", path, raw.Sources[0])
		}
	}
}

// TestTrace reads what `go tool trace -pprof=net` wrote.
func TestTrace(t *testing.T) {
	data, err := os.ReadFile("testdata/trace-net.pb.gz")
	if err != nil {
		t.Fatal(err)
	}
	set := readGood(t, data)
	if set.Sources[0].Kind != evidence.BlockProfile || len(set.Contentions) == 0 || set.Contentions[0].Delay < time.Millisecond {
		t.Errorf("%s of %d", set.Sources[0].Kind, len(set.Contentions))
	}
	if want := "written by go tool trace, by its stacks, of waits for the network"; set.Sources[0].Note != want {
		t.Errorf("note %q", set.Sources[0].Note)
	}
}

// TestTracedKinds: what a profile of go tool trace counts its stacks tell. Time without a processor is no contention,
// wherever goroutines were as they became ready: nobody held them up there.
func TestTracedKinds(t *testing.T) {
	for note, stacks := range map[string][]string{
		"of waits for channels and locks": {"runtime.chansend1 < main.a", "runtime.gcMarkDone < runtime.gcBgMarkWorker", "sync.(*Mutex).Lock < context.(*cancelCtx).cancel < main.b"},
		"of system calls":                 {"syscall.read < os.(*File).Read < main.a", "internal/runtime/syscall.Syscall6 < main.b"},
		"were ready to run and did not":   {"sync.(*Mutex).Unlock < context.(*cancelCtx).cancel < main.b", "main.a"},
	} {
		p := &profile.Profile{SampleType: types("contentions/count delay/nanoseconds"), PeriodType: &profile.ValueType{Type: "trace", Unit: "count"}, Period: 1}
		for _, s := range stacks {
			p.Sample = append(p.Sample, &profile.Sample{Value: []int64{3, 1e6}, Location: calls(s)})
		}
		set := readGood(t, written(t, p))
		used := !strings.Contains(note, "ready")
		if src := set.Sources[0]; !strings.Contains(src.Note, note) || (len(set.Contentions) > 0) != used {
			t.Errorf("note %q with %d contentions, want one with %q", src.Note, len(set.Contentions), note)
		}
	}
}
