package parse

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// aDump is the shortest dump of a whole process.
const aDump = `goroutine 1 [select]:
main.main()
	main.go:10 +0x1

goroutine 7 [chan receive, 5 minutes]:
main.work()
	work.go:20 +0x1
created by main.main in goroutine 1
	main.go:8 +0x1
`

// member is one file of an archive. The order counts, and names need not be unique.
type member struct{ name, data string }

func gz(data string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(data))
	w.Close()
	return b.String()
}

func zst(t testing.TB, data string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(data), nil))
}

func tarOf(members ...member) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		w.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.data)), Format: tar.FormatPAX})
		w.Write([]byte(m.data))
	}
	w.Close()
	return b.String()
}

func zipOf(members ...member) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, _ := w.Create(m.name)
		f.Write([]byte(m.data))
	}
	w.Close()
	return b.String()
}

func stdin(t testing.TB, data string) (*evidence.Set, error) {
	t.Helper()
	return Open(context.Background(), []string{"-"}, Options{Stdin: strings.NewReader(data)})
}

// TestContainers: a dump is found however it is packed, on disk and on standard input, and keeps the path
// that leads to it.
func TestContainers(t *testing.T) {
	dump := member{"logs/app.log", aDump}
	for what, c := range map[string]struct{ data, within string }{
		"as it is":       {aDump, ""},
		"gzip":           {gz(aDump), ""},
		"gzip twice":     {gz(gz(aDump)), ""},
		"zstd":           {zst(t, aDump), ""},
		"tar":            {tarOf(dump), "!logs/app.log"},
		"tar.gz":         {gz(tarOf(dump)), "!logs/app.log"},
		"tar.zst":        {zst(t, tarOf(dump)), "!logs/app.log"},
		"zip":            {zipOf(dump), "!logs/app.log"},
		"UTF-16":         {in16(strings.ReplaceAll(aDump, "\n", "\r\n"), false), ""},
		"UTF-16, high":   {in16(aDump, true), ""},
		"curl -i":        {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + aDump, ""},
		"curl -i, gzip":  {"HTTP/2 200\r\n\r\n" + gz(aDump), ""},
		"gzip in tar":    {tarOf(member{"app.log.gz", gz(aDump)}), "!app.log.gz"},
		"zip in tar.gz":  {gz(tarOf(member{"pod.zip", zipOf(dump)})), "!pod.zip!logs/app.log"},
		"gzip in pieces": {gz(aDump[:100]) + gz(aDump[100:]), ""},
	} {
		t.Run(what, func(t *testing.T) {
			tree(t, map[string][]byte{"given.out": []byte(c.data)}) // no name tells what it is
			for _, input := range []string{"given.out", "-"} {
				set, err := Open(context.Background(), []string{input}, Options{Stdin: strings.NewReader(c.data)})
				if err != nil {
					t.Fatal(err)
				}
				if got := set.Sources[0].Path; len(set.Goroutines) != 2 || got != input+c.within {
					t.Errorf("%d goroutines from %s", len(set.Goroutines), got)
				}
				if len(set.Problems) > 0 || set.Partial() {
					t.Errorf("partial %t, problems %v", set.Partial(), set.Problems)
				}
			}
		})
	}
}

// TestMembers: what an archive holds besides is listed; nothing in it is a reason to give up.
func TestMembers(t *testing.T) {
	set, err := stdin(t, tarOf(
		member{"empty.log", ""}, member{"notes.md", "# Incident\n"}, member{"torn.gz", "\x1f\x8b\x08 that is no gzip"},
		member{"torn.zip", "PK\x03\x04 that is no zip"}, member{"dump.txt", aDump}))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, s := range set.Sources {
		paths = append(paths, s.Path+" "+string(s.Kind))
	}
	if got, want := strings.Join(paths, ", "), "-!dump.txt goroutine-dump, -!empty.log unrecognised, -!notes.md unrecognised, -!torn.gz unrecognised, -!torn.zip unrecognised"; got != want {
		t.Errorf("sources %s, want %s", got, want)
	}
	if len(set.Problems) != 2 || set.Problems[0].Pos.File != "-!torn.gz" || set.Problems[1].Pos.File != "-!torn.zip" {
		t.Errorf("problems %v", set.Problems)
	}
}

