package dump

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// mostProblems is how many are listed; the others are counted.
const mostProblems = 50

// problem notes what could not be read in the current line; got is quoted, shortened.
func (p *parser) problem(message string, got []byte) { p.problemAt(p.no, message, got) }

func (p *parser) problemAt(line int, message string, got []byte) {
	p.trouble++
	if p.trouble > mostProblems {
		return
	}
	if got != nil {
		const shown = 80
		tail := ""
		if len(got) > shown {
			got, tail = got[:shown], "…"
		}
		message += ", got " + strconv.Quote(string(got)) + tail
	}
	p.note(line, message)
}

// note adds a Problem that is not counted: there is one of its kind in a file.
func (p *parser) note(line int, message string) {
	p.problems = append(p.problems, evidence.Problem{Pos: evidence.AtLine(p.src.Path, line), Message: message})
}

// allProblems returns the Problems by line, the last one saying how many there were beyond the list.
func (p *parser) allProblems() []evidence.Problem {
	slices.SortStableFunc(p.problems, func(a, b evidence.Problem) int { return cmp.Compare(a.Pos.Line, b.Pos.Line) })
	if p.trouble > mostProblems {
		p.note(0, strconv.Itoa(p.trouble-mostProblems)+" more lines could not be read")
	}
	return p.problems
}
