package ui

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// With UI_TEST_PROGRAM set the test binary is a program that shows the incident, for tests that need a
// real terminal, and for looking at it: UI_TEST_PROGRAM=show ./ui.test
func TestMain(m *testing.M) {
	program := os.Getenv("UI_TEST_PROGRAM")
	if program == "" {
		os.Exit(m.Run())
	}
	o := Options{Title: "trace.out", Inputs: []string{"trace.out"}, Open: os.Getenv("UI_TEST_OPEN"), ASCII: os.Getenv("UI_TEST_ASCII") != ""}
	switch program {
	case "show":
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { return incident(), nil }
	case "healthy":
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { return healthy(), nil }
	case "panic":
		o.Load = func(context.Context, Sink) (*correlate.Result, error) { panic("on purpose") }
	case "endless": // reads until it is stopped, then gives what it has
		o.Load = loadUntilStopped
	}
	err := Run(context.Background(), o)
	fmt.Println("ended:", err)
}

func loadUntilStopped(ctx context.Context, s Sink) (*correlate.Result, error) {
	p := evidence.Progress{Path: "trace.out", Kind: evidence.ExecutionTrace, Total: 790 << 20}
	r := incident()
	for i := 0; ; i++ {
		p.Read = min(p.Total*61/100, p.Read+4<<20)
		p.Events += 10_000
		s.Progress(p)
		if i == 10 {
			s.Partial(r)
		}
		select {
		case <-ctx.Done():
			return r, nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}
