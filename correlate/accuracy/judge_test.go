package accuracy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/source"
	"github.com/ctxscope/ctxscope/ui/report"
)

// A set is what an incident may leave behind of one run.
type set struct {
	name  string
	files []string
	src   bool
}

// sets are the evidence sets, in the order of the table.
func sets() []set {
	files := []set{
		{name: "trace", files: []string{"trace.out"}},
		{name: "dump", files: []string{"goroutine-2.txt"}},
		{name: "two dumps", files: []string{"goroutine-1.txt", "goroutine-2.txt"}},
		{name: "crash dump", files: []string{"crash.txt"}},
		{name: "trace + crash dump", files: []string{"trace.out", "crash.txt"}},
		{name: "all", files: []string{"trace.out", "goroutine-1.txt", "goroutine-2.txt", "heap.pb.gz", "crash.txt"}},
	}
	all := files
	for _, s := range files {
		all = append(all, set{s.name + " + source", s.files, true})
	}
	return all
}

// A finding is what the JSON report has of one, as far as it is judged.
type finding struct {
	Rule, Certainty string
	Goroutines      []int64
	Blocked         *spot
	Context         *spot
	Fix             spot
}

type spot struct {
	Kind, Function, File *string
	Line                 *int
}

func (s *spot) String() string {
	if s == nil {
		return "none"
	}
	text := "unknown"
	if s.Kind != nil {
		text = *s.Kind
	}
	if s.File != nil && s.Line != nil {
		text += fmt.Sprintf(" %s:%d", filepath.Base(*s.File), *s.Line)
	}
	return text
}

// at reports whether s is one of the places.
func (s *spot) at(places []place) bool {
	return s != nil && s.File != nil && s.Line != nil && slices.ContainsFunc(places, func(p place) bool {
		return p.file == *s.File && p.line == *s.Line
	})
}

func (f *finding) certain() bool { return f.Certainty == "strong" || f.Certainty == "proven" }

// findings gives the report of one evidence set of the program, whose files are in dir.
func findings(ctx context.Context, p *program, dir string, s set) ([]finding, error) {
	var inputs []string
	for _, name := range s.files {
		inputs = append(inputs, filepath.Join(dir, name))
	}
	var o parse.Options
	if s.src {
		home, _ := os.UserHomeDir()
		o.Source = source.Options{Dirs: []source.Tree{{Name: p.dir}}}
		o.Source.GOROOT, o.Source.ModCache = source.Local(os.Getenv, home)
	}
	evidence, err := parse.Open(ctx, inputs, o)
	if err != nil {
		return nil, err
	}
	format, _ := report.Find("json")
	var b bytes.Buffer
	if err := format.Write(&b, correlate.Run(evidence, rules.All()), report.Options{}); err != nil {
		return nil, err
	}
	var doc struct{ Findings []finding }
	err = json.Unmarshal(b.Bytes(), &doc)
	return doc.Findings, err
}

// A score is how one evidence set did, on one program or on many.
type score struct {
	programs, leaks, found, certain, rule, context, fix int
	goroutines, listed                                  int // leaking goroutines, and those in findings
	alarms, extra, doubts                               int // doubts are suspects without a leaking goroutine
	misses                                              []string
}

func (s *score) add(o score) {
	s.programs += o.programs
	s.leaks += o.leaks
	s.found += o.found
	s.certain += o.certain
	s.rule += o.rule
	s.context += o.context
	s.fix += o.fix
	s.goroutines += o.goroutines
	s.listed += o.listed
	s.alarms += o.alarms
	s.extra += o.extra
	s.doubts += o.doubts
}

func (s *score) miss(format string, args ...any) {
	s.misses = append(s.misses, fmt.Sprintf(format, args...))
}

// judge compares what was reported with the truth.
func judge(p *program, t truth, reported []finding, src bool) score {
	s := score{programs: 1}
	for _, l := range p.leaks {
		s.leak(l, t.leaking[l], reported, src)
	}
	for _, f := range reported {
		extra := 0
		for _, id := range f.Goroutines {
			if !t.ever[id] {
				extra++
			}
		}
		switch {
		case len(f.Goroutines) == 0 && slices.ContainsFunc(p.leaks, func(l *leak) bool { return slices.Contains(l.rules, f.Rule) }):
			// of contexts or timers, and rightly
		case extra < len(f.Goroutines) && f.certain():
			s.extra += extra
			if extra > 0 {
				s.miss("%d extra in %s", extra, f.Rule)
			}
		case extra < len(f.Goroutines):
		case f.certain():
			s.alarms++
			s.miss("FALSE ALARM %s %s, %d goroutines, blocked %s", f.Certainty, f.Rule, len(f.Goroutines), f.Blocked)
		default:
			s.doubts++
			s.miss("doubt %s, %d goroutines, blocked %s", f.Rule, len(f.Goroutines), f.Blocked)
		}
	}
	return s
}

// leak judges the first finding that has a goroutine of the leak.
func (s *score) leak(l *leak, leaking map[int64]bool, reported []finding, src bool) {
	s.leaks++
	s.goroutines += len(leaking)
	has := func(f finding) bool {
		return slices.ContainsFunc(f.Goroutines, func(id int64) bool { return leaking[id] })
	}
	i := slices.IndexFunc(reported, has)
	if i < 0 {
		s.miss("leak %d not found", l.number)
		return
	}
	f := reported[i]
	listed := map[int64]bool{}
	certain := false
	for _, f := range reported {
		certain = certain || f.certain() && has(f)
		for _, id := range f.Goroutines {
			listed[id] = leaking[id] || listed[id]
		}
	}
	for _, is := range listed {
		if is {
			s.listed++
		}
	}
	s.found++
	if certain {
		s.certain++
	}
	if slices.Contains(l.rules, f.Rule) {
		s.rule++
	} else {
		s.miss("leak %d rule %s, want %s", l.number, f.Rule, strings.Join(l.rules, " or "))
	}
	if l.rightContext(f.Context, src) {
		s.context++
	} else {
		s.miss("leak %d context %s, want %v", l.number, f.Context, l.context)
	}
	if f.Fix.at(l.fix) {
		s.fix++
	} else {
		s.miss("leak %d fix %s, want %v", l.number, &f.Fix, l.fix)
	}
}

// rightContext: the line decides, and without source the kind.
func (l *leak) rightContext(got *spot, src bool) bool {
	if len(l.context) == 0 || l.maybe && got == nil {
		return got == nil
	}
	if got.at(l.context) {
		return true
	}
	if got == nil || got.Kind == nil || src && got.Line != nil {
		return false
	}
	for kind := range strings.SplitSeq(*got.Kind, " or ") { // a trace tells a deadline, not which function set it
		method, isRequest := strings.CutPrefix(kind, "http.Request")
		if slices.ContainsFunc(l.context, func(p place) bool {
			return strings.Contains(p.code, kind+"(") || isRequest && strings.Contains(p.code, method+"()")
		}) {
			return true
		}
	}
	return false
}
