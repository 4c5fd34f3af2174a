package exectrace

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// parseDamaged checks what damage may do at most: an error of one line, or a partial Set that says where
// and why it ends.
func parseDamaged(t testing.TB, r io.Reader) (*evidence.Set, error) {
	t.Helper()
	set, err := Parse(context.Background(), r, "bad.trace", Options{})
	if set == nil {
		t.Fatal("no Set")
	}
	checkSet(t, set)
	if err != nil {
		if strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "bad.trace: ") || strings.Count(err.Error(), "bad.trace") > 1 {
			t.Errorf("error %q", err)
		}
		return set, err
	}
	if src := set.Sources[0]; set.Partial() && (len(set.Problems) == 0 || src.Missing == "") {
		t.Errorf("partial without a reason: %q, %v", src.Missing, set.Problems)
	}
	for _, p := range set.Problems {
		if p.Pos.File != "bad.trace" || !p.Pos.Timed || strings.Contains(p.Message, "\n") {
			t.Errorf("problem %v", p)
		}
	}
	return set, nil
}

// TestCut cuts a trace at every byte of its beginning, at the borders of its batches, and in strides in
// between. What was whole before the cut is read.
func TestCut(t *testing.T) {
	data, release := smallTrace(t)
	defer release()
	for at := range cuts(data) {
		set, err := parseDamaged(t, bytes.NewReader(data[:at]))
		if err == nil && !set.Partial() {
			t.Errorf("cut at %d of %d: whole", at, len(data))
		}
		if err != nil && at >= len("go 1.26 trace...") && !errors.Is(err, errCut) && !errors.Is(err, errEmpty) {
			t.Errorf("cut at %d of %d: %v", at, len(data), err)
		}
	}
}

// generations is a trace of more than two seconds, and so of several generations.
func generations(t testing.TB) []byte {
	slowRecording.Do(func() { slowRecording.data = record(t, func() { time.Sleep(2200 * time.Millisecond) }) })
	return slowRecording.data
}

var slowRecording struct {
	sync.Once
	data []byte
}

// TestCutLater cuts a trace of several generations: the first ones stay.
func TestCutLater(t *testing.T) {
	data := generations(t)
	set, err := parseDamaged(t, bytes.NewReader(data[:len(data)-3]))
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Goroutines) == 0 || !set.Partial() || set.Sources[0].To < evidence.Time(time.Second) {
		t.Errorf("%d goroutines, partial %v, to %v", len(set.Goroutines), set.Partial(), at(set.Sources[0].To))
	}
	if got, want := set.Problems[0].Message, errCut.Error(); got != want {
		t.Errorf("problem %q, want %q", got, want)
	}
}

// cuts yields the places to cut data at, none of them its end.
func cuts(data []byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range min(64, len(data)) {
			if !yield(i) {
				return
			}
		}
		for _, b := range batches(data) {
			for i := b - 1; i <= b+1 && i < len(data)-1; i++ {
				if !yield(i) {
					return
				}
			}
		}
		for i := 64; i < len(data)-1; i += 509 {
			if !yield(i) {
				return
			}
		}
	}
}

// batches returns where the batches of a trace begin: [1, generation, M, time, size] and size bytes.
func batches(data []byte) (offsets []int) {
	const header, eventBatch, endOfGeneration = 16, 1, 52
	for i := header; i < len(data); {
		offsets = append(offsets, i)
		kind := data[i]
		i++
		if kind == endOfGeneration {
			continue
		}
		if kind != eventBatch {
			return offsets
		}
		var size uint64
		for range 4 {
			v, n := binary.Uvarint(data[i:])
			if n <= 0 {
				return offsets
			}
			size, i = v, i+n
		}
		i += int(size)
	}
	return offsets
}

