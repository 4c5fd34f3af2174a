package correlate

import (
	"slices"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Baseline is what an earlier look at the same program found, to see a Result beside: yesterday's
// files, those from before a release, or a report that was kept.
type Baseline struct {
	Name       string   // what it was read from, as the user named it
	Goroutines int      // alive then
	Checked    []string // names of the rules that ran
	Chains     []Past   // ranked

	// Places counts all goroutines by where they were: what leaks now may have been there before anyone
	// could tell that it leaks.
	Places map[Place]int
}

// A Place is where goroutines of one kind wait, without lines: it is the same in another build.
type Place struct {
	Wait             evidence.Wait
	Blocked, Created string // functions, without what the compiler adds; empty when not known
}

// PlaceAt returns the place of goroutines that wait so, blocked and created in functions as the evidence has them.
func PlaceAt(wait evidence.Wait, blocked, created string) Place {
	return Place{wait, normalise(blocked), normalise(created)}
}

// A Past is a finding of a Baseline, as far as a report keeps it.
type Past struct {
	Fingerprint      string
	Rule             string // its name
	Title            string
	Count            int // goroutines
	Wait             evidence.Wait
	Blocked, Created string // functions; empty when not known
}

// A Comparison is how the findings of a Result stand beside a Baseline.
type Comparison struct {
	Baseline *Baseline
	Gone     []*Past // not found any more, by rules that looked for it
	Unasked  []*Past // not found, but no rule looked for it: the evidence of now lacks what that takes
}

// A Change is how a finding stands beside a Baseline.
type Change uint8

// The changes.
const (
	Same    Change = iota // as many as there were, within a tenth
	New                   // there was nothing of it in the baseline
	Grown                 // at least a tenth more
	Shrunk                // at least a tenth fewer
	Unasked               // not found in the baseline, whose evidence could not show it
)

var changeNames = [...]string{"same", "new", "grown", "shrunk", "unasked"}

func (c Change) String() string { return changeNames[c] }

// Sign returns the change as a text that needs no colour: one letter, a space for what did not change
// for the worse.
func (c Change) Sign() string { return [...]string{" ", "+", "~", " ", "?"}[c] }

// A Since is what became of a finding since a Baseline.
type Since struct {
	Change Change
	Was    int   // goroutines then
	Past   *Past // nil when no rule spoke for it then
}

// String says it in a few words: "new", "grown from 311".
func (s *Since) String() string {
	switch s.Change {
	case New:
		return "new"
	case Grown, Shrunk:
		return s.Change.String() + " from " + words.Count(s.Was)
	case Unasked:
		return "new, or unseen in the baseline"
	}
	return "as in the baseline"
}

// AsBaseline returns what later results of the same program can be seen beside.
func (r *Result) AsBaseline(name string) *Baseline {
	b := &Baseline{Name: name, Goroutines: len(r.Set.Goroutines), Places: make(map[Place]int)}
	for _, g := range r.Groups {
		b.Places[PlaceAt(g.Wait, g.Blocked.Func, g.Created.Func)] += len(g.Goroutines)
	}
	for _, rule := range r.Checked {
		b.Checked = append(b.Checked, rule.Name)
	}
	for _, f := range r.Findings {
		b.Chains = append(b.Chains, Past{
			Fingerprint: f.Fingerprint, Rule: f.Rule.Name, Title: f.Title, Count: len(f.Goroutines),
			Wait: f.Wait, Blocked: f.Blocked.Func, Created: f.Created.Func,
		})
	}
	return b
}

// Compare notes at each finding what became of it since b, and returns r's Comparison. It is called
// before anyone else uses r.
//
// A finding is met again by its fingerprint, or else by where its goroutines were started and block:
// other evidence may let another rule speak for the same goroutines, or none.
func (r *Result) Compare(b *Baseline) *Comparison {
	left := make([]*Past, len(b.Chains))
	for i := range b.Chains {
		left[i] = &b.Chains[i]
	}
	take := func(f *Finding, same func(*Finding, *Past) bool) {
		if f.Since != nil {
			return
		}
		if i := slices.IndexFunc(left, func(p *Past) bool { return same(f, p) }); i >= 0 {
			f.Since = &Since{Change: changed(left[i].Count, len(f.Goroutines)), Was: left[i].Count, Past: left[i]}
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, f := range r.Findings {
		f.Since = nil
		take(f, func(f *Finding, p *Past) bool { return f.Fingerprint == p.Fingerprint })
	}
	for _, f := range r.Findings {
		take(f, samePlace)
	}
	for _, f := range r.Findings {
		was := b.Places[PlaceAt(f.Wait, f.Blocked.Func, f.Created.Func)]
		switch {
		case f.Since != nil:
		case was > 0 && f.Tally == nil:
			f.Since = &Since{Change: changed(was, len(f.Goroutines)), Was: was}
		case slices.Contains(b.Checked, f.Rule.Name):
			f.Since = &Since{Change: New}
		default:
			f.Since = &Since{Change: Unasked}
		}
	}
	r.Compared = &Comparison{Baseline: b}
	for _, p := range left {
		if slices.ContainsFunc(r.Checked, func(rule *Rule) bool { return rule.Name == p.Rule }) {
			r.Compared.Gone = append(r.Compared.Gone, p)
		} else {
			r.Compared.Unasked = append(r.Compared.Unasked, p)
		}
	}
	return r.Compared
}

// samePlace reports whether the goroutines of f and p were started and block in the same functions.
func samePlace(f *Finding, p *Past) bool {
	return p.Blocked != "" && PlaceAt(f.Wait, f.Blocked.Func, f.Created.Func) == PlaceAt(p.Wait, p.Blocked, p.Created)
}

func changed(was, now int) Change {
	switch by := now - was; {
	case by > 0 && 10*by >= was:
		return Grown
	case by < 0 && -10*by >= was:
		return Shrunk
	}
	return Same
}
