package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/lipgloss"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// A meter draws one line of progress on a terminal's standard error, by carriage returns only. A read
// that is over in a moment draws nothing.
type meter struct {
	mu    sync.Mutex
	w     io.Writer
	width int // of the line on the screen; 0: none
	start time.Time
	last  time.Time
}

// patience is how long a read may take before the meter shows, and pace the time between two drawings.
const (
	patience = 300 * time.Millisecond
	pace     = 100 * time.Millisecond
)

func newMeter(w io.Writer) *meter {
	now := time.Now()
	return &meter{w: w, start: now, last: now.Add(patience - pace)}
}

// update draws p if it is time to.
func (m *meter) update(p evidence.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if now.Sub(m.last) < pace || p.Done {
		return
	}
	m.last = now
	m.draw(meterLine(p, now.Sub(m.start)))
}

// clear takes the line off the screen; output may follow.
func (m *meter) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.width > 0 {
		m.draw("")
		io.WriteString(m.w, "\r")
		m.width = 0
	}
	m.last = time.Now().Add(time.Hour)
}

func (m *meter) draw(line string) {
	w := lipgloss.Width(line)
	io.WriteString(m.w, "\r"+line+strings.Repeat(" ", max(0, m.width-w)))
	m.width = w
}

// meterLine says how far the reading of one file is after so long: "reading trace.out  61%  482 of
// 790 MiB  41 MiB/s  8s left".
func meterLine(p evidence.Progress, d time.Duration) string {
	line := "reading " + safetext.Line(filepath.Base(p.Path))
	if len(line) > 40 {
		line = line[:37] + "..."
	}
	rate := float64(p.Read) / max(d.Seconds(), 0.001)
	if p.Total > 0 {
		line += fmt.Sprintf("  %d%%  %s of %s", 100*p.Read/p.Total, words.Bytes(p.Read), words.Bytes(p.Total))
	} else {
		line += "  " + words.Bytes(p.Read)
	}
	line += "  " + words.Bytes(int64(rate)) + "/s"
	if p.Total > p.Read && rate > 0 {
		left := time.Duration(float64(p.Total-p.Read) / rate * float64(time.Second))
		line += "  " + words.Age(left.Round(time.Second)) + " left"
	}
	return line
}