// TestDamaged has the ways a file can be no good trace.
func TestDamaged(t *testing.T) {
	whole, release := smallTrace(t)
	defer release()
	const header = "go 1.26 trace\x00\x00\x00"
	tests := []struct {
		name    string
		data    []byte
		err     string // of Parse, without the name; none: partial
		problem string
	}{
		{name: "empty", err: "damaged trace: bad file format: not a Go execution trace?"},
		{name: "header only", data: []byte(header), err: "the trace has no events"},
		{name: "header only, before 1.26", data: []byte(strings.Replace(header, "26", "25", 1)), err: "the trace is cut: it ends in the middle of a generation"},
		{name: "header only, before 1.22", data: []byte(strings.Replace(header, "26", "21", 1)), err: "damaged trace: no EvFrequency event"},
		{name: "from the future", data: []byte(strings.Replace(header, "26", "99", 1)), err: "damaged trace: unknown or unsupported trace version go 1.99"},
		{name: "garbage after the header", data: []byte(header + strings.Repeat("garbage\n", 1000)), err: "damaged trace: expected batch event, got event 103"},
		{name: "garbage after the end", data: append(bytes.Clone(whole), "garbage"...), problem: "damaged trace: expected batch event, got event 103"},
		{name: "twice", data: append(bytes.Clone(whole), whole...), problem: "damaged trace: expected batch event, got event 103"},
		{name: "zeros after the end", data: append(bytes.Clone(whole), make([]byte, 4096)...), problem: "damaged trace: expected batch event, got event 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set, err := parseDamaged(t, bytes.NewReader(test.data))
			got := ""
			if err != nil {
				got = strings.TrimPrefix(err.Error(), "bad.trace: ")
			}
			if got != test.err {
				t.Errorf("error %q, want %q", got, test.err)
			}
			if test.problem == "" {
				return
			}
			if len(set.Problems) != 1 || set.Problems[0].Message != test.problem {
				t.Errorf("problems %v, want %q", set.Problems, test.problem)
			}
			comparePlain(t, test.data, set)
		})
	}
}

// TestFlipped changes single bytes.
func TestFlipped(t *testing.T) {
	data, release := smallTrace(t)
	defer release()
	for i := 0; i < len(data); i += 211 {
		bad := bytes.Clone(data)
		bad[i] ^= 0xff
		parseDamaged(t, bytes.NewReader(bad))
	}
}

// TestDisappearing reads from a disk that fails after some bytes.
func TestDisappearing(t *testing.T) {
	data, release := smallTrace(t)
	defer release()
	stale := &fs.PathError{Op: "read", Path: "bad.trace", Err: syscall.ESTALE}
	for _, n := range []int{0, 8, 100, len(data) / 2} {
		_, err := parseDamaged(t, io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(stale)))
		if want := "bad.trace: reading failed: " + syscall.ESTALE.Error(); err == nil || err.Error() != want {
			t.Errorf("after %d bytes: %v, want %q", n, err, want)
		}
	}
	set, err := parseDamaged(t, io.MultiReader(bytes.NewReader(data), iotest.ErrReader(stale)))
	if err != nil || !set.Partial() {
		t.Errorf("after all bytes: %v, partial %v", err, set.Partial())
	}
}

// TestStopped ends the context while a trace is read: what was read so far is the result.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	data := generations(t)
	in := &stopping{r: bytes.NewReader(data), after: len(data) * 3 / 4, stop: cancel}
	set, err := Parse(ctx, in, "bad.trace", Options{})
	if err == nil && (!set.Partial() || set.Problems[0].Message != errStopped.Error()) {
		t.Errorf("partial %v, %v", set.Partial(), set.Problems)
	}
	if err != nil && err.Error() != "bad.trace: "+errStopped.Error() {
		t.Error(err)
	}
	checkSet(t, set)

	if _, err := Parse(ctx, bytes.NewReader(data), "bad.trace", Options{}); !errors.Is(err, errStopped) {
		t.Errorf("stopped before the start: %v", err)
	}
}

// stopping calls stop once so many bytes were read.
type stopping struct {
	r     io.Reader
	after int
	stop  func()
}

func (s *stopping) Read(p []byte) (int, error) {
	if s.after <= 0 {
		s.stop()
	}
	n, err := s.r.Read(p[:min(len(p), 512)])
	s.after -= n
	return n, err
}

// TestProgress hears of the end, and of why it is not the whole.
func TestProgress(t *testing.T) {
	data, release := smallTrace(t)
	defer release()
	var last evidence.Progress
	o := Options{Size: int64(len(data)), Progress: func(p evidence.Progress) { last = p }}
	set, err := Parse(context.Background(), bytes.NewReader(data), "good.trace", o)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(last), fmt.Sprint(evidence.Progress{
		Path: "good.trace", Kind: evidence.ExecutionTrace, Read: int64(len(data)), Total: int64(len(data)),
		Events: set.Sources[0].Events, Goroutines: len(set.Goroutines), Done: true,
	}); got != want {
		t.Errorf("last report %s, want %s", got, want)
	}
	if _, err := Parse(context.Background(), bytes.NewReader(append(data, "garbage"...)), "bad.trace", o); err != nil || last.Err == nil || !last.Done {
		t.Errorf("last report %+v of a damaged trace, error %v", last, err)
	}
}
