package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/exectrace"
)

// cutFlags name the flags that say which part of a trace is looked at.
var cutFlags = []string{"since", "until", "around"}

// cut returns the part of a trace that --since, --until and --around ask for.
func (f *flags) cut() (exectrace.Cut, error) {
	var c exectrace.Cut
	if f.around != "" {
		if f.since != "" || f.until != "" {
			return c, errConflict("--around", "--since and --until")
		}
		c, err := exectrace.Around(f.around)
		if err != nil {
			return c, errMoment("around", err)
		}
		return c, nil
	}
	for _, end := range []struct {
		flag, text string
		at         *exectrace.Moment
	}{{"since", f.since, &c.Since}, {"until", f.until, &c.Until}} {
		if end.text == "" {
			continue
		}
		var err error
		if *end.at, err = exectrace.ParseMoment(end.text); err != nil {
			return c, errMoment(end.flag, err)
		}
	}
	return c, nil
}

// noteWhole says which files a cut did nothing to.
func (c *console) noteWhole(set *evidence.Set, p *plan) {
	if p.part.IsZero() {
		return
	}
	var names []string
	for _, src := range set.Sources {
		name := filepath.Base(src.Path)
		if bundled := set.Has(evidence.Bundle) && src.Kind != evidence.Bundle; bundled || src.Kind == evidence.ExecutionTrace ||
			src.Kind == evidence.Unrecognised || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
	}
	if len(names) > 0 {
		c.note(p, "read whole, as only execution traces are cut: "+strings.Join(names, ", "))
	}
}
