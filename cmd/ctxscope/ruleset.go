package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui"
)

// A ruleset is the table of rules with those that the configuration switches off set apart.
type ruleset struct{ on, off []*correlate.Rule }

// rulesOf reads [rules] of a configuration; nil has all of them on. A name that no rule has is a mistake.
func rulesOf(conf *ui.Config) (ruleset, error) {
	all := rules.All()
	if conf == nil {
		return ruleset{on: all}, nil
	}
	var names []string
	for _, r := range all {
		names = append(names, r.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(conf.Rules)) {
		if slices.Contains(names, name) {
			continue
		}
		if near := nearest(name, names); near != "" {
			return ruleset{}, fmt.Errorf("[rules] %s: no rule is called so; %s is one", name, near)
		}
		return ruleset{}, fmt.Errorf("[rules] %s: no rule is called so; ctxscope explain lists them", name)
	}
	var s ruleset
	for _, r := range all {
		if on, said := conf.Rules[r.Name]; said && !on {
			s.off = append(s.off, r)
		} else {
			s.on = append(s.on, r)
		}
	}
	return s, nil
}

// conclude runs the rules that are on and, when there is a baseline, says what became of each finding since.
// Those that are off were not checked.
func (s ruleset) conclude(set *evidence.Set, base *correlate.Baseline) *correlate.Result {
	res := correlate.Run(set, s.on)
	for _, r := range s.off {
		res.NotChecked = append(res.NotChecked, correlate.NotChecked{
			Rule: r, Needs: "to be switched on: the configuration has it off", Capture: "[rules] " + r.Name + " = true",
		})
	}
	if base != nil {
		res.Compare(base)
	}
	return res
}
