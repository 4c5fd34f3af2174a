package parse

import (
	"io"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
)

// TestMemoryGuardKeepsWhatWasRead lets memory run out in the middle of a dump.
func TestMemoryGuardKeepsWhatWasRead(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	var used atomic.Int64
	ctx, stop := memoryGuard{1 << 30, used.Load}.watch(t.Context())
	reads := 0
	dump := readerFunc(func(p []byte) (int, error) {
		if reads++; reads == 64 {
			used.Store(2 << 30)
			<-ctx.Done()
		}
		if reads > 80 {
			return 0, io.EOF
		}
		return copy(p, strings.Repeat("goroutine 7 [chan send]:\nmain.work()\n\t/src/a.go:10 +0x20\n\n", 16)), nil
	})
	files := []file{{path: "dump.txt", open: func() (io.ReadCloser, error) { return io.NopCloser(dump), nil }}}
	set, err := open(ctx, files, Options{})
	stop()
	if err != nil {
		t.Fatal(err)
	}
	if !set.Partial() || len(set.Goroutines) == 0 {
		t.Errorf("partial %v, %d goroutines", set.Partial(), len(set.Goroutines))
	}
	if last := set.Problems[len(set.Problems)-1].String(); !strings.Contains(last, "reading was stopped at 1 GiB of memory") {
		t.Errorf("the last problem is %q", last)
	}
	if now := debug.SetMemoryLimit(-1); now != before {
		t.Errorf("the collector's limit is %d afterwards, not %d", now, before)
	}
}

// TestMemoryGuardFromTheStart allows less than the process has before anything is read.
func TestMemoryGuardFromTheStart(t *testing.T) {
	_, err := Open(t.Context(), []string{"../samples/healthy/captured/goroutine.txt"}, Options{MaxMemory: 1 << 10})
	if err == nil || !strings.Contains(err.Error(), "reading was stopped at 1024 bytes of memory") {
		t.Errorf("%v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
