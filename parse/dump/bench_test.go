package dump

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/dump/internal/dumpgen"
)

// The benchmarks read generated dumps, or one of your own:
//
//	go test ./parse/dump -run - -bench .
//	go test ./parse/dump -run - -bench Million -benchtime 1x -million
//	go test ./parse/dump -run - -bench File -benchdump sigquit.txt
//
// BenchmarkLines only finds the lines: the floor. peak-MB is the largest live and dead heap seen, without
// the dump itself. The module in peers/ compares with other parsers.
var (
	million   = flag.Bool("million", false, "benchmark a million goroutines, too")
	benchDump = flag.String("benchdump", "", "dump to benchmark with")
)

func BenchmarkLines100k(b *testing.B) {
	benchmark(b, generate(100_000, false), func(data []byte) int {
		in := newLines(bytes.NewReader(data))
		for {
			if _, ok := in.next(); !ok {
				return in.no
			}
		}
	})
}

func BenchmarkParse10k(b *testing.B)  { benchmark(b, generate(10_000, false), parsed(b)) }
func BenchmarkParse100k(b *testing.B) { benchmark(b, generate(100_000, false), parsed(b)) }
func BenchmarkCrash100k(b *testing.B) { benchmark(b, generate(100_000, true), parsed(b)) }
func BenchmarkMillion(b *testing.B) {
	if !*million {
		b.Skip("without -million")
	}
	var buf bytes.Buffer
	dumpgen.Write(&buf, dumpgen.Config{Goroutines: 1_000_000, Stacks: 5000, Depth: 12})
	benchmark(b, buf.Bytes(), parsed(b))
}

func BenchmarkFile(b *testing.B) {
	if *benchDump == "" {
		b.Skip("without -benchdump")
	}
	data, err := os.ReadFile(*benchDump)
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, data, parsed(b))
}

func parsed(b *testing.B) func(data []byte) int {
	return func(data []byte) int {
		set, err := Parse(context.Background(), bytes.NewReader(data), "bench", Options{})
		if err != nil {
			b.Fatal(err)
		}
		return len(set.Goroutines)
	}
}

func generate(n int, crash bool) []byte {
	var buf bytes.Buffer
	dumpgen.Write(&buf, dumpgen.Config{Goroutines: n, Crash: crash})
	return buf.Bytes()
}

// benchmark times read over data, which is in memory so that no disk is measured.
func benchmark(b *testing.B, data []byte, read func([]byte) int) {
	heap := watchHeap()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = read(data)
		b.StopTimer()
		runtime.GC() // or the peak would be that of two readings
		b.StartTimer()
	}
	b.ReportMetric(float64(n), "read")
	b.ReportMetric(float64(heap())/1e6, "peak-MB")
	runtime.KeepAlive(data)
}

// watchHeap looks at the heap every few milliseconds until the returned function is called, which tells by how
// much it grew.
func watchHeap() (growth func() uint64) {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	stop, result := make(chan struct{}), make(chan uint64)
	go func() {
		most := before
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-stop:
				result <- most - before
				return
			}
		}
	}()
	return func() uint64 { close(stop); return <-result }
}

// TestMemory asserts what a goroutine costs: its record, and little more.
func TestMemory(t *testing.T) {
	data := generate(20_000, false)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	set, err := Parse(context.Background(), bytes.NewReader(data), "bench", Options{})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	each := (after.TotalAlloc - before.TotalAlloc - bufferSize) / uint64(len(set.Goroutines))
	t.Log(fmt.Sprint(each, " bytes allocated for each goroutine"))
	if each > 700 {
		t.Errorf("%d bytes allocated for each goroutine", each)
	}
}
