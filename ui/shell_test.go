package ui

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/correlate"
)

// The line shell tells the same in words, draws nothing, and asks the terminal nothing.
func TestShell(t *testing.T) {
	var out bytes.Buffer
	l, err := newLook(plainRenderer(), "", false)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Inputs: []string{"trace.out"}, Load: func(context.Context, Sink) (*correlate.Result, error) { return full(), nil }}
	in := "help\nshow L1\nwhy G\nn\ngoroutines sev:high\ngoroutine 8123\nchains cnt:1\nchains absent\nwhat\ninputs\nquit\nnever read\n"
	if err := runShell(t.Context(), o, strings.NewReader(in), &out, l); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []string{
		"ctxscope, reading 1 input.\n",
		"L1: high severity, strong, 1,842 goroutines, oldest 1m24s, send outlives cancelled request in payments.(*Client).Charge.func1.\n",
		"G goroutine, exact: 1,842 × chan send, oldest 1m24s, at payments/client.go:142. Look here first.\n",
		"Fix: payments/client.go:140: make the channel buffered",
		"basis     exact: read in the file\n",
		"L2: medium severity",
		"1,842 goroutines, chan send, oldest 1m24s, in payments.(*Client).Charge.func1, L1.\n",
		"sends on channel 0xc000112233, as 19 others touch it",
		"The filter is wrong: column 1: no field",
		"No chain matches absent.\n",
		`There is no command "what".`,
		"show L1: one chain in full.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said", want)
		}
	}
	if strings.ContainsAny(got, "\x1b\r") || strings.Contains(got, "never read") {
		t.Error("there is an escape sequence, or it went on after quit")
	}
	for line := range strings.SplitSeq(got, "\n") {
		if cells(line) > 400 {
			t.Errorf("a line of %d cells", cells(line))
		}
	}
}

func TestShellEndsWithItsInput(t *testing.T) {
	var out bytes.Buffer
	l, _ := newLook(plainRenderer(), "", true)
	o := Options{Load: func(context.Context, Sink) (*correlate.Result, error) { return healthy(), nil }, Open: "goroutine/100"}
	if err := runShell(t.Context(), o, strings.NewReader("show L9\nwhy\n\n?\n"), &out, l); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"No leak chains found.", `There is no chain "L9".`, "Show a chain first.", "There are no more chains.", "id        100", "show L1: one chain in full."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said in %s", want, out.String())
		}
	}
}