// TestMemberNames: names of members are words. They lead nowhere, whatever they say, and nothing is written.
func TestMemberNames(t *testing.T) {
	tree(t, map[string][]byte{"work/x": nil})
	t.Chdir("work")
	for _, name := range []string{"../../escape", "/etc/passwd", `C:\evil`, "a\x1b[2Jb\nc", strings.Repeat("long/", 1000) + "x", "", ".", "-", "goroutine=x"} {
		for _, data := range []string{tarOf(member{name, aDump}), zipOf(member{name, aDump})} {
			set, err := stdin(t, data)
			if err != nil {
				continue // a container's own format may not allow the name
			}
			if got := set.Sources[0].Path; got != "-!"+name {
				t.Errorf("path %q, want %q", got, "-!"+name)
			}
		}
	}
	if left, err := os.ReadDir(".."); err != nil || len(left) != 1 {
		t.Errorf("files appeared: %v, %v", left, err)
	}
}

// lower sets limits for one test.
func lower(t *testing.T, l limits) {
	before := ceiling
	t.Cleanup(func() { ceiling = before })
	ceiling = l
}

// TestLimits: an input that expands beyond measure ends; what was read before that stays.
func TestLimits(t *testing.T) {
	lower(t, limits{depth: 3, entries: 4, expanded: 64 << 10, zipped: 32 << 10})
	zeros := strings.Repeat("0123456 ", 32<<10)
	many := make([]member, 6)
	for i := range many {
		many[i] = member{fmt.Sprintf("dump%d.txt", i), aDump}
	}
	deep := aDump
	for range 4 {
		deep = gz(deep)
	}
	for what, c := range map[string]struct{ data, problem string }{
		"gzip bomb":          {tarOf(member{"dump.txt", aDump}, member{"bomb.gz", gz(zeros)}, member{"later.gz", gz(aDump)}), "expands to more than 65536 bytes"},
		"zip bomb":           {zipOf(member{"dump.txt", aDump}, member{"bomb", zeros}, member{"bomb2", zeros}), "expands to more than 65536 bytes"},
		"too many":           {tarOf(many...), "more than 4 files in one input"},
		"too deep in an tar": {tarOf(member{"deep.gz", deep}, member{"dump.txt", aDump}), "archives are nested more than 3 deep"},
		"large zip in a tar": {tarOf(member{"dump.txt", aDump}, member{"large.zip", "PK\x03\x04" + zeros}), "a zip file of more than 32768 bytes: unpack it first"},
	} {
		t.Run(what, func(t *testing.T) {
			set, err := stdin(t, c.data)
			if err != nil {
				t.Fatal(err)
			}
			if len(set.Goroutines) != 2 {
				t.Errorf("%d goroutines", len(set.Goroutines))
			}
			said := fmt.Sprint(set.Problems)
			if !strings.Contains(said, c.problem) {
				t.Errorf("problems %v, want %q", said, c.problem)
			}
		})
	}
	if _, err := stdin(t, deep); err == nil || !strings.Contains(err.Error(), "nested more than 3 deep") {
		t.Errorf("error %v", err)
	}
}

// TestTruncatedGzip: what came out before the end is read, and every format that found something knows that
// it is not whole; however short it is.
func TestTruncatedGzip(t *testing.T) {
	log := strings.Repeat("SCHED 1005ms: gomaxprocs=8 idleprocs=0 threads=12 spinningthreads=0 idlethreads=5 runqueue=3 [1 2 0]\n", 2)
	for what, text := range map[string]string{"short": log + aDump + noise(100), "long": log + aDump + noise(9000)} {
		t.Run(what, func(t *testing.T) {
			whole := gz(text)
			set, err := stdin(t, whole[:len(whole)-40])
			if err != nil {
				t.Fatal(err)
			}
			if len(set.Goroutines) != 2 || len(set.Load) != 2 || len(set.Problems) == 0 {
				t.Errorf("%d goroutines, %d SCHED lines, problems %v", len(set.Goroutines), len(set.Load), set.Problems)
			}
			for _, s := range set.Sources {
				if !s.Partial {
					t.Errorf("%s is not partial", s.Kind)
				}
			}
		})
	}
}

// noise returns log lines that compress badly, so that the end of a file is the end of its text.
func noise(n int) string {
	var b strings.Builder
	x := uint64(1)
	for range n {
		x = x*6364136223846793005 + 1442695040888963407
		fmt.Fprintf(&b, "request %x done\n", x)
	}
	return b.String()
}

// TestUnpackStopped: an archive is left when the context ends.
func TestUnpackStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Open(ctx, []string{"-"}, Options{Stdin: strings.NewReader(tarOf(member{"a", aDump}, member{"b", aDump}))})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
