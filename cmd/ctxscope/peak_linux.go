package main

import (
	"bytes"
	"os"
	"strconv"
)

// peakMemory returns the most memory the process ever had resident, in bytes, or 0. It reads VmHWM, not
// getrusage, whose maximum starts with what the parent had resident when it forked.
func peakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmHWM:")); ok {
			fields := bytes.Fields(rest)
			if len(fields) == 0 {
				return 0
			}
			kib, _ := strconv.ParseInt(string(fields[0]), 10, 64)
			return kib << 10
		}
	}
	return 0
}
