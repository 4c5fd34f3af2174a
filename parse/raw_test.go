package parse

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRaw: what a Source's path names can be read again, as it was read, however it is packed.
func TestRaw(t *testing.T) {
	dump := member{"logs/app.log", aDump}
	for what, c := range map[string]struct{ data, within string }{
		"as it is":      {aDump, ""},
		"gzip":          {gz(aDump), ""},
		"zstd":          {zst(t, aDump), ""},
		"tar.gz":        {gz(tarOf(member{"torn.gz", "\x1f\x8b\x08"}, dump, member{"more.log", "more\n"})), "!logs/app.log"},
		"zip in tar.gz": {gz(tarOf(member{"pod.zip", zipOf(dump)})), "!pod.zip!logs/app.log"},
	} {
		t.Run(what, func(t *testing.T) {
			for _, name := range []string{"given.out", "gi!ven.out"} {
				tree(t, map[string][]byte{name: []byte(c.data)})
				path, err := rest(name + c.within)
				if err != nil || path != aDump {
					t.Errorf("%s: %v, %d bytes", name, err, len(path))
				}
			}
		})
	}
}

func rest(path string) (string, error) {
	var b strings.Builder
	err := Raw(context.Background(), path, func(r io.Reader) error {
		_, err := io.Copy(&b, r)
		return err
	})
	return b.String(), err
}

// TestRawGone: what cannot be read again says why.
func TestRawGone(t *testing.T) {
	tree(t, map[string][]byte{"pod.tar": []byte(tarOf(member{"a.log", "a\n"})), "torn.gz": []byte(gz(aDump)[:30])})
	for path, want := range map[string]string{
		"-":             "standard input can be read only once; save it to a file first",
		"nothing.log":   "nothing.log: no such file or directory",
		"pod.tar!b.log": "pod.tar!b.log: it is no longer there",
		"torn.gz":       "unexpected EOF",
		".":             ".: no regular file: it can be read only once",
	} {
		if _, err := rest(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := RawFS(ctx, fstest.MapFS{"a.log": {Data: []byte(aDump)}}, "a.log", func(io.Reader) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Error("it is not interrupted: ", err)
	}
}
