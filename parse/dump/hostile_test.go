package dump

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLinear reads hostile texts of one size and of four times that size. Work that grows with the
// square would take sixteen times as long; the limit leaves room for a busy machine.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	head := "goroutine 1 [running]:\nmain.main()\n\t/src/main.go:31 +0x5c\n"
	for name, make := range map[string]func(n int) string{
		"one long line":       func(n int) string { return strings.Repeat("x", n) },
		"headers, no bodies":  func(n int) string { return many(n/40, "goroutine %d [chan receive]:\n\n") },
		"headers in one line": func(n int) string { return strings.Repeat("goroutine 1 [x]: ", n/17) },
		"words in one line":   func(n int) string { return strings.Repeat("goroutine ", n/10) },
		"no ends":             func(n int) string { return many(n/40, "goroutine %d [select]:\nmain.f(0x1)\n") },
		"a deep stack": func(n int) string {
			return "goroutine 1 [select]:\n" + many(n/60, "main.f%d(0x1)\n\t/src/main.go:31 +0x5c\n")
		},
		"ancestors": func(n int) string {
			return head + many(n/70, "[originating from goroutine %d]:\nmain.f(...)\n\t/a.go:3 +0x1\n")
		},
		"the same id": func(n int) string { return strings.Repeat(head+"\n", n/60) },
		"two ids in turn": func(n int) string {
			return strings.Repeat(head+"\ngoroutine 2 [select]:\nmain.f()\n\t/a.go:1 +0x1\n\n", n/110)
		},
		"strangers": func(n int) string { return head + strings.Repeat("2026/11/22 x (y\n", n/16) },
		"maybe C":   func(n int) string { return head + strings.Repeat("x::y\n", n/5) },
		"torn":      func(n int) string { return head + strings.Repeat("main.f(SCHED 1ms: gomaxprocs=1\n", n/32) },
		"labels":    func(n int) string { return many(n/60, "goroutine 1 [select labels:{\"k\": \"%d\"}]:\n\n") },
		"pairs": func(n int) string {
			return "goroutine 1 [select]:\n" + many(n/80, "main.(*T).f(0xc000000010, {0x7b5258, 0xc%09x8})\n\t/src/main.go:31 +0x5c\n")
		},
		"receivers": func(n int) string {
			return "goroutine 1 [select]:\n" + strings.Repeat("main.(*T).f(0xc000000010)\n\t/src/main.go:31 +0x5c\n", n/50)
		},
		"parentheses": func(n int) string { return head + strings.Repeat("(", n/2) + strings.Repeat(")", n/2) },
		"escaped": func(n int) string {
			return `x "` + strings.ReplaceAll(strings.Repeat(head+"\n", n/60), "\n", `\n`) + `"`
		},
		"escaped, many lines": func(n int) string { return strings.Repeat(`x "goroutine 1 [x]:\nmain.main()\n"`+"\n", n/36) },
		"docker parts":        func(n int) string { return strings.Repeat(`{"log":"goroutine 1 [x]:"}`+"\n", n/27) },
		"CRI parts": func(n int) string {
			return strings.Repeat("2026-11-22T01:07:00.123456789Z stderr P goroutine 1 [x]:\n", n/57)
		},
		"changing prefixes":    func(n int) string { return many(n/40, "a%dx goroutine 1 [running]:\nmain.main()\n") },
		"stamps":               func(n int) string { return strings.Repeat("2026-", n/5) + "goroutine 1 [x]:\n" },
		"places full of words": func(n int) string { return "goroutine 1 [x]:\nmain.f()\n\t/a.go:1" + strings.Repeat(" +0x1", n/5) },
	} {
		t.Run(name, func(t *testing.T) {
			const size = 1 << 20
			small, large := took(t, make(size)), took(t, make(4*size))
			if large > 10*small && large > 2*time.Second {
				t.Errorf("%v for a size, %v for four times that", small, large)
			}
		})
	}
}

func many(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i+2)
	}
	return b.String()
}

func took(t *testing.T, text string) time.Duration {
	start := time.Now()
	set, _ := Parse(context.Background(), strings.NewReader(text), "dump", Options{})
	d := time.Since(start)
	t.Log(d)
	checkSet(t, set)
	return d
}

// TestMillionHeaders reads a million goroutines without a body.
func TestMillionHeaders(t *testing.T) {
	set, err := Parse(context.Background(), strings.NewReader(many(1_000_000, "goroutine %d [chan receive]:\n\n")), "dump", Options{})
	if err != nil || len(set.Goroutines) != 1_000_000 {
		t.Errorf("%d goroutines, error %v", len(set.Goroutines), err)
	}
}

// TestManyProblems lists some of the problems and counts the others.
func TestManyProblems(t *testing.T) {
	text := strings.Repeat("goroutine 5 [select\n", 1000) + "goroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n"
	set, err := Parse(context.Background(), strings.NewReader(text), "dump", Options{})
	if err != nil || len(set.Problems) != mostProblems+1 {
		t.Fatalf("%d problems, error %v", len(set.Problems), err)
	}
	found := false
	for _, p := range set.Problems {
		found = found || p.Message == "950 more lines could not be read"
	}
	if !found {
		t.Error("the others are not counted")
	}
}

// TestLimit notices a dump that runtime/pprof cut at 64 MiB, even at the end of a line.
func TestLimit(t *testing.T) {
	var b bytes.Buffer
	for i := 2; b.Len() < debug2Limit; i++ {
		fmt.Fprintf(&b, "goroutine %d [select]:\nmain.%s(0x1)\n\t/src/main.go:31 +0x5c\ncreated by main.main in goroutine 1\n\t/src/main.go:5 +0x2c\n\n", i, strings.Repeat("f", 4<<10))
	}
	data := b.Bytes()[:debug2Limit]
	set, err := Parse(context.Background(), bytes.NewReader(data), "dump", Options{})
	if err != nil || !set.Partial() || !strings.Contains(fmt.Sprint(set.Problems), "64 MiB") {
		t.Errorf("partial %v, problems %v, error %v", set.Partial(), set.Problems, err)
	}
}

// TestDeepStack: of a stack that no runtime prints the innermost frames are kept, and how many were not is said. Its
// creator is read, and the goroutines behind it.
func TestDeepStack(t *testing.T) {
	const beyond = 1000
	text := "goroutine 7 [chan send]:\n" + many(deepest+beyond, "main.f%d(0x1)\n\t/src/main.go:31 +0x5c\n") +
		"created by main.main in goroutine 1\n\t/src/main.go:12 +0x1d\n\ngoroutine 1 [select]:\nmain.main()\n\t/src/main.go:14 +0x1d\n"
	set, err := Parse(context.Background(), strings.NewReader(text), "deep", Options{})
	if err != nil || len(set.Goroutines) != 2 {
		t.Fatalf("%d goroutines, %v", len(set.Goroutines), err)
	}
	checkSet(t, set)
	g := set.Goroutines[1]
	if n := len(g.Stack.Frames); n != deepest || g.Created.Stack.Leaf().Line != 12 {
		t.Errorf("%d frames, created at %v", n, g.Created.Stack)
	}
	want := fmt.Sprintf("the stack of goroutine 7 is too deep: %d outer frames are left out", beyond)
	if len(set.Problems) != 1 || set.Problems[0].Message != want || set.Problems[0].Pos.Line != 1 {
		t.Errorf("problems %v, want %s", set.Problems, want)
	}
}
