package profile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// small keeps damaged and fuzzed inputs from taking long.
var small = limit{raw: 1 << 20, memory: 8 << 20, depth: 64, frames: 1 << 12, goroutines: 1 << 10, problems: 20}

// parseDamaged checks what damage may do at most: an error of one line, or a Set within the limits.
func parseDamaged(t testing.TB, data []byte) (*evidence.Set, error) {
	t.Helper()
	in := newInput(context.Background(), bytes.NewReader(data), "bad", Options{})
	sets, err := parse(context.Background(), in, small)
	for _, set := range sets {
		checkDamaged(t, set)
	}
	if err != nil && (err.Error() == "" || strings.Contains(err.Error(), "\n")) {
		t.Errorf("error %q", err)
	}
	if err != nil {
		err = errors.Unwrap(err) // without the name
	}
	return one(sets, err)
}

func checkDamaged(t testing.TB, set *evidence.Set) {
	t.Helper()
	checkSet(t, set)
	stacks, frames := make(map[*evidence.Stack]bool), 0
	for _, g := range set.Goroutines {
		if g.Stack != nil && !stacks[g.Stack] {
			stacks[g.Stack] = true
			frames += len(g.Stack.Frames)
		}
	}
	if len(set.Goroutines) > small.goroutines || frames > small.frames || len(set.Problems) > small.problems+8 {
		t.Errorf("%d goroutines, %d frames, %d problems", len(set.Goroutines), frames, len(set.Problems))
	}
	for _, p := range set.Problems {
		if p.Pos.File != "bad" || strings.Contains(p.Message, "\n") {
			t.Errorf("problem %v", p)
		}
	}
}

func goodProto(t testing.TB) []byte {
	return written(t, &profile.Profile{
		PeriodType: &profile.ValueType{Type: "goroutine", Unit: "count"}, Period: 1,
		SampleType: types("goroutine/count"),
		Sample: []*profile.Sample{
			{Value: []int64{3}, Location: calls("runtime.gopark < runtime.selectgo < main.a"), Label: map[string][]string{"k": {"v"}}},
			{Value: []int64{2}, Location: calls("runtime.gopark < runtime.block < main.b")},
		},
	})
}

// TestCutProto: without its end a protobuf has no names, so it is an error, never half of the truth. Only
// the few fields behind the names may be missing.
func TestCutProto(t *testing.T) {
	data := goodProto(t)
	for i := range len(data) {
		set, err := parseDamaged(t, data[:i])
		if err == nil && len(set.Goroutines) != 5 {
			t.Errorf("cut at %d of %d: no error", i, len(data))
		}
	}
	if _, err := parseDamaged(t, data[:len(data)/2]); !errors.Is(err, errCut) {
		t.Errorf("cut in the middle: %v", err)
	}
}

// TestCutText cuts a text at every byte. What is read is a beginning of the whole, and it is said what is
// missing.
func TestCutText(t *testing.T) {
	const text = `goroutine profile: total 6
3 @ 0x47fcce 0x415fae 0x415af2 0x4e23d9 0x486801
#	0x4e23d8	main.wait+0x18	service/main.go:14

2 @ 0x47fcce 0x415fae 0x415af2 0x4e33d9 0x4e43d9 0x486801
# labels: {"job":"index"}
#	0x4e33d8	main.read+0x18	service/main.go:24
#	0x4e43d8	main.serve+0x18	service/main.go:34

1 @ 0x47fcce 0x460665 0x4e21f3 0x486801
#	0x4e21f2	main.loop+0x52	service/main.go:47
`
	header := strings.IndexByte(text, '\n')
	for i := header + 1; i < len(text)-2; i++ {
		set, err := parseDamaged(t, []byte(text[:i]))
		if err != nil {
			t.Fatalf("cut at %d: %v", i, err)
		}
		for _, g := range set.Goroutines {
			switch g.Created.Entry().Func {
			case "main.wait", "main.serve", "main.loop":
			default:
				t.Errorf("cut at %d: a goroutine that runs %q", i, g.Created.Entry().Func)
			}
		}
		if len(set.Goroutines) < 6 && !set.Partial() {
			t.Errorf("cut at %d: %d goroutines, and the whole", i, len(set.Goroutines))
		}
	}
}

// TestFlipped changes single bytes.
func TestFlipped(t *testing.T) {
	data := goodProto(t)
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 0xff
		parseDamaged(t, bad)
	}
}

