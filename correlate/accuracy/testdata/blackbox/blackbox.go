// This file is compiled into the main package of every program. It records what an operator of the service
// would have: a trace from the start on, two goroutine dumps and a heap profile. Without BLACKBOX_DIR it
// does nothing.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"time"
)

func init() {
	dir := os.Getenv("BLACKBOX_DIR")
	if dir == "" {
		return
	}
	runtime.MemProfileRate = 16 << 10
	after, err := time.ParseDuration(os.Getenv("BLACKBOX_AFTER"))
	blackboxCheck(err)
	f, err := os.Create(filepath.Join(dir, "trace.out"))
	blackboxCheck(err)
	blackboxCheck(trace.Start(f))
	go blackbox(dir, after, f)
}

// blackbox writes the files of dir and the word "captured" when they are complete.
func blackbox(dir string, after time.Duration, f *os.File) {
	time.Sleep(after / 2)
	blackboxWrite(dir, "goroutine-1.txt", "goroutine", 2)
	time.Sleep(after - after/2)
	trace.Stop()
	blackboxCheck(f.Close())
	blackboxWrite(dir, "goroutine-2.txt", "goroutine", 2)
	runtime.GC() // the heap profile describes the end of the last collection
	blackboxWrite(dir, "heap.pb.gz", "heap", 0)
	_, err := fmt.Println("captured")
	blackboxCheck(err)
}

func blackboxWrite(dir, name, profile string, debug int) {
	f, err := os.Create(filepath.Join(dir, name))
	blackboxCheck(err)
	blackboxCheck(pprof.Lookup(profile).WriteTo(f, debug))
	blackboxCheck(f.Close())
}

func blackboxCheck(err error) {
	if err != nil {
		panic("blackbox: " + err.Error())
	}
}
