package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestRecordTracesTheService(t *testing.T) {
	name := filepath.Join(t.TempDir(), "trace.out")
	served := false
	err := record(t.Context(), name, func(ctx context.Context) error {
		done := make(chan bool)
		go func() { served = true; done <- true }()
		<-done
		return nil
	})
	if err != nil || !served {
		t.Fatalf("record: %v, served %t", err, served)
	}
	trace, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(trace, []byte("go 1.")) || !bytes.Contains(trace, []byte("TestRecordTracesTheService")) {
		t.Errorf("%d bytes, beginning with %.8q, want a trace of this test's goroutines", len(trace), trace)
	}
}

// A service that fails ends its trace, so that the next one can begin.
func TestRecordAfterFailure(t *testing.T) {
	dir := t.TempDir()
	failure := errors.New("port in use")
	for _, name := range []string{"first.out", "second.out"} {
		err := record(t.Context(), filepath.Join(dir, name), func(context.Context) error { return failure })
		if !errors.Is(err, failure) {
			t.Errorf("%s: got %v, want the service's error", name, err)
		}
	}
}

func TestWriteWithoutDirectory(t *testing.T) {
	err := write(filepath.Join(t.TempDir(), "absent", "heap.pb.gz"), func(io.Writer) error {
		t.Error("fill was called without a file")
		return nil
	})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want a file that does not exist", err)
	}
}
