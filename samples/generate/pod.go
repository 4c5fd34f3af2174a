package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"time"
)

// A pod keeps the standard error of a process as a container runtime does: each
// line with the time it came, the stream, and F for a line that is whole.
//
//	2026-11-22T00:34:28.123456789Z stderr F panic: importer: 121 files open
type pod struct {
	log  bytes.Buffer
	line []byte // not ended yet
}

func (p *pod) Write(b []byte) (int, error) {
	for _, c := range b {
		if c != '\n' {
			p.line = append(p.line, c)
			continue
		}
		p.log.WriteString(time.Now().UTC().Format("2006-01-02T15:04:05.000000000Z"))
		p.log.WriteString(" stderr F ")
		p.log.Write(p.line)
		p.log.WriteByte('\n')
		p.line = p.line[:0]
	}
	return len(b), nil
}

// podLog runs exe until it panics and writes its pod's log, compressed.
func podLog(name, exe, dir string) error {
	var p pod
	cmd := command(exe, dir, 0)
	cmd.Stderr = &p
	if err := cmd.Start(); err != nil {
		return err
	}
	overdue := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer overdue.Stop()
	cmd.Wait() // a process that panics has an exit error, as wanted
	if !bytes.Contains(p.log.Bytes(), []byte(" F panic: ")) {
		os.Stderr.Write(p.log.Bytes())
		return errors.New("ended without a panic")
	}
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	if _, err := zw.Write(p.log.Bytes()); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}
