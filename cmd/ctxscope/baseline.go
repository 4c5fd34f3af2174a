package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/ui/report"
)

// baseline reads what the plan says a result is compared with: a JSON report that was kept, or the files
// of an earlier incident, which are looked at with the same source and the same rules. It is nil when the
// plan names none.
func (c *console) baseline(ctx context.Context, p *plan, o parse.Options) (*correlate.Baseline, error) {
	if p.baseline == "" {
		return nil, nil
	}
	base, err := c.readBaseline(ctx, p.baseline, p, o)
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	return base, nil
}

func (c *console) readBaseline(ctx context.Context, path string, p *plan, o parse.Options) (*correlate.Baseline, error) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		b, err := report.ReadBaseline(f, path)
		if !errors.Is(err, report.ErrNoReport) {
			return b, err
		}
	}
	var err error
	if o.Source, err = p.source(c); err != nil {
		return nil, err
	}
	set, err := parse.Open(ctx, []string{path}, o)
	if err != nil {
		return nil, err
	}
	return p.rules.conclude(set, nil).AsBaseline(path), nil
}
