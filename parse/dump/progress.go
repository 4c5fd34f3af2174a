package dump

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// meter tells the caller how far the reading has come, a few times a second.
type meter struct {
	Options
	last time.Time
}

func newMeter(o Options) *meter { return &meter{Options: o, last: time.Now()} }

func (m *meter) tick(p *parser, in *lines) {
	if m.Progress == nil || time.Since(m.last) < 100*time.Millisecond {
		return
	}
	m.last = time.Now()
	m.Progress(m.report(p, in))
}

func (m *meter) done(p *parser, in *lines, err error) {
	if m.Progress == nil {
		return
	}
	report := m.report(p, in)
	report.Done, report.Err = true, err
	m.Progress(report)
}

func (m *meter) report(p *parser, in *lines) evidence.Progress {
	return evidence.Progress{
		Path: p.src.Path, Kind: p.src.Kind, Read: in.read, Total: m.Size, Goroutines: p.dump.count,
	}
}
