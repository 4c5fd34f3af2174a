package exectrace

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"

	"golang.org/x/exp/trace"
)

// The benchmarks read one big trace, generated once and kept in the temporary directory:
//
//	go test -run - -bench . ./parse/exectrace
//	go test -run - -bench . -benchtrace trace.out ./parse/exectrace
//
// BenchmarkDrain is the reader alone, the least any program on it can cost. The ratio of the two is
// what this package is answerable for; peak-MB is the largest live and dead heap seen.
var benchTrace = flag.String("benchtrace", "", "trace to benchmark with; generated when empty")

const benchMB = 100

func BenchmarkDrain(b *testing.B) {
	benchmark(b, func(r io.Reader) int64 {
		tr, err := trace.NewReader(r)
		if err != nil {
			b.Fatal(err)
		}
		for n := int64(0); ; n++ {
			if _, err := tr.ReadEvent(); err == io.EOF {
				return n
			} else if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	benchmark(b, func(r io.Reader) int64 {
		set, err := Parse(context.Background(), r, "bench.trace", Options{})
		if err != nil {
			b.Fatal(err)
		}
		return set.Sources[0].Events
	})
}

// benchmark times read over the whole trace. The file is in memory so that no disk is measured.
func benchmark(b *testing.B, read func(io.Reader) int64) {
	data := benchData(b)
	heap := watchHeap()
	b.SetBytes(int64(len(data)))
	var events int64
	for b.Loop() {
		events += read(bytes.NewReader(data))
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds()/1e6, "Mevents/s")
	b.ReportMetric(float64(heap()-uint64(len(data)))/1e6, "peak-MB")
}

func benchData(b *testing.B) []byte {
	path := *benchTrace
	if path == "" {
		path = filepath.Join(os.TempDir(), "ctxscope-bench-"+runtime.Version()+"-"+strconv.Itoa(benchMB)+"MB.trace")
		if _, err := os.Stat(path); err != nil {
			generate(b, path)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// generate writes the trace beside path first: an interrupted run must not leave half a trace behind.
func generate(b *testing.B, path string) {
	b.Logf("generating %s", path)
	part := path + ".part"
	if out, err := exec.Command("go", "run", "./internal/tracegen", "-o", part, "-mb", strconv.Itoa(benchMB)).CombinedOutput(); err != nil {
		b.Fatalf("tracegen: %v\n%s", err, out)
	}
	if err := os.Rename(part, path); err != nil {
		b.Fatal(err)
	}
}

// watchHeap looks at the heap every few milliseconds until the returned function is called.
func watchHeap() (peak func() uint64) {
	runtime.GC()
	stop, result := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-stop:
				result <- most
				return
			}
		}
	}()
	return func() uint64 { close(stop); return <-result }
}
