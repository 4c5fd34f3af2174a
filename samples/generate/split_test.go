package main

import "testing"

func TestSplit(t *testing.T) {
	const (
		logs = "SCHED 0ms: gomaxprocs=2 [ 0 0 ]\nshop on :80\nSCHED 250ms: gomaxprocs=2 [ 0 0 ]\n"
		full = "SCHED 300ms: gomaxprocs=2 gcwaiting=false\n  P0: status=0\n\n"
		quit = "SIGQUIT: quit\nPC=0x1\n\ngoroutine 1 [select]:\n"
	)
	for name, test := range map[string]struct{ in, before, dump string }{
		"scheduler state opens the dump": {logs + full + quit, logs, full + quit},
		"dump without scheduler state":   {logs + quit, logs, quit},
		"dump alone":                     {quit, "", quit},
		"sched line inside the dump":     {logs + quit + "SCHED 500ms: gcwaiting=false\n", logs, quit + "SCHED 500ms: gcwaiting=false\n"},
	} {
		t.Run(name, func(t *testing.T) {
			before, dump, err := split([]byte(test.in))
			if err != nil || string(before) != test.before || string(dump) != test.dump {
				t.Errorf("got %q, %q, %v; want %q, %q", before, dump, err, test.before, test.dump)
			}
		})
	}
	if _, _, err := split([]byte(logs)); err == nil {
		t.Error("no error for output without a dump")
	}
}
