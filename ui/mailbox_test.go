package ui

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// However many reports there are, from however many goroutines, a newsMsg holds the latest of each
// input, and nobody waits.
func TestMailbox(t *testing.T) {
	m := newMailbox()
	sink := m.sink()
	var wg sync.WaitGroup
	for in := range 3 {
		wg.Go(func() {
			for i := range 1000 {
				sink.Progress(evidence.Progress{Path: strconv.Itoa(in), Read: int64(i)})
				sink.Partial(&correlate.Result{})
			}
		})
	}
	wg.Wait()
	last := &correlate.Result{}
	sink.Partial(last)
	news, ok := m.wait(context.Background())().(newsMsg)
	if !ok || len(news.progress) != 3 || news.partial != last {
		t.Fatalf("news: %+v", news)
	}
	for _, p := range news.progress {
		if p.Read != 999 {
			t.Errorf("input %s is at %d", p.Path, p.Read)
		}
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if msg := m.wait(done)(); msg != nil {
		t.Errorf("after the end: %v", msg)
	}
}
