package profile

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
)

// TestSniff: what is a profile and what is not. Text that happens to begin like a protobuf field is none.
func TestSniff(t *testing.T) {
	cpu := written(t, &profile.Profile{SampleType: types("samples/count cpu/nanoseconds"), TimeNanos: 1,
		Sample: []*profile.Sample{{Value: []int64{1, 2}, Location: calls("main.f")}}})
	var packed, text bytes.Buffer
	zw := gzip.NewWriter(&packed)
	zw.Write(cpu)
	zw.Close()
	zw = gzip.NewWriter(&text)
	zw.Write([]byte("goroutine 1 [running]:\n"))
	zw.Close()
	for head, want := range map[string]bool{
		string(cpu):                                            true,
		string(packed.Bytes()):                                 true,
		string(packed.Bytes()[:40]):                            true,
		"goroutine profile: total 12\n":                        true,
		"goroutineleak profile: total 0\n":                     true,
		"threadcreate profile: total 6\n":                      true, // Parse says what it is
		"\ufeff\r\ngoroutine profile: total 12\r\n":            true,
		"heap profile: 0: 0 [0: 0] @ heap/1048576\n":           true,
		"heap profile:     13:  838 [ 40: 33] @ heap_v2/524\n": true,
		"--- contention:\n":                                    true,
		"--- mutex:\ncycles/second=1\n":                        true,

		string(text.Bytes()):                                false,
		"goroutine 1 [running]:\nmain.main()\n":             false,
		"the goroutine profile: total 12\nis long\n":        false,
		"goroutine profile: total 12 of 14\n":               false,
		"goroutine profile: total lots\n":                   false,
		"heap profile: everything is fine\n":                false,
		"--- FAIL: TestX\n":                                 false,
		"go 1.26 trace\x00\x00\x00\x01":                     false,
		"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n":                    false,
		"\"" + strings.Repeat("x", 100):                     false,
		"2025-11-22 01:02:03 started\n":                     false,
		"Z OSCHED 1005ms: gomaxprocs=8\n":                   false,
		"\x0a\x04\x08\x01\x10\x02\x0a\x04\x08\x01\x10\x02z": false,
		"\x0a\x00\x0a\x00":                                  false, // a type of nothing
		"":                                                  false,
		"\x1f\x8b":                                          false,
	} {
		if got := recognised([]byte(head)); got != want {
			t.Errorf("%.40q: %v", head, got)
		}
	}
}

// TestSniffOthers: no other file of the samples is taken for a profile.
func TestSniffOthers(t *testing.T) {
	files, _ := filepath.Glob("../../samples/*/captured/*")
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := Sniff(data[:min(len(data), sniffed)]), strings.Contains(path, "heap"); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
