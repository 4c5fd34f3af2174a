package main

import (
	"fmt"
	"time"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// note writes one line to standard error, unless -q.
func (c *console) note(p *plan, s string) {
	if !p.quiet {
		fmt.Fprintln(c.err, "ctxscope: "+safetext.Line(s))
	}
}

// stats writes what -v asks for: how much was read, how fast, and the memory it took.
func (c *console) stats(set *evidence.Set, d time.Duration) {
	var bytes, events int64
	for _, s := range set.Sources {
		bytes += s.Bytes
		events += s.Events
	}
	line := fmt.Sprintf("read %s in %s", words.Bytes(bytes), words.Age(d))
	if events > 0 {
		line += fmt.Sprintf(", %s events, %s events/s", words.Count(events), words.Count(int64(float64(events)/max(d.Seconds(), 1e-6))))
	}
	if peak := peakMemory(); peak > 0 {
		line += ", peak memory " + words.Bytes(peak)
	}
	fmt.Fprintln(c.err, "ctxscope: "+line)
}
