// Generate captures the evidence of every incident anew. It runs in samples/:
//
//	go generate ./samples               every incident
//	go run ./generate early-return      (in samples/) one of them
//
// Each incident is a directory with a program and a want.txt. Its program is
// built with -trimpath, so that no path of the building machine gets into a
// stack, and run once with -capture: one process, one set of files. What the
// process wrote to standard error up to the SIGQUIT becomes schedtrace.log,
// what came after it sigquit.txt. Heap profiles are the files that name the
// executable; heap.go takes the directory out of them. Incidents that left
// something else behind are in modes.go.
//
// Package samples is not imported here: it embeds the files that are made here.
// Capturing needs SIGQUIT, so it does not work on Windows.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

// patience is the longest a sample may take until its files are complete.
const patience = 30 * time.Second

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	names := os.Args[1:]
	if len(names) == 0 {
		wants, err := filepath.Glob("*/want.txt")
		if err != nil || len(wants) == 0 {
			log.Fatal("no incident here; run go generate ./samples")
		}
		for _, want := range wants {
			names = append(names, filepath.Dir(want))
		}
	}
	bin, err := os.MkdirTemp("", "samples")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(bin)
	for _, name := range names {
		if err := incident(bin, name); err != nil {
			os.RemoveAll(bin)
			log.Fatalf("%s: %v", name, err)
		}
	}
}

// incident builds and runs the program in the directory name and replaces
// name/captured.
func incident(bin, name string) error {
	exe := filepath.Join(bin, name)
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", exe, "./"+name)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	dir := filepath.Join(name, "captured")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return captureIn(dir, exe, modes[name])
}

// command returns the service as it is started, with a SCHED line so often.
func command(exe, dir string, every time.Duration) *exec.Cmd {
	cmd := exec.Command(exe, "-capture", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOTRACEBACK=all")
	if every > 0 {
		cmd.Env = append(cmd.Env, fmt.Sprintf("GODEBUG=schedtrace=%d", every.Milliseconds()))
	}
	return cmd
}

// run starts exe, waits until it has captured, sends SIGQUIT, and returns all
// it wrote to standard error.
func run(exe, dir string, every time.Duration) ([]byte, error) {
	cmd := command(exe, dir, every)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	overdue := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer overdue.Stop()
	captured := false
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if lines.Text() == capture.Captured {
			captured = true
			cmd.Process.Signal(syscall.SIGQUIT)
		}
	}
	err = cmd.Wait() // a process that SIGQUIT ended has an exit error, as wanted
	if !captured {
		os.Stderr.Write(stderr.Bytes())
		return nil, fmt.Errorf("ended before it had captured: %v", err)
	}
	return stderr.Bytes(), nil
}

// split cuts standard error where the crash dump begins. With schedtrace on,
// the runtime starts a dump with a full scheduler state, and only that one has
// gcwaiting= in its first line:
//
//	SCHED 2954ms: gomaxprocs=2 idleprocs=1 … gcwaiting=false …
//	  P0: status=1 schedtick=…
//	…
//	SIGQUIT: quit
func split(stderr []byte) (before, dump []byte, err error) {
	text := string(stderr)
	quit := strings.Index(text, "SIGQUIT: quit")
	if quit < 0 {
		return nil, nil, errors.New("no crash dump on standard error")
	}
	start := quit
	if detail := strings.LastIndex(text[:quit], "gcwaiting="); detail >= 0 {
		start = detail
	}
	start = strings.LastIndexByte(text[:start], '\n') + 1
	return stderr[:start], stderr[start:], nil
}
