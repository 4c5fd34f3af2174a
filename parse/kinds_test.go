package parse

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestForced: KIND=FILE says what a file is; a file that has '=' in its name is still found.
func TestForced(t *testing.T) {
	tree(t, map[string][]byte{
		"dump": []byte(aDump), "goroutine=real": []byte(aDump), "a=b": []byte(aDump), "dir/x=y.txt": []byte(aDump),
		"logs/dump": []byte(aDump), "notes": []byte("no dump\n"), "trace.out": aTrace(t),
	})
	for input, want := range map[string]string{
		"goroutine=dump":      "dump",
		"dump=dump":           "dump",
		"goroutine-dump=dump": "dump", // the kind as reports call it
		"goroutine=real":      "goroutine=real",
		"a=b":                 "a=b",
		"dir/x=y.txt":         "dir/x=y.txt",
		"goroutine=logs":      "logs/dump",
		"trace=trace.out":     "trace.out",
	} {
		set, err := open1(input)
		if err != nil {
			t.Errorf("%s: %v", input, err)
			continue
		}
		if got := set.Sources[0].Path; got != want {
			t.Errorf("%s: read %s, want %s", input, got, want)
		}
	}
	for input, want := range map[string]string{
		"gorutine=dump":   `gorutine=dump: unknown kind "gorutine", want one of trace, goroutine,`,
		"trace=gone":      "gone: no such file or directory",
		"=dump":           `=dump: unknown kind ""`,
		"goroutine=notes": "notes: not a file ctxscope can read",
		"trace=dump":      "dump: ",
	} {
		if _, err := open1(input); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", input, err, want)
		}
	}
}

// TestSeveralInOne: a log may hold several things at once, behind the prefixes of whatever collected it.
func TestSeveralInOne(t *testing.T) {
	var b strings.Builder
	for _, line := range strings.SplitAfter("listening on :80\nSCHED 0ms: gomaxprocs=2 idleprocs=1 threads=4 spinningthreads=0 idlethreads=1 runqueue=0 [0 0]\n"+
		aDump+"\nSCHED 250ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=7 [3 4]\nbye\n", "\n") {
		if line != "" {
			b.WriteString("2026-03-01T10:00:09.000000001Z stderr F " + line)
		}
	}
	set, err := stdin(t, b.String())
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Goroutines) != 2 || len(set.Load) != 2 || len(set.Sources) != 2 || len(set.Problems) > 0 {
		t.Errorf("%d goroutines, %d SCHED lines, %d sources, problems %v", len(set.Goroutines), len(set.Load), len(set.Sources), set.Problems)
	}
}

// TestBehindADump: what a text begins with is not all there is in it.
func TestBehindADump(t *testing.T) {
	set, err := stdin(t, aDump+"\nSCHED 250ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=7 [3 4]\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Goroutines) == 0 || len(set.Load) != 1 || len(set.Problems) != 0 {
		t.Errorf("%d goroutines, %d SCHED lines, problems %v", len(set.Goroutines), len(set.Load), set.Problems)
	}
}

// TestLogAboutGoroutines: a log that begins with the word is no dump, and its SCHED lines are found.
func TestLogAboutGoroutines(t *testing.T) {
	set, err := stdin(t, "goroutine pool of 8 started\nSCHED 0ms: gomaxprocs=2 idleprocs=1 threads=4 spinningthreads=0 idlethreads=1 runqueue=0 [0 0]\n")
	if err != nil || len(set.Load) != 1 {
		t.Errorf("%v, %v", set, err)
	}
}

// TestCPUProfile: one that was named is an error that says what it is; one found beside the rest is listed.
func TestCPUProfile(t *testing.T) {
	var cpu bytes.Buffer
	if err := pprof.StartCPUProfile(&cpu); err != nil {
		t.Skip(err)
	}
	for start := time.Now(); time.Since(start) < 30*time.Millisecond; {
	}
	pprof.StopCPUProfile()
	tree(t, map[string][]byte{"in/cpu.pb.gz": cpu.Bytes(), "in/dump.txt": []byte(aDump)})
	if _, err := open1("in/cpu.pb.gz"); err == nil || !strings.Contains(strings.ToLower(err.Error()), "cpu") {
		t.Errorf("named: %v", err)
	}
	set, err := open1("in")
	if err != nil || len(set.Problems) > 0 || len(set.Sources) != 2 || set.Sources[1].Kind != evidence.Unrecognised {
		t.Errorf("found: %v, %v", set, err)
	}
}

