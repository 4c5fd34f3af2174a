package schedtrace

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// set returns what was read of run r.
func (p *parser) set(r *run) *evidence.Set {
	p.src.To = evidence.Time(millis(r.ms))
	p.src.Wall = r.wall
	p.src.Detail = r.blocks > 0
	if p.runs.count > 1 {
		p.problem(r.begun, fmt.Sprintf("%d processes write SCHED lines here: only the one that began last, on this line, is read", p.runs.count))
	}
	if r.cut && !p.src.Partial {
		p.src.Partial, p.src.Missing = true, "the last block of scheddetail, which is cut"
	}
	set := &evidence.Set{Sources: []*evidence.Source{p.src}, Load: r.load.samples, Problems: p.problems.list}
	for _, g := range r.living {
		set.Goroutines = append(set.Goroutines, p.goroutine(g))
	}
	slices.SortFunc(set.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	if len(r.series.snapshots) > 1 {
		for _, s := range r.series.snapshots {
			at, _ := p.src.At(s.at)
			set.Series = append(set.Series, &evidence.Snapshot{Source: p.src, At: at, Goroutines: s.stills})
		}
	}
	return set
}

func (p *parser) goroutine(g *living) *evidence.Goroutine {
	return &evidence.Goroutine{
		ID: g.id, State: g.state, Wait: g.wait(), WaitText: g.reason, Since: g.since, SinceKnown: g.sinceKnown,
		Leaked: g.leaked, Locked: g.locked,
		Created: evidence.Creation{By: evidence.NoGoID},
		Pos:     evidence.AtLine(p.src.Path, g.line),
	}
}

func (p *parser) progress(in *textline.Reader, o Options) evidence.Progress {
	goroutines := 0
	if p.runs.last != nil {
		goroutines = len(p.runs.last.living)
	}
	return evidence.Progress{Path: p.src.Path, Kind: p.src.Kind, Read: in.Bytes, Total: o.Size, Goroutines: goroutines}
}

// maxProblems is how many Problems are kept; the last one counts the rest.
const maxProblems = 100

type problems struct {
	list []evidence.Problem
	more int
}

func (p *parser) problem(line int, msg string) {
	ps := &p.problems
	at := evidence.Problem{Pos: evidence.AtLine(p.src.Path, line), Message: msg}
	if len(ps.list) < maxProblems {
		ps.list = append(ps.list, at)
		return
	}
	ps.more++
	at.Message = fmt.Sprintf("%d more lines that could not be read, the last one: %s", ps.more, msg)
	ps.list = append(ps.list[:maxProblems], at)
}

// excerpt quotes the beginning of a line for a message.
func excerpt(s []byte) string { return strconv.Quote(string(s[:min(len(s), 80)])) }
