package profile

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/pprof/profile"
)

// manyStacks is a text of n goroutines, each with a stack of its own of 20 frames.
func manyStacks(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "goroutine profile: total %d\n", n)
	for i := range n {
		b.WriteString("1 @ 0x47fcce 0x415fae 0x415af2")
		for f := range 20 {
			fmt.Fprintf(&b, " 0x%x", 0x500000+f)
		}
		b.WriteString(" 0x486801\n")
		for f := range 20 {
			fmt.Fprintf(&b, "#\t0x%x\tservice/internal/queue.(*Worker).step%d+0x1f\tservice/internal/queue/worker.go:%d\n", 0x500000+f-1, f, i)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// BenchmarkText reads text of distinct stacks, the dearest kind. Time goes with size: twice the stacks, the
// same bytes a second.
func BenchmarkText(b *testing.B) {
	for _, n := range []int{5_000, 10_000, 20_000} {
		text := manyStacks(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := parse1(context.Background(), strings.NewReader(text), "t", Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOneSampleEach reads a protobuf with a sample for each goroutine.
func BenchmarkOneSampleEach(b *testing.B) {
	stack := calls("runtime.gopark < runtime.selectgo" + strings.Repeat(" < main.step", 18))
	p := &profile.Profile{SampleType: types("goroutine/count"), TimeNanos: time.Now().UnixNano()}
	const n = 50_000
	for i := range n {
		p.Sample = append(p.Sample, &profile.Sample{Value: []int64{1}, Location: stack,
			NumLabel: map[string][]int64{"go::goroutine": {int64(i + 1)}, "go::goroutine_wait_minutes": {3}},
			Label:    map[string][]string{"go::goroutine_state": {"select"}}})
	}
	data := written(b, p)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		set, err := parse1(context.Background(), strings.NewReader(string(data)), "t", Options{})
		if err != nil || len(set.Goroutines) != n {
			b.Fatal(err)
		}
	}
}
