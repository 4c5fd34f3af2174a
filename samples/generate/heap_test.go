package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"runtime/pprof"
	"testing"
)

// A real profile of this test's process names its executable; afterwards it
// must not, and everything else must be as it was.
func TestAnonymise(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "heap.pb.gz")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := pprof.WriteHeapProfile(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	before := unpack(t, name)
	if !bytes.Contains(before, []byte(exe)) {
		t.Skipf("profiles of this system do not name %s", exe)
	}
	if err := anonymise(name, exe); err != nil {
		t.Fatal(err)
	}
	after := unpack(t, name)
	if bytes.Contains(after, []byte(exe)) {
		t.Errorf("the profile still names %s", exe)
	}
	if got, want := len(before)-len(after), len(exe)-len(filepath.Base(exe)); got < want {
		t.Errorf("the profile shrank by %d bytes, want at least %d", got, want)
	}
}

func TestReplaceString(t *testing.T) {
	const key = stringTable<<3 | wireBytes
	for name, test := range map[string]struct {
		in, want []byte // a nil want is an error
	}{
		"the string":        {[]byte{key, 4, '/', 'a', '/', 'b', 8, 1}, []byte{key, 1, 'b', 8, 1}},
		"another string":    {[]byte{key, 2, '/', 'a'}, []byte{key, 2, '/', 'a'}},
		"another field":     {[]byte{10, 4, '/', 'a', '/', 'b'}, []byte{10, 4, '/', 'a', '/', 'b'}},
		"nothing":           {[]byte{}, []byte{}},
		"a cut string":      {[]byte{key, 4, '/', 'a'}, nil},
		"a cut key":         {[]byte{0x80}, nil},
		"a cut value":       {[]byte{8, 0x80}, nil},
		"a fixed-size wire": {[]byte{9, 1, 2, 3, 4, 5, 6, 7, 8}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := replaceString(test.in, "/a/b", "b")
			if (err != nil) != (test.want == nil) || !bytes.Equal(got, test.want) {
				t.Errorf("got %v, %v; want %v", got, err, test.want)
			}
		})
	}
}

// unpack returns the unzipped content of the file name.
func unpack(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
