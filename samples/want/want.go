// Package want reads want.txt, the right answer to an incident, so that all
// tests compare a report with one and the same thing.
//
// A want.txt is a row of findings, each begun by a finding line, or the single
// word none when nothing may be reported. Empty lines and lines that begin with
// # are comments. A real excerpt:
//
//	finding   early-return
//	certainty strong
//	count     >=200
//	blocked   chan send at client.go:38 in main.(*Client).Charge.func1: out <- outcome{receipt, err}
//	created   at client.go:36 in main.(*Client).Charge: go func() {
//	fix       at client.go:35 in main.(*Client).Charge: out := make(chan outcome)
//	fix       at client.go:38 in main.(*Client).Charge.func1: out <- outcome{receipt, err}
//	context   WithTimeout at gateway.go:52 in main.(*Gateway).Pay: ctx, cancel := context.WithTimeout(r.Context(), g.deadline)
//	cancel    deadline
//
// The grammar of a place is
//
//	[WORDS] at FILE:LINE in FUNCTION: CODE
//
// where FILE is a suffix of the reported path, CODE is the trimmed source line,
// which a test of package samples checks, and WORDS are the wait reason, the
// constructor of the context, or the kind of the cancel. A cancel that no line
// of the program made has its kind alone.
//
// Where a key stands more than once in a finding, each of its lines is a right
// answer and the first is the best: which of them can be found depends on
// whether the source is at hand. A finding line may name several rules in the
// same way, and an also line names rules that may report the same goroutines on
// top. Any other finding is a false positive.
package want

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Finding is one leak that must be reported. A list holds alternatives, the best
// first; an empty one demands nothing.
type Finding struct {
	Rules     []string // never empty
	Also      []string // rules that may report these goroutines besides
	Certainty string   // at least this: suspect, strong or proven
	Count     int      // at least so many goroutines
	Blocked   []Place  // What is the wait reason, as a dump words it
	Created   []Place  // the go statement, or the call that stands for it
	Fix       []Place
	Context   []Place // What is the constructor; only for reports that name a context
	Cancel    []Place // What is deadline, explicit or never
}

// Place is a line of an incident's source. File, Line, Function and Code are
// zero for a cancel without a line.
type Place struct {
	What     string // see Finding; empty where the field says nothing
	File     string // suffix of the path, such as main.go
	Line     int    // from 1
	Function string // as the runtime writes it, such as main.(*Pool).Get
	Code     string // the source line without its margin
}

// Parse reads a want.txt. It returns no findings for a healthy incident, and an
// error that begins with the line's number for text that is not of the grammar.
func Parse(r io.Reader) ([]Finding, error) {
	var findings []Finding
	none := false
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		value = strings.TrimSpace(value)
		switch {
		case line == "none":
			none = true
		case key == "finding" && value != "":
			findings = append(findings, Finding{Rules: strings.Fields(value)})
		case len(findings) == 0:
			return nil, fmt.Errorf("%d: a key before the first finding, got %q", n, line)
		default:
			if err := findings[len(findings)-1].set(key, value); err != nil {
				return nil, fmt.Errorf("%d: %w", n, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if none == (len(findings) > 0) {
		return nil, fmt.Errorf("want either findings or none, got %d findings and none=%t", len(findings), none)
	}
	return findings, nil
}

// set takes one line's key and value into f.
func (f *Finding) set(key, value string) (err error) {
	switch key {
	case "certainty":
		f.Certainty = value
	case "also":
		f.Also = strings.Fields(value)
	case "count":
		digits, ok := strings.CutPrefix(value, ">=")
		if f.Count, err = strconv.Atoi(digits); !ok || err != nil {
			return fmt.Errorf("count: want >=N, got %q", value)
		}
	case "blocked":
		f.Blocked, err = appendPlace(f.Blocked, value)
	case "created":
		f.Created, err = appendPlace(f.Created, value)
	case "fix":
		f.Fix, err = appendPlace(f.Fix, value)
	case "context":
		f.Context, err = appendPlace(f.Context, value)
	case "cancel":
		if !strings.Contains(value, " ") {
			f.Cancel = append(f.Cancel, Place{What: value})
			return nil
		}
		f.Cancel, err = appendPlace(f.Cancel, value)
	default:
		return fmt.Errorf("unknown key, got %q", key)
	}
	return err
}

// appendPlace reads a place: [WORDS] at FILE:LINE in FUNCTION: CODE
func appendPlace(places []Place, text string) ([]Place, error) {
	what, rest, ok := strings.Cut(" "+text, " at ")
	where, rest, ok2 := strings.Cut(rest, " in ")
	function, code, ok3 := strings.Cut(rest, ": ")
	file, digits, ok4 := strings.Cut(where, ":")
	line, err := strconv.Atoi(digits)
	if !ok || !ok2 || !ok3 || !ok4 || err != nil {
		return nil, fmt.Errorf("want [WORDS] at FILE:LINE in FUNCTION: CODE, got %q", text)
	}
	return append(places, Place{strings.TrimSpace(what), file, line, function, code}), nil
}
