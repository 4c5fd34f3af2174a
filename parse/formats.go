package parse

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/ctxscope/ctxscope/parse/benchmark"
	"github.com/ctxscope/ctxscope/parse/dump"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
	"github.com/ctxscope/ctxscope/parse/exectrace/tracetext"
	"github.com/ctxscope/ctxscope/parse/incident"
	"github.com/ctxscope/ctxscope/parse/profile"
	"github.com/ctxscope/ctxscope/parse/schedtrace"
)

// A Format is one kind of input.
type Format struct {
	Kind  evidence.Kind
	Name  string   // for people
	Alias []string // what KIND=FILE may call it

	// Text formats may begin anywhere in a text, behind any log prefix: several of them may find
	// something in one file. The others are told by the first bytes of the file.
	Text bool

	// Sniff sees the first bytes of the file, at most 4 KiB, at least one. A Text format may be further on
	// even if it says no, and others may be behind it if it says yes.
	Sniff func(head []byte) bool

	// Parse returns one Set, or one for each kind of Source. It returns an error that isNothing knows for a text in
	// which the format does not occur.
	Parse func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error)
}

// one is what a Parse returns that finds one kind only.
func one(set *evidence.Set, err error) ([]*evidence.Set, error) { return []*evidence.Set{set}, err }

// An Input names what a Format reads, and says what its caller wants to hear.
type Input struct {
	Name string
	Size int64 // 0 when not known
	Options
}

// formats is the table of what can be read, in the order in which it is tried.
var formats = []Format{
	{
		Kind:  evidence.ExecutionTrace,
		Name:  "execution trace (runtime/trace, go test -trace, flight recorder)",
		Alias: []string{"trace"},
		Sniff: func(head []byte) bool {
			return bytes.HasPrefix(head, []byte("go 1.")) && bytes.Contains(head[:min(len(head), 16)], []byte(" trace"))
		},
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return one(exectrace.Parse(ctx, r, in.Name, exectrace.Options{Cut: in.Cut, Size: in.Size, Progress: in.Progress, Partial: in.Partial}))
		},
	},
	{
		Kind:  evidence.GoroutineDump,
		Name:  "goroutine dump (debug=2, SIGQUIT, crash), anywhere in a log",
		Alias: []string{"goroutine", "dump"},
		Text:  true,
		Sniff: func(head []byte) bool {
			rest, ok := bytes.CutPrefix(head, []byte("goroutine "))
			return ok && len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9'
		},
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return one(dump.Parse(ctx, r, in.Name, dump.Options{Size: in.Size, Progress: in.Progress}))
		},
	},
	{
		Kind:  evidence.HeapProfile, // and all the others of runtime/pprof: its content tells which
		Name:  "pprof profile (goroutine, goroutineleak, heap, allocs, block, mutex; protobuf or debug=1, anywhere in a text)",
		Alias: []string{"profile", "pprof", "heap"},
		Text:  true,
		Sniff: profile.Sniff,
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return profile.Parse(ctx, r, in.Name, profile.Options{Size: in.Size, Progress: in.Progress})
		},
	},
	{
		Kind:  evidence.SchedTrace,
		Name:  "scheduler trace (GODEBUG=schedtrace, scheddetail), anywhere in a log",
		Alias: []string{"schedtrace", "sched"},
		Text:  true,
		Sniff: func([]byte) bool { return false }, // it shares its stream with the program's own log
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return one(schedtrace.Parse(ctx, r, in.Name, schedtrace.Options{Size: in.Size, Progress: in.Progress}))
		},
	},
	{
		Kind:  evidence.ExecutionTrace,
		Name:  "text of go tool trace -d=parsed, anywhere in a text",
		Alias: []string{"tracetext"},
		Text:  true,
		Sniff: func([]byte) bool { return false },
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return one(tracetext.Parse(ctx, r, in.Name, tracetext.Options{Cut: in.Cut, Size: in.Size, Progress: in.Progress}))
		},
	},
	{
		Kind:  evidence.Benchmark,
		Name:  "benchmark results (go test -bench)",
		Alias: []string{"bench", "benchmark"},
		Text:  true,
		Sniff: func([]byte) bool { return false },
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return one(benchmark.Parse(ctx, r, in.Name, benchmark.Options{Size: in.Size, Progress: in.Progress}))
		},
	},
	{
		Kind:  evidence.Bundle,
		Name:  "incident of a bundle (ctxscope bundle)",
		Alias: []string{"bundle"},
		Sniff: incident.Sniff,
		Parse: func(ctx context.Context, r io.Reader, in Input) ([]*evidence.Set, error) {
			return one(incident.Parse(ctx, r, in.Name, incident.Options{Size: in.Size, Progress: in.Progress}))
		},
	},
}

// sniffed is how much of a file is looked at to tell what it is.
const sniffed = 4 << 10

var (
	errUnrecognised = errors.New("not a file ctxscope can read; it reads execution traces, goroutine dumps, pprof profiles, schedtrace logs and benchmark results")
)

// isNothing reports whether err says that a text does not hold the format at all.
func isNothing(err error) bool {
	for _, none := range []error{dump.ErrNoDump, profile.ErrNone, schedtrace.ErrNone, tracetext.ErrNone, benchmark.ErrNone} {
		if errors.Is(err, none) {
			return true
		}
	}
	return false
}

// pure is the size from which a text is what it begins with and nothing else, in bytes: to look at all of
// it with every parser would take longer than it is worth. The runtime writes no larger dump at once.
const pure = 64 << 20

// recognise returns the formats to try: the one that is forced, the first one that is certain, or all
// that a text may hold. Size is that of the file, 0 when it is not known.
func recognise(head []byte, size int64, forced string) []Format {
	if forced != "" {
		f, _ := byAlias(forced)
		return []Format{f}
	}
	for _, f := range formats {
		if f.Sniff(head) && !(f.Text && size <= pure && looksLikeText(head)) {
			return []Format{f}
		}
	}
	if !looksLikeText(head) {
		return nil
	}
	var texts []Format
	for _, f := range formats {
		if f.Text {
			texts = append(texts, f)
		}
	}
	return texts
}

// byAlias returns the format that KIND=FILE calls name.
func byAlias(name string) (Format, bool) {
	for _, f := range formats {
		if name == string(f.Kind) {
			return f, true
		}
		for _, a := range f.Alias {
			if a == name {
				return f, true
			}
		}
	}
	return Format{}, false
}

// aliases lists what KIND=FILE may say.
func aliases() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Alias...)
	}
	return strings.Join(names, ", ")
}

// looksLikeText reports whether head could begin a log: no NUL bytes, and hardly any other control
// characters than those that text has.
func looksLikeText(head []byte) bool {
	odd := 0
	for _, c := range head {
		switch {
		case c == 0:
			return false
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 0x1b:
			odd++
		}
	}
	return odd <= len(head)/50
}
