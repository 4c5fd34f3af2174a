package schedtrace

import "github.com/ctxscope/ctxscope/parse/evidence"

// maxLoad is how many SCHED lines are kept: a day at intervals of one and a half seconds.
const maxLoad = 1 << 16

// load keeps the samples of a log of any length. When there are too many, of every two neighbours the one
// with more work waiting stays, so that short storms survive.
type load struct {
	samples []evidence.LoadSample
	each    int // lines that one sample stands for; 0 is 1
	held    int // lines that the last sample stands for so far
}

func (l *load) add(s evidence.LoadSample) {
	if l.held > 0 && l.held < l.each {
		l.held++
		if last := &l.samples[len(l.samples)-1]; queued(&s) > queued(last) {
			*last = s
		}
		return
	}
	if len(l.samples) == maxLoad {
		l.halve()
	}
	l.samples = append(l.samples, s)
	l.held = 1
}

func (l *load) halve() {
	for i := 0; i < len(l.samples); i += 2 {
		s := l.samples[i]
		if next := l.samples[i+1]; queued(&next) > queued(&s) {
			s = next
		}
		l.samples[i/2] = s
	}
	clear(l.samples[maxLoad/2:])
	l.samples = l.samples[:maxLoad/2]
	l.each = 2 * max(1, l.each)
}

// queued is how many goroutines are ready to run and do not.
func queued(s *evidence.LoadSample) int {
	n := s.RunQueue
	for _, q := range s.Local {
		n += q
	}
	return n
}
