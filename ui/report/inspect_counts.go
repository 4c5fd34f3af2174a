package report

import (
	"strings"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// counts says how much was read from s, in the words of its kind.
func counts(set *evidence.Set, s *evidence.Source) string {
	n := int(s.Records)
	switch s.Kind {
	case evidence.ExecutionTrace:
		return traceCounts(set, s)
	case evidence.GoroutineDump:
		return dumpCounts(set, s)
	case evidence.Goroutines, evidence.GoroutineLeak:
		return ofSeveral(set, s, "profile", words.Plural(n, "distinct stack"))
	case evidence.HeapProfile, evidence.BlockProfile, evidence.MutexProfile:
		return ofSeveral(set, s, "profile", words.Plural(n, "sample"))
	case evidence.SchedTrace:
		return words.Plural(n, "SCHED line")
	case evidence.Benchmark:
		return words.Plural(n, "result")
	}
	return ""
}

// traceCounts has only the events of a trace that was not joined: the other facts are of the one that was.
func traceCounts(set *evidence.Set, s *evidence.Source) string {
	parts := []string{words.Plural(int(s.Events), "event")}
	if s.Apart != "" {
		return parts[0]
	}
	before, created, ended, cancels := 0, 0, 0, 0
	for _, site := range set.Sites {
		before, created, ended = before+site.Before, created+site.Created, ended+site.Ended
	}
	for _, c := range set.CancelSites {
		cancels += c.Count
	}
	if before+created > 0 {
		parts = append(parts, words.Plural(before+created, "goroutine")+", "+words.Count(ended)+" of them ended")
	}
	parts = append(parts, words.Plural(cancels, "cancel"))
	if s.Contexts > 0 {
		parts = append(parts, words.Plural(int(s.Contexts), "context")+" named by the program")
	}
	return strings.Join(parts, " · ")
}

func dumpCounts(set *evidence.Set, s *evidence.Source) string {
	text := words.Plural(int(s.Records), "goroutine")
	if s.Leaked > 0 {
		text += ", " + words.Count(int(s.Leaked)) + " of them marked leaked"
	}
	return ofSeveral(set, s, "dump", text)
}

// ofSeveral says of a file that has several dumps or profiles that text is about the last one.
func ofSeveral(set *evidence.Set, s *evidence.Source, what, text string) string {
	n := 0
	for _, snap := range set.Series {
		if snap.Source == s {
			n++
		}
	}
	if n > 1 {
		return words.Plural(n, what) + ", the last one of " + text
	}
	return text
}
