package main

import (
	"context"
	"errors"
	"log"
	"time"
)

var errNoSpace = errors.New("no space left on device")

// Entry says what became of a job.
type Entry struct {
	Job, What string
}

// AuditLog is one tenant's record of its jobs, written by one goroutine.
type AuditLog struct {
	tenant  string
	free    int // bytes left on the tenant's disk
	entries chan Entry
}

// OpenAuditLog starts the log's writer, which ends with ctx.
func OpenAuditLog(ctx context.Context, tenant string, free int) *AuditLog {
	l := &AuditLog{tenant: tenant, free: free, entries: make(chan Entry, 8)}
	go l.write(ctx)
	return l
}

// Record queues an entry. A job without a record does not exist for the
// auditors, so Record waits while the queue is full.
//
// This is the incident: the writer may be gone, and the wait has no way out.
func (l *AuditLog) Record(e Entry) {
	l.entries <- e
}

// write appends the entries to the tenant's disk. It gives up at the first
// error: an audit log with a hole is worse than none.
func (l *AuditLog) write(ctx context.Context) {
	for {
		select {
		case e := <-l.entries:
			if err := l.append(e); err != nil {
				log.Printf("audit %s: %v; log closed", l.tenant, err)
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// append writes one entry and waits for the disk.
func (l *AuditLog) append(e Entry) error {
	l.free -= len(e.Job) + len(e.What)
	if l.free < 0 {
		return errNoSpace
	}
	time.Sleep(time.Millisecond)
	return nil
}
