// Command tracegen writes the execution trace of a made-up service, for benchmarks that need a big one.
//
//	go run ./parse/exectrace/internal/tracegen -o big.trace -mb 100
//
// The service is what ctxscope meets: requests with a deadline each, fanned out to pools of workers over
// channels, a lock, tasks and regions, many goroutines parked on a context that lives as long as the
// process, and now and then a request that leaks one. Requests are the same in every run and their
// number follows from -mb; the scheduler's choices are its own.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/trace"
	"sync"
	"sync/atomic"
)

func main() {
	out := flag.String("o", "tracegen.trace", "write the trace to `file`")
	mb := flag.Int64("mb", 100, "size of the trace, at least, in `MB`")
	parked := flag.Int("parked", 1000, "goroutines that wait for the service's context from start to end")
	leakEvery := flag.Int("leak-every", 1000, "every `n`th request leaks a goroutine; 0: none does")
	flag.Parse()
	if err := run(*out, *mb<<20, *parked, *leakEvery); err != nil {
		fmt.Fprintln(os.Stderr, "tracegen:", err)
		os.Exit(1)
	}
}

// clients is how many requests are under way at a time.
const clients = 16

func run(path string, size int64, parked, leakEvery int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := &counter{w: bufio.NewWriterSize(f, 1<<20)}

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s := newService(ctx, leakEvery)
	for range parked {
		go park(ctx)
	}
	if err := trace.Start(w); err != nil {
		return err
	}
	var load sync.WaitGroup
	for range clients {
		load.Go(func() {
			for w.n.Load() < size {
				s.request(ctx, int(s.requests.Add(1)))
			}
		})
	}
	load.Wait()
	trace.Stop()
	if err := w.w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func park(ctx context.Context) { <-ctx.Done() }

// counter counts what the tracer has written; the tracer writes from one goroutine.
type counter struct {
	w *bufio.Writer
	n atomic.Int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n.Add(int64(n))
	return n, err
}
