package schedtrace

import (
	"bytes"
	"strings"
	"time"
)

// layouts are the times with a zone that begin a log line: RFC 3339, which containers and most loggers
// write, and journald's short-iso.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05-0700"}

// wallClock returns the wall-clock time of the program's start, from the time that the log gives a SCHED
// line of uptime up which begins at column at; zero when there is none.
//
//	2026-11-22T00:34:29.369Z stderr F SCHED 1005ms: …
//	{"log":"SCHED 1005ms: … ]\n","stream":"stderr","time":"2026-11-22T00:34:29.369Z"}
func wallClock(line []byte, at int, up time.Duration) time.Time {
	text, end := string(line[:min(at, 64)]), " "
	if strings.HasPrefix(text, "{") {
		_, after, _ := bytes.Cut(line[at:], []byte(`"time":"`))
		text, end = string(after[:min(len(after), 64)]), `"`
	}
	text, _, _ = strings.Cut(text, end)
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 2000 {
			return t.Add(-up)
		}
	}
	return time.Time{}
}
