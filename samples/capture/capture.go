// Package capture takes one incident's evidence from a running service.
//
// A sample's main hands its service to Main. Run with -capture DIR, the program
// starts an execution trace, lets the service work under its own load, and
// stops the trace at the moment the service says so, with every goroutine still
// in place. From the same process then come
//
//	trace.out      the execution trace, from before the service started
//	goroutine.txt  the goroutine profile at debug=2
//	heap.pb.gz     the heap profile
//
// and the line "captured" on standard output. The process stays as it is after
// that, so that the parent (package generate) can send SIGQUIT and keep what
// standard error then carries: the crash dump, and before it the schedtrace
// lines between the service's own log.
//
// A service whose leak shows over time takes dumps and heaps of its own while it
// works, with Dump and Heap.
//
// Nothing is shut down before the files are written. A service that is asked to
// stop first ends goroutines that an incident's evidence must still show.
package capture

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
)

// Captured is the line a sample prints on standard output once its files are
// complete and it waits for SIGQUIT.
const Captured = "captured"

// heapRate is the heap profile's sampling distance in bytes. The default of
// 512 KiB leaves a handful of samples of a service that lives three seconds;
// the profile records the rate, so estimates made from it stay right.
const heapRate = 16 << 10

// Main is the whole of a sample's main function. Without -capture it prints
// about and the usage, and runs nothing. With it, serve is started with a
// context that only an interrupt ends; serve returns when the evidence is to be
// taken and must leave its servers, workers and leaks as they are. Main exits
// the process with status 1 when serve or a file fails.
func Main(about string, serve func(ctx context.Context) error) {
	runtime.MemProfileRate = heapRate
	dir := flag.String("capture", "", "run the service for some seconds and write its evidence to `DIR`")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "%s\n\nUsage:\n", about)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *dir == "" {
		flag.CommandLine.SetOutput(os.Stdout)
		flag.Usage()
		return
	}
	log.SetFlags(log.Ldate | log.Lmicroseconds | log.LUTC)
	if err := run(*dir, serve); err != nil {
		log.Fatal(err)
	}
}

// run takes the trace around serve, then the dumps, then waits to be ended.
func run(dir string, serve func(ctx context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx = context.WithValue(ctx, directory{}, dir)
	if err := record(ctx, filepath.Join(dir, "trace.out"), serve); err != nil {
		return err
	}
	if err := Dump(ctx, "goroutine.txt"); err != nil {
		return err
	}
	runtime.GC() // the heap profile describes the end of the last collection
	if err := Heap(ctx, "heap.pb.gz"); err != nil {
		return err
	}
	fmt.Println(Captured)
	<-ctx.Done()
	return nil
}

// directory is the key of the context's value that says where files go.
type directory struct{}

// Dump writes the goroutine profile at debug=2 to the file name beside the
// others. Ctx is the one that Main gave to serve.
func Dump(ctx context.Context, name string) error {
	return write(place(ctx, name), func(w io.Writer) error { return pprof.Lookup("goroutine").WriteTo(w, 2) })
}

// Heap writes the heap profile to the file name beside the others. Ctx is the
// one that Main gave to serve.
func Heap(ctx context.Context, name string) error {
	return write(place(ctx, name), pprof.WriteHeapProfile)
}

func place(ctx context.Context, name string) string {
	dir, _ := ctx.Value(directory{}).(string)
	return filepath.Join(dir, name)
}

// record writes the execution trace of serve to name.
func record(ctx context.Context, name string, serve func(ctx context.Context) error) error {
	return write(name, func(w io.Writer) error {
		if err := trace.Start(w); err != nil {
			return err
		}
		defer trace.Stop()
		return serve(ctx)
	})
}

// write creates the file name and lets fill write it.
func write(name string, fill func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := fill(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