// TestTooMuch has small files that stand for much.
func TestTooMuch(t *testing.T) {
	types := "\x0a\x04\x08\x01\x10\x02"
	names := "\x32\x00\x32\x09goroutine\x32\x05count"
	tests := []struct{ name, data, err, partial string }{
		{name: "empty samples", data: types + strings.Repeat("\x12\x00", 1<<17) + names, err: "to decode it would take about 25 MiB of memory, of 8 allowed"},
		{name: "empty functions", data: types + strings.Repeat("\x2a\x00", 1<<17) + names, err: "to decode it would take about 25 MiB of memory, of 8 allowed"},
		{name: "long", data: types + strings.Repeat("\x32\x00", 1<<20), err: "longer than the 1 MiB a profile may have"},
		{name: "a declared length", data: types + "\x32\xff\xff\xff\xff\xff\xff\xff\xff\x7f", err: errCut.Error()},
		{
			name: "a count", data: "goroutine profile: total 9000000000\n9000000000 @ 0x1 0x2\n#\t0x0\tmain.f+0x1\tf.go:1\n\n",
			partial: "8999998976 of 9000000000 goroutines: a profile is expanded to 1024, at least one of each stack",
		},
		{
			name: "counts that overflow", data: "goroutine profile: total 1\n" + strings.Repeat("9223372036854775807 @ 0x1\n\n", 3),
			partial: fmt.Sprintf("%d of %d goroutines: a profile is expanded to 1024, at least one of each stack", 3<<40-1024, int64(3)<<40),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set, err := parseDamaged(t, []byte(test.data))
			if fmt.Sprint(err) != test.err && (err != nil || test.err != "") {
				t.Errorf("error %q, want %q", fmt.Sprint(err), test.err)
			}
			if got := set.Sources[0].Missing; test.partial != "" && got != test.partial {
				t.Errorf("partial %q, want %q", got, test.partial)
			}
		})
	}
	var deep strings.Builder
	deep.WriteString("goroutine profile: total 3000\n")
	for i := range 3000 {
		fmt.Fprintf(&deep, "1 @ 0x1 0x2\n#\t0x0\tmain.f%d+0x1\tf.go:1\n\n", i)
	}
	set, err := parseDamaged(t, []byte(deep.String()))
	if want := "1976 of 3000 goroutines: a profile is expanded to 1024, at least one of each stack"; err != nil || set.Sources[0].Missing != want {
		t.Errorf("%v, partial %q", err, set.Sources[0].Missing)
	}
}

// TestEveryStackStays: when there are too many goroutines, all of the stacks are there, and the sites have
// the true numbers.
func TestEveryStackStays(t *testing.T) {
	text := "goroutine profile: total 50002\n50000 @ 0x1 0x2\n#\t0x0\tmain.many+0x1\tf.go:1\n\n" +
		"1 @ 0x3 0x2\n#\t0x2\tmain.one+0x1\tf.go:2\n\n1 @ 0x4 0x2\n#\t0x3\tmain.other+0x1\tf.go:3\n\n"
	set, err := parseDamaged(t, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, printed(set, "sites"), "50000 × main.many\n1 × main.one\n1 × main.other\n")
	stacks := make(map[*evidence.Stack]int)
	for _, g := range set.Goroutines {
		stacks[g.Stack]++
	}
	if len(stacks) != 3 || len(set.Goroutines) != small.goroutines {
		t.Errorf("%d goroutines with %d stacks", len(set.Goroutines), len(stacks))
	}
}

// TestUnreadable: files of other kinds, and a disk that fails.
func TestUnreadable(t *testing.T) {
	stale := &fs.PathError{Op: "read", Path: "bad", Err: syscall.ESTALE}
	text := "goroutine profile: total 2\n2 @ 0x1 0x2\n#\t0x0\tmain.f+0x1\tf.go:1\n\n"
	tests := []struct {
		name string
		r    io.Reader
		err  string
	}{
		{"empty", strings.NewReader(""), "bad: the profile is empty"},
		{"a dump", strings.NewReader("goroutine 1 [running]:\nmain.main()\n"), "bad: " + ErrNone.Error()},
		{"not gzip", strings.NewReader("\x1f\x8b????????????"), "bad: damaged profile: gzip: invalid header"},
		{"a disk", iotest.ErrReader(stale), "bad: reading failed: " + syscall.ESTALE.Error()},
		{"a disk, later", io.MultiReader(strings.NewReader(text), iotest.ErrReader(stale)), ""},
	}
	for _, test := range tests {
		set, err := parse1(context.Background(), test.r, "bad", Options{})
		if set == nil || fmt.Sprint(err) != test.err && (err != nil || test.err != "") {
			t.Errorf("%s: %v, want %q", test.name, err, test.err)
		}
		if err == nil && (!set.Partial() || len(set.Goroutines) != 2) {
			t.Errorf("%s: partial %v, %d goroutines", test.name, set.Partial(), len(set.Goroutines))
		}
	}
}

// TestStopped: a context that is done stops the reading, and the last report says so.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var last evidence.Progress
	_, err := parse1(ctx, bytes.NewReader(goodProto(t)), "p", Options{Size: 7, Progress: func(p evidence.Progress) { last = p }})
	if !errors.Is(err, errStopped) || !last.Done || last.Err == nil || last.Total != 7 {
		t.Errorf("%v, %+v", err, last)
	}
}

// TestChance compares the number of samples with the runtime's own scaling: a figure that stands for k
// samples of size s was made by dividing k by 1-exp(-s/rate).
func TestChance(t *testing.T) {
	for _, s := range []float64{16, 96, 4096, 524288, 1 << 30} {
		const k = 12
		scaled := k / (1 - math.Exp(-s/524288))
		if got := scaled * chance(s, 524288); math.Abs(got-k) > 1e-6 {
			t.Errorf("size %v: %v samples, want %v", s, got, k)
		}
	}
	if chance(96, 0) != 0 || chance(0, 524288) != 0 || chance(96, 1) != 1 {
		t.Error("edges")
	}
}
