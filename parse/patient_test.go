package parse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func reading1(r io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
}

func TestPatientReadsAll(t *testing.T) {
	want := strings.Repeat("goroutine 1 [running]:\n", 20000)
	p := newPatient(t.Context(), reading1(strings.NewReader(want)))
	defer p.Close()
	got, err := io.ReadAll(p)
	if err != nil || string(got) != want {
		t.Errorf("%d bytes, %v; want %d", len(got), err, len(want))
	}
}

func TestPatientOpenFails(t *testing.T) {
	p := newPatient(t.Context(), func() (io.ReadCloser, error) { return nil, errNothingThere })
	defer p.Close()
	if _, err := p.Read(make([]byte, 1)); !errors.Is(err, errNothingThere) {
		t.Error(err)
	}
}

var errNothingThere = errors.New("nothing there")

// fallsSilent gives its parts, one a Read, then calls asked and never returns.
type fallsSilent struct {
	parts []string
	asked func()
}

func (r *fallsSilent) Read(p []byte) (int, error) {
	if len(r.parts) == 0 {
		r.asked()
		select {}
	}
	n := copy(p, r.parts[0])
	r.parts = r.parts[1:]
	return n, nil
}

// TestStopWhilePipeWaits is the first interrupt of somebody who pipes from a service that has gone quiet:
// what came is reported, though the pipe says nothing more and does not end.
func TestStopWhilePipeWaits(t *testing.T) {
	var parts []string
	for part := range 4 {
		var b strings.Builder
		for i := range 300 {
			fmt.Fprintf(&b, "goroutine %d [chan send, 5 minutes]:\nmain.charge()\n\t/app/client.go:38 +0x1\ncreated by main.pay in goroutine 1\n\t/app/pay.go:7 +0x2\n\n", 10+300*part+i)
		}
		parts = append(parts, b.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	set, err := Open(ctx, []string{"-"}, Options{Stdin: &fallsSilent{parts, cancel}})
	if err != nil || len(set.Goroutines) < 300 || !set.Partial() {
		t.Fatalf("%v, %+v", err, set)
	}
}

func TestStopBeforeAnything(t *testing.T) {
	quiet, in := io.Pipe()
	defer in.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, []string{"-"}, Options{Stdin: quiet}); err == nil {
		t.Error("an input of which nothing was read is no error")
	}
}
