package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Report is what became of one file.
type Report struct {
	File string
	Rows int
	Err  error
}

// Importer reads the files of the shops.
type Importer struct {
	tally *Tally
	open  atomic.Int64
	most  int64
}

// NewImporter returns an importer that holds at most so many files.
func NewImporter(most int64) *Importer {
	return &Importer{tally: &Tally{reports: make(chan Report)}, most: most}
}

// Import parses one file beside the others.
func (i *Importer) Import(name string, lines []string) {
	i.open.Add(1)
	go i.parse(name, lines)
}

// parse reads a file and reports to the tally.
func (i *Importer) parse(name string, lines []string) {
	defer i.open.Add(-1)
	rows := 0
	for _, line := range lines {
		if !strings.Contains(line, ";") {
			i.tally.reports <- Report{File: name, Err: fmt.Errorf("row %d: no separator", rows)}
			return
		}
		rows++
	}
	i.tally.reports <- Report{File: name, Rows: rows}
}

// guard ends the process when too many files are open: better a restart than a
// machine without memory.
func (i *Importer) guard(ctx context.Context) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		switch n := i.open.Load(); {
		case n > i.most:
			panic(fmt.Sprintf("importer: %d files open, at most %d expected", n, i.most))
		case n > i.most/2:
			klog("W", "importer.go:71", "%d files open", n)
		}
	}
}

// Tally counts rows.
type Tally struct {
	reports chan Report
	rows    int
}

// collect adds up reports.
//
// This is the incident: it returns at the first file that is malformed, and
// nobody receives what the others report.
func (t *Tally) collect(ctx context.Context) {
	for {
		select {
		case r := <-t.reports:
			if err := t.add(r); err != nil {
				klog("E", "importer.go:94", "tally: %v", err)
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (t *Tally) add(r Report) error {
	if r.Err != nil {
		return errors.Join(fmt.Errorf("%s", r.File), r.Err)
	}
	t.rows += r.Rows
	if t.rows%10 == 0 {
		klog("I", "importer.go:108", "%d rows", t.rows)
	}
	return nil
}

// klog writes a line as Kubernetes' own programs do.
func klog(severity, place, format string, args ...any) {
	now := time.Now().UTC().Format("0102 15:04:05.000000")
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", ": ")
	fmt.Fprintf(os.Stderr, "%s%s       1 %s] %s\n", severity, now, place, text)
}
