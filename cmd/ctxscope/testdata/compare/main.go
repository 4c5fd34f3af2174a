//go:build unix

// Command compare measures ctxscope beside what else there is, on one trace, one program after the other:
//
//	go run ./parse/exectrace/internal/tracegen -o big.trace -mb 100
//	go run ./cmd/ctxscope/testdata/compare big.trace
//
// It is run at the top of the module. The programs are ctxscope analyze -f json, which is the whole
// report; a bare drain of golang.org/x/exp/trace, which is the least that any program on that reader
// costs; and go tool trace until its first page is there. Wall time, CPU time and peak resident memory
// are those of whole processes; of several runs the one with the median wall time is shown.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	runs := flag.Int("n", 3, "runs of each program; go tool trace has one")
	limit := flag.Duration("timeout", 10*time.Minute, "for all of it")
	tool := flag.Bool("tooltrace", true, "measure go tool trace too")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: compare [flags] TRACE")
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), *limit)
	defer cancel()
	if err := compare(ctx, flag.Arg(0), *runs, *tool); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func compare(ctx context.Context, trace string, runs int, tool bool) error {
	info, err := os.Stat(trace)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	build := exec.CommandContext(ctx, "go", "build", "-o", dir+string(filepath.Separator), "./cmd/ctxscope", "./parse/exectrace/internal/drain")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	fmt.Printf("%s, %.1f MB; %s, %d CPUs\n\n", filepath.Base(trace), float64(info.Size())/1e6, runtime.Version(), runtime.NumCPU())
	fmt.Printf("%-32s%10s%10s%12s%8s%8s\n", "", "wall", "CPU", "peak", "wall", "peak")

	ours, err := median(runs, func() (cost, error) {
		return process(ctx, filepath.Join(dir, "ctxscope"), "analyze", "-f", "json", trace)
	})
	if err != nil {
		return err
	}
	ours.print("ctxscope analyze -f json", ours)
	drain, err := median(runs, func() (cost, error) { return process(ctx, filepath.Join(dir, "drain"), trace) })
	if err != nil {
		return err
	}
	drain.print("x/exp/trace drained", ours)
	if !tool {
		return nil
	}
	if need, have := info.Size()*toolTraceFactor, memory(); have > 0 && have < need {
		fmt.Printf("go tool trace: left out, it would take about %d GB of memory and %d GB are free\n", need>>30, have>>30)
		return nil
	}
	page, err := firstPage(ctx, trace)
	if err != nil {
		return err
	}
	page.print("go tool trace, first page", ours)
	return nil
}

// cost is what one process took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes resident
}

// print writes a row; the last columns are multiples of ours.
func (c cost) print(name string, ours cost) {
	fmt.Printf("%-32s%8.2f s%8.2f s%9.0f MB%7.2f×%7.2f×\n", name, c.wall.Seconds(), c.cpu.Seconds(), float64(c.peak)/1e6,
		c.wall.Seconds()/ours.wall.Seconds(), float64(c.peak)/float64(ours.peak))
}

func median(runs int, run func() (cost, error)) (cost, error) {
	var all []cost
	for range max(runs, 1) {
		c, err := run()
		if err != nil {
			return cost{}, err
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b cost) int { return cmp.Compare(a.wall, b.wall) })
	return all[len(all)/2], nil
}

// process runs a program to its end. One that fails has not done the work, and what it cost is no
// measurement. Findings are no failure: without --fail-on, analyze ends with 0.
func process(ctx context.Context, name string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, stderr.String())
	}
	return spent(cmd.ProcessState, time.Since(start)), nil
}
