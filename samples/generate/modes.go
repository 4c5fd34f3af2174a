package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A mode is how the evidence of one incident is taken. The zero value is the
// usual one: five files of one process.
type mode struct {
	keep  []string      // only these files are left, of those the process wrote
	every time.Duration // between two SCHED lines; 0: a quarter of a second
	pod   bool          // the process panics, and its pod's log is all there is
}

// modes are the incidents that left something else behind than five files.
var modes = map[string]mode{
	"series":         {keep: []string{"goroutine-1.txt", "goroutine-2.txt", "goroutine-3.txt"}},
	"timer-pileup":   {keep: []string{"heap-1.pb.gz", "heap-2.pb.gz", "goroutine.txt"}},
	"cancel-storm":   {keep: []string{"trace.out", "schedtrace.log"}, every: 20 * time.Millisecond},
	"deadline-drift": {keep: []string{"trace.out", "goroutine.txt"}},
	"crashloop":      {keep: []string{"pod.log.gz"}, pod: true},
}

// captureIn runs exe in dir and leaves there what m says.
func captureIn(dir, exe string, m mode) error {
	var err error
	if m.pod {
		err = podLog(filepath.Join(dir, "pod.log.gz"), exe, dir)
	} else {
		err = five(dir, exe, cmp.Or(m.every, 250*time.Millisecond))
	}
	if err != nil {
		return err
	}
	return tidy(dir, exe, m)
}

// five takes the files of every usual incident.
func five(dir, exe string, every time.Duration) error {
	stderr, err := run(exe, dir, every)
	if err != nil {
		return err
	}
	before, dump, err := split(stderr)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "schedtrace.log"), before, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "sigquit.txt"), dump, 0o644)
}

// tidy removes what is not kept and takes the executable's path out of heaps.
func tidy(dir, exe string, m mode) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		switch {
		case m.keep != nil && !slices.Contains(m.keep, f.Name()):
			err = os.Remove(path)
		case strings.HasSuffix(f.Name(), ".pb.gz"):
			err = anonymise(path, exe)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range m.keep {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("the service did not leave %s: %w", name, err)
		}
	}
	return nil
}
