package correlate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Rule is one kind of leak: what is said about it, what it needs, and how it is found.
type Rule struct {
	Name string // public, words joined by dashes: used in JSON, explain and configuration
	Doc  Doc

	// Needs are the kinds of input of which any one lets the rule run; NeedSource, NeedVerdict and
	// NeedContexts count among them.
	Needs []evidence.Kind

	// General: it tells that goroutines pile up, and not why.
	General bool

	// Run looks at the evidence and reports a Leak for each goroutine it can explain.
	Run func(*Pass)

	// Say puts a finding of this rule into words: a title of a few words, and a message of two
	// sentences: what happens, and why it never ends.
	Say func(*Finding) (title, message string)
}

// Doc is what `ctxscope explain` tells of a rule. All parts are plain text; Before and After are Go.
type Doc struct {
	Title         string // no capital, no full stop, at most 60 letters
	What          string // what happens
	Why           string // why it leaks
	Fix           string // how to fix it
	Before, After string
}

// What a rule may need beside a kind of file.
const (
	NeedSource   evidence.Kind = "source"   // the program's source, found for some frame
	NeedVerdict  evidence.Kind = "verdict"  // the runtime's own mark of what is leaked
	NeedContexts evidence.Kind = "contexts" // a trace of a program that is instrumented
)

var ruleName = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// Validate reports what is wrong with a table of rules: a name twice, a missing part.
func Validate(rules []*Rule) error {
	var errs []error
	seen := map[string]bool{}
	for _, r := range rules {
		switch {
		case !ruleName.MatchString(r.Name):
			errs = append(errs, fmt.Errorf("rule %q: the name must be lower-case words joined by dashes", r.Name))
		case seen[r.Name]:
			errs = append(errs, fmt.Errorf("rule %s is in the table twice", r.Name))
		case r.Run == nil || r.Say == nil:
			errs = append(errs, fmt.Errorf("rule %s needs Run and Say", r.Name))
		case len(r.Needs) == 0:
			errs = append(errs, fmt.Errorf("rule %s does not say what input it needs", r.Name))
		case r.Doc.Title == "" || len(r.Doc.Title) > 60 || strings.HasSuffix(r.Doc.Title, "."):
			errs = append(errs, fmt.Errorf("rule %s: the title must have 1 to 60 letters and no full stop", r.Name))
		case r.Doc.What == "" || r.Doc.Why == "" || r.Doc.Fix == "" || r.Doc.Before == "" || r.Doc.After == "":
			errs = append(errs, fmt.Errorf("rule %s is undocumented: what, why, fix, before and after are needed", r.Name))
		}
		seen[r.Name] = true
	}
	return errors.Join(errs...)
}

// A Pass is one run of one rule.
type Pass struct {
	*Index

	rule  *Rule
	leaks []*Leak
}

// Report adds a leak.
func (p *Pass) Report(l Leak) {
	l.rule = p.rule
	p.leaks = append(p.leaks, &l)
}

func (r *Rule) ready(set *evidence.Set) bool {
	return slices.ContainsFunc(r.Needs, func(k evidence.Kind) bool {
		switch k {
		case NeedSource:
			return len(set.Code) > 0
		case NeedContexts:
			return len(set.Contexts) > 0
		case NeedVerdict:
			return set.Has(evidence.GoroutineLeak) || slices.ContainsFunc(set.Goroutines, func(g *evidence.Goroutine) bool { return g.Leaked })
		}
		return set.Has(k)
	})
}

func (r *Rule) notChecked() NotChecked {
	var names []string
	for _, k := range r.Needs {
		names = append(names, captures[k].words)
	}
	return NotChecked{Rule: r, Needs: strings.Join(names, " or "), Capture: captures[r.Needs[0]].command}
}