// TestLeakProfile: the verdict of a leak profile, which counts stacks, goes to the goroutines of a dump with
// that stack, if there are no more of them than the profile counted.
func TestLeakProfile(t *testing.T) {
	profile := "goroutineleak profile: total 2\n1 @ 0x1 0x2\n#\t0x1\tmain.work+0x1\twork.go:20\n\n"
	for what, c := range map[string]struct {
		dump   string
		leaked int
	}{
		"as many":       {aDump, 1},
		"more than one": {aDump + "\n" + strings.Replace(aDump[strings.Index(aDump, "goroutine 7"):], "7", "8", 1), 0},
		"another line":  {strings.Replace(aDump, "work.go:20", "work.go:21", 1), 0},
	} {
		t.Run(what, func(t *testing.T) {
			tree(t, map[string][]byte{"dump.txt": []byte(c.dump), "leak.txt": []byte(profile)})
			set, err := open1("dump.txt", "leak.txt")
			if err != nil {
				t.Fatal(err)
			}
			leaked := 0
			for _, g := range set.Goroutines {
				if g.Leaked {
					leaked++
				}
			}
			if leaked != c.leaked || !set.Has(evidence.GoroutineLeak) {
				t.Errorf("%d leaked, want %d; sources %v", leaked, c.leaked, set.Sources)
			}
		})
	}
}

// TestCountedSeries: goroutine profiles are a series, of one text or of several files; beside a dump they are not.
func TestCountedSeries(t *testing.T) {
	profile := func(n int) string {
		return fmt.Sprintf("goroutine profile: total %d\n%d @ 0x1 0x2\n#\t0x1\tmain.work+0x1\twork.go:20\n\n", n, n)
	}
	for what, files := range map[string]map[string][]byte{
		"in one file":         {"a": []byte(profile(2) + profile(5))},
		"in two":              {"a": []byte(profile(2)), "b": []byte(profile(5))},
		"in a log, in UTF-16": {"a": []byte(in16("starting\r\n"+strings.ReplaceAll(profile(2)+"serving\n"+profile(5), "\n", "\r\n"), false))},
		"with a verdict":      {"a": []byte(profile(2)), "b": []byte(profile(5)), "c": []byte(strings.Replace(profile(5), "goroutine", "goroutineleak", 1))},
	} {
		tree(t, files)
		set, err := open1(slices.Sorted(maps.Keys(files))...)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if len(set.Series) != 2 || len(set.Series[0].Goroutines) != 2 || len(set.Goroutines) != 5 || len(set.Problems) > 0 {
			t.Errorf("%s: a series of %d, %d goroutines, problems %v", what, len(set.Series), len(set.Goroutines), set.Problems)
		}
		if set.Goroutines[0].Leaked != (what == "with a verdict") {
			t.Errorf("%s: leaked %t", what, set.Goroutines[0].Leaked)
		}
	}
	tree(t, map[string][]byte{"dump": []byte(aDump), "a": []byte(profile(2)), "b": []byte(profile(5))})
	if set, err := open1("a", "b", "dump"); err != nil || len(set.Series) > 0 || len(set.Goroutines) != 2 {
		t.Errorf("beside a dump: %v, %v", set, err)
	}
}

// TestHeapsOfTwoPrograms: they are no series; the last one counts.
func TestHeapsOfTwoPrograms(t *testing.T) {
	heap := func(path, program string, at int) *evidence.Set {
		src := &evidence.Source{Path: path, Kind: evidence.HeapProfile, Program: program, Wall: time.Unix(int64(at), 0)}
		return &evidence.Set{Sources: []*evidence.Source{src}, Allocs: []*evidence.AllocSite{{InUseBytes: int64(at)}}}
	}
	set := join([]*evidence.Set{heap("1", "shop", 1), heap("2", "proxy", 2), heap("3", "", 3), heap("4", "shop", 4)})
	if len(set.Series) != 3 || set.Allocs[0].InUseBytes != 4 || set.Sources[1].Apart != "it is of another program, proxy and not shop" {
		t.Errorf("a series of %d, %+v, %+v", len(set.Series), set.Allocs[0], set.Sources[1])
	}
}

// TestHeapsInTime: of several heaps the latest counts, whatever its name.
func TestHeapsInTime(t *testing.T) {
	files := map[string][]byte{}
	for _, name := range []string{"b-first.pb.gz", "a-second.pb.gz"} {
		var b bytes.Buffer
		if err := pprof.WriteHeapProfile(&b); err != nil {
			t.Fatal(err)
		}
		files[name] = b.Bytes()
		time.Sleep(2 * time.Millisecond)
	}
	tree(t, files)
	here, _ := os.Getwd()
	set, err := open1(here)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Series) != 2 || !strings.HasSuffix(set.Series[1].Source.Path, "a-second.pb.gz") || len(set.Series[1].Allocs) > 0 && set.Series[1].Allocs[0] != set.Allocs[0] {
		t.Errorf("series %v", set.Series)
	}
	text := "heap profile: 1: 96 [1: 96] @ heap/1048576\n1: 96 [1: 96] @ 0x1\n#\t0x1\tmain.f+0x1\ta.go:1\n\n"
	tree(t, map[string][]byte{"b-first.pb.gz": files["b-first.pb.gz"], "a-second.pb.gz": files["a-second.pb.gz"], "c.txt": []byte(text)})
	if set, err := open1("b-first.pb.gz", "a-second.pb.gz", "c.txt"); err != nil || len(set.Series) != 2 || set.Sources[2].Note == "" {
		t.Errorf("with one that does not tell its time: %v, %v", set, err)
	}
	if set, err := open1("b-first.pb.gz"); err != nil || len(set.Series) > 0 {
		t.Errorf("one heap is a series: %v, %v", set, err)
	}
}
