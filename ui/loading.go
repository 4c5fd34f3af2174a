package ui

import (
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// loading is how far the reading has come: the first screen, and, once a partial result has been
// opened, a line in the status row.
type loading struct {
	look *look

	named    []string // inputs as the user named them
	inputs   []*inputProgress
	found    *correlate.Result // provisional, nil before the first one
	stopping bool              // the user asked to stop; what was read is kept
	done     bool
	wanted   string // what to open as soon as there is something to show: a screen or anyScreen; "" when nothing was asked for
}

// anyScreen stands for the screen that comes to the front by itself.
const anyScreen = "the result"

// An inputProgress is the progress of one input with what is needed for its rate.
type inputProgress struct {
	evidence.Progress
	began     time.Time // first heard of
	beganRead int64
	heard     time.Time // last heard of
}

// hear takes news of the reading.
func (l *loading) hear(n newsMsg, now time.Time) {
	for _, p := range n.progress {
		in := l.input(p.Path)
		if in == nil {
			in = &inputProgress{began: now, beganRead: p.Read}
			l.inputs = append(l.inputs, in)
		}
		in.Progress, in.heard = p, now
	}
	if n.partial != nil {
		l.found = n.partial
	}
}

func (l *loading) input(path string) *inputProgress {
	for _, in := range l.inputs {
		if in.Path == path {
			return in
		}
	}
	return nil
}

// waiting returns the named inputs of which nothing was heard yet. A directory has been heard of once
// a file in it has.
func (l *loading) waiting() []string {
	var out []string
	for _, name := range l.named {
		heard := false
		for _, in := range l.inputs {
			heard = heard || in.Path == name || strings.HasPrefix(in.Path, strings.TrimSuffix(name, "/")+"/")
		}
		if !heard {
			out = append(out, name)
		}
	}
	return out
}

// rate returns bytes per second since the input was first heard of, 0 when that is too short ago.
func (p *inputProgress) rate() float64 {
	d := p.heard.Sub(p.began)
	if d < 200*time.Millisecond {
		return 0
	}
	return float64(p.Read-p.beganRead) / d.Seconds()
}

// eta returns the time left at the present rate, 0 when it cannot be told.
func (p *inputProgress) eta() time.Duration {
	r := p.rate()
	if r <= 0 || p.Total <= p.Read {
		return 0
	}
	return time.Duration(float64(p.Total-p.Read) / r * float64(time.Second)).Round(time.Second)
}

// share returns how much of all inputs is read: "61%", "" when their size is not known.
func (l *loading) share() string {
	var read, total int64
	for _, in := range l.inputs {
		if in.Total == 0 {
			return ""
		}
		read, total = read+min(in.Read, in.Total), total+in.Total
	}
	return percent(read, total)
}

// current returns the input being read, nil when there is none.
func (l *loading) current() *inputProgress {
	for _, in := range l.inputs {
		if !in.Done {
			return in
		}
	}
	return nil
}

// line draws the progress in one line.
func (l *loading) line(w int) string {
	in := l.current()
	switch {
	case l.stopping:
		return l.look.fit(" Stopping; what was read is kept", w)
	case in == nil:
		return l.look.fit(" Reading "+strings.Join(l.look.cleanAll(l.waiting()), ", "), w)
	}
	bar := ""
	if in.Total > 0 && w >= 70 {
		bar = "[" + l.look.bar(in.Read, in.Total, 13) + "] "
	}
	return l.look.ends(" Reading "+l.look.fitMiddle(l.look.clean(in.Path), max(8, w/3))+" "+bar+l.measures(in), "^C keep partial", w)
}

// measures writes bytes, rate and time left.
func (l *loading) measures(in *inputProgress) string {
	s := words.Bytes(in.Read)
	if in.Total > 0 {
		total := words.Bytes(in.Total)
		_, unit, _ := strings.Cut(total, " ")
		s = strings.TrimSuffix(s, " "+unit) + "/" + total
	}
	if r := in.rate(); r > 0 && !in.Done {
		s += "  " + words.Bytes(int64(r)) + "/s"
	}
	if d := in.eta(); d > 0 && !in.Done {
		s += "  ETA " + words.Age(d)
	}
	return s
}

// view draws the screen, h lines at most.
func (l *loading) view(w, h int) string {
	lines := []string{""}
	for _, in := range l.inputs {
		lines = append(lines, l.rows(in, w)...)
	}
	for _, name := range l.waiting() {
		lines = append(lines, l.look.ends("  wait  "+l.look.fitMiddle(l.look.clean(name), w-10), "", w))
	}
	lines = append(lines, "", "  "+l.foundSoFar(), "")
	if len(l.inputs) > 0 && l.current() == nil && len(l.waiting()) == 0 {
		lines = append(lines, "  all is read; looking for leak chains in it", "")
	}
	if l.wanted != "" {
		lines = append(lines, "  opens "+l.wanted+" as soon as something is found", "")
	}
	switch {
	case l.stopping:
		lines = append(lines, "  stopping; what was read is kept    ^C quit at once")
	case l.found != nil:
		lines = append(lines, "  enter open now    ^C keep what was read    q quit")
	default:
		lines = append(lines, "  enter open when something is found    ^C keep what was read    q quit")
	}
	for i := range lines {
		lines[i] = l.look.fit(lines[i], w)
	}
	return strings.Join(lines[:min(len(lines), max(0, h))], "\n")
}

// rows draws one input.
func (l *loading) rows(in *inputProgress, w int) []string {
	head := percent(in.Read, in.Total)
	switch {
	case in.Done && in.Err != nil:
		head = "!"
	case in.Done:
		head = "ok"
	case head == "":
		head = "read"
	}
	about := pad(l.look.clean(kind(in.Kind)), 16) + "  " + l.measures(in)
	if w < 60 {
		about = l.measures(in)
	}
	lines := []string{l.look.ends("  "+pad(head, 5)+" "+l.look.fitMiddle(l.look.clean(in.Path), max(8, w/3)), about+" ", w)}
	if in.Err != nil {
		return append(lines, l.look.partial.Render(l.look.fit("        "+l.look.clean(in.Err.Error()), w)))
	}
	var facts []string
	if in.Events > 0 {
		facts = append(facts, words.Count(in.Events)+" events")
	}
	if in.Goroutines > 0 {
		facts = append(facts, words.Plural(in.Goroutines, "goroutine"))
	}
	second := "        "
	if in.Total > 0 && !in.Done {
		second += "[" + l.look.bar(in.Read, in.Total, clamp(w-50, 8, 50)) + "]  "
	}
	if second += strings.Join(facts, "  "); strings.TrimSpace(second) != "" {
		lines = append(lines, second)
	}
	return lines
}

func (l *loading) foundSoFar() string {
	if l.found == nil {
		return "found so far: nothing yet"
	}
	high := 0
	for _, f := range l.found.Findings {
		if f.Severity == correlate.High {
			high++
		}
	}
	s := "found so far: " + words.Plural(len(l.found.Findings), "chain")
	if high > 0 {
		s += " (" + words.Count(high) + " high)"
	}
	return s
}

// bar draws part of whole in w cells.
func (g *glyphs) bar(part, whole int64, w int) string {
	n := clamp(int(float64(part)/float64(max(1, whole))*float64(w)), 0, w)
	return strings.Repeat(g.full, n) + strings.Repeat(g.empty, w-n)
}

func (g *glyphs) cleanAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = g.clean(s)
	}
	return out
}
