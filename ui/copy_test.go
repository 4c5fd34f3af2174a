package ui

import (
	"strings"
	"testing"
)

// Markdown for a ticket, of the chain in the list and of the selected stage; markup in a stranger's
// text stays text.
func TestMarkdown(t *testing.T) {
	s := newSession(t)
	s.start(Options{}, plainRenderer())
	s.key("120x36")
	r := incident()
	r.Findings[0].Message = "<img src=x> `code` *bold* [link](x)"
	s.show(r)
	sub := s.app.chains.subject()
	got := sub.markdown()
	for _, want := range []string{
		"### send outlives cancelled request (7f3a9c2b)\n",
		"- &lt;img src=x> \\`code\\` \\*bold\\* \\[link](x)\n",
		"- C cancel: 1,842 deadlines fired, from 14:14:47.408, /usr/local/go/src/context/context.go:655 (exact)\n",
		"\nStack:\n\n    runtime.gopark(...)\n    \t/usr/local/go/src/runtime/proc.go:462\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if sub.cell != charge.String() {
		t.Errorf("the cell in the list is %q", sub.cell)
	}
	s.key("enter")
	s.key("K")
	if sub := s.app.chains.subject(); sub.cell != "X context: WithTimeout(2s) × 1,842, /src/acme/api/pay.go:71 (inferred)" || sub.at != pay {
		t.Errorf("in the detail: %q at %v", sub.cell, sub.at)
	}
}

func TestLink(t *testing.T) {
	s := subject{open: "7f3a9c2b"}
	got := s.link([]string{"trace.out", "-x", "it's here/a b.txt"}, `wait:"chan send"`)
	want := `ctxscope analyze trace.out '-x' 'it'\''s here/a b.txt' --open 7f3a9c2b --where 'wait:"chan send"'`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
