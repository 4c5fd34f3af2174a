package ui

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCopyTo(t *testing.T) {
	for _, c := range []struct {
		env, text    string
		begins, told string
	}{
		{"", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard"},
		{"TMUX=/tmp/tmux-0/default,1,0", "hello", "\x1b]52;c;aGVsbG8=\a\x1bPtmux;\x1b\x1b]52;c;", "sent cell, 5 B, to tmux for the clipboard; not there? set-clipboard on"},
		{"TERM=screen.xterm", "hello", "\x1bP\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard through screen"},
		{"", "", "", "nothing to copy: there is no cell here"},
	} {
		var out bytes.Buffer
		name, value, _ := strings.Cut(c.env, "=")
		msg := copyTo(&out, func(k string) string {
			if k == name {
				return value
			}
			return ""
		}, c.text, "cell")()
		if string(msg.(toastMsg)) != c.told {
			t.Errorf("%q: told %q, want %q", c.env, msg, c.told)
		}
		if !strings.HasPrefix(out.String(), c.begins) || (c.begins == "") != (out.Len() == 0) {
			t.Errorf("%q: wrote %q", c.env, out.String())
		}
		if c.begins != "" && !strings.Contains(out.String(), base64.StdEncoding.EncodeToString([]byte(c.text))) {
			t.Errorf("%q: the text is not in %q", c.env, out.String())
		}
	}
}

// What is too long for a terminal goes into a file, and its path into the clipboard.
func TestCopyTooLong(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var out bytes.Buffer
	long := strings.Repeat("x", clipboardLimit)
	told := string(copyTo(&out, func(string) string { return "" }, long, "stack")().(toastMsg))
	files, _ := filepath.Glob(filepath.Join(os.TempDir(), "ctxscope-copy-*"))
	if len(files) != 1 {
		t.Fatalf("files %q", files)
	}
	if b, err := os.ReadFile(files[0]); err != nil || string(b) != long {
		t.Errorf("the file is another: %v", err)
	}
	if !strings.HasPrefix(told, "74 KiB is more than terminals take: wrote "+files[0]+" and sent its path") ||
		!strings.Contains(out.String(), base64.StdEncoding.EncodeToString([]byte(files[0]))) {
		t.Errorf("told %q, wrote %q", told, out.String())
	}
}

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
