//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// toolTraceFactor is about how much memory go tool trace takes for each byte of a trace.
const toolTraceFactor = 200

// firstPage measures go tool trace from its start to the answer to the first request.
func firstPage(ctx context.Context, trace string) (cost, error) {
	// The tool itself, without the go command around it, which would have to be killed with it.
	path, err := exec.CommandContext(ctx, "go", "tool", "-n", "trace").Output()
	if err != nil {
		return cost{}, fmt.Errorf("go tool -n trace: %w", err)
	}
	cmd := exec.CommandContext(ctx, strings.TrimSpace(string(path)), "-http=127.0.0.1:0", trace)
	cmd.Env = append(os.Environ(), "BROWSER=true") // it opens one
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return cost{}, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, err
	}
	wall, err := awaitPage(ctx, bufio.NewScanner(stderr), start)
	cmd.Process.Kill()
	cmd.Wait()
	if err != nil {
		return cost{}, fmt.Errorf("go tool trace: %w: %v after %.0f s, with a peak of %.1f GB", err, cmd.ProcessState,
			time.Since(start).Seconds(), float64(spent(cmd.ProcessState, 0).peak)/1e9)
	}
	return spent(cmd.ProcessState, wall), nil
}

var address = regexp.MustCompile(`http://[^\s/]+`)

// awaitPage reads where the tool listens and asks for the page until it comes.
func awaitPage(ctx context.Context, lines *bufio.Scanner, start time.Time) (time.Duration, error) {
	url := ""
	for url == "" {
		if !lines.Scan() {
			return 0, fmt.Errorf("it ended without a page")
		}
		url = address.FindString(lines.Text())
	}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/", nil)
		if err != nil {
			return 0, err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return time.Since(start), nil
			}
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// spent reads what the system noted of an ended process.
func spent(ps *os.ProcessState, wall time.Duration) cost {
	c := cost{wall: wall, cpu: ps.UserTime() + ps.SystemTime()}
	if ru, ok := ps.SysUsage().(*syscall.Rusage); ok {
		c.peak = int64(ru.Maxrss)
		if runtime.GOOS != "darwin" {
			c.peak <<= 10 // in KiB, but for macOS
		}
	}
	return c
}

// memory returns the bytes that are available, 0 where the system does not tell.
func memory() int64 {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}
