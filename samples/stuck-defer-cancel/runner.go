package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"log"
	"sync/atomic"
	"time"
)

// Job is one piece of a tenant's work. Its fields do not change once submitted,
// except through the atomic ones.
type Job struct {
	Tenant, Name string
	beats        atomic.Int64
	lines        atomic.Int64
}

// Runner runs jobs, each in a goroutine of its own.
type Runner struct {
	audits              map[string]*AuditLog // by tenant
	revoked             chan string          // names of jobs whose lease another runner has taken
	submitted, finished atomic.Int64
}

// NewRunner returns a runner with an open audit log for each tenant. The disk
// of the first tenant is nearly full.
func NewRunner(ctx context.Context, tenants ...string) *Runner {
	r := &Runner{audits: make(map[string]*AuditLog), revoked: make(chan string)}
	for i, tenant := range tenants {
		free := 1 << 20
		if i == 0 {
			free = 700
		}
		r.audits[tenant] = OpenAuditLog(ctx, tenant, free)
	}
	return r
}

// Submit starts job as a child of ctx and returns without waiting for it.
func (r *Runner) Submit(ctx context.Context, job *Job) error {
	audit := r.audits[job.Tenant]
	if audit == nil {
		return fmt.Errorf("no tenant %q", job.Tenant)
	}
	r.submitted.Add(1)
	go r.run(ctx, job, audit)
	return nil
}

// run works a job off, step by step, and accounts for it in the audit log. The
// goroutines that accompany the job end with run, by its deferred cancel.
func (r *Runner) run(parent context.Context, job *Job, audit *AuditLog) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()

	output := make(chan string, 4)
	go r.heartbeat(ctx, job)
	go r.watchLease(ctx, job, cancel)
	go r.keepOutput(ctx, job, output)

	h := fnv.New32a()
	h.Write([]byte(job.Name))
	for step := range 2 + int(h.Sum32()%3) {
		if err := r.step(ctx, 5+time.Duration(h.Sum32()%20)); err != nil {
			log.Printf("job %s: step %d: %v", job.Name, step, err)
			return
		}
		output <- fmt.Sprintf("step %d done", step)
	}
	audit.Record(Entry{Job: job.Name, What: "finished"})
	if r.finished.Add(1)%50 == 0 {
		log.Printf("%d of %d jobs finished", r.finished.Load(), r.submitted.Load())
	}
}

// step does ms milliseconds of work for a job, or stops with ctx.
func (r *Runner) step(ctx context.Context, ms time.Duration) error {
	work := time.NewTimer(ms * time.Millisecond)
	defer work.Stop()
	select {
	case <-work.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// heartbeat tells the other runners that the job is alive, until ctx ends.
func (r *Runner) heartbeat(ctx context.Context, job *Job) {
	tick := time.NewTicker(700 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			job.beats.Add(1)
		case <-ctx.Done():
			return
		}
	}
}

// watchLease stops the job when another runner has taken its lease.
func (r *Runner) watchLease(ctx context.Context, job *Job, stop context.CancelFunc) {
	for {
		select {
		case name := <-r.revoked:
			if name == job.Name {
				stop()
			}
		case <-ctx.Done():
			return
		}
	}
}

// keepOutput keeps what the job says, until ctx ends.
func (r *Runner) keepOutput(ctx context.Context, job *Job, output <-chan string) {
	for {
		select {
		case <-output:
			job.lines.Add(1)
		case <-ctx.Done():
			return
		}
	}
}
