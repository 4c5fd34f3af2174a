package ui

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// env is an environment of "NAME=value" words.
func env(list string) func(string) string {
	return func(name string) string {
		for _, kv := range strings.Fields(list) {
			if k, v, _ := strings.Cut(kv, "="); k == name {
				return v
			}
		}
		return ""
	}
}

// The terminal is asked first and always; a program of this machine gets the text where there is one and
// the user sits here, tmux wherever they sit.
func TestCopy(t *testing.T) {
	const tmux = "TMUX=/tmp/tmux-0/default,1,0 "
	for _, c := range []struct {
		env, have, text string
		begins, told    string
	}{
		{"", "", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard"},
		{"DISPLAY=:0", "", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard"},
		{"DISPLAY=:0", "xsel xclip", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard and xclip"},
		{"DISPLAY=:0 WAYLAND_DISPLAY=w", "wl-copy xclip", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard and wl-copy"},
		{"DISPLAY=:0 SSH_TTY=/dev/pts/3", "xclip", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard"},
		{tmux, "", "hello", "\x1b]52;c;aGVsbG8=\a\x1bPtmux;\x1b\x1b]52;c;", "sent cell, 5 B, to tmux for the clipboard; not there? set-clipboard on"},
		{tmux + "SSH_TTY=/dev/pts/3", "tmux", "hello", "\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard and tmux"},
		{"TERM=screen.xterm", "", "hello", "\x1bP\x1b]52;c;", "sent cell, 5 B, to the terminal's clipboard through screen"},
		{"", "", "", "", "nothing to copy: there is no cell here"},
	} {
		var out bytes.Buffer
		given := ""
		msg := clipboard{&out, env(c.env), func(argv []string, stdin string) error {
			if out.Len() == 0 {
				t.Errorf("%q: %s before the terminal was asked", c.env, argv[0])
			}
			if !strings.Contains(c.have, argv[0]) {
				return errors.New("not found")
			}
			given = stdin
			return nil
		}}.copy(c.text, "cell")()
		if string(msg.(toastMsg)) != c.told {
			t.Errorf("%q: told %q, want %q", c.env, msg, c.told)
		}
		if !strings.HasPrefix(out.String(), c.begins) || (c.begins == "") != (out.Len() == 0) {
			t.Errorf("%q: wrote %q", c.env, out.String())
		}
		if c.begins != "" && !strings.Contains(out.String(), base64.StdEncoding.EncodeToString([]byte(c.text))) {
			t.Errorf("%q: the text is not in %q", c.env, out.String())
		}
		if given != "" && given != c.text {
			t.Errorf("%q: a program was given %q", c.env, given)
		}
	}
}

func TestNativeClipboards(t *testing.T) {
	for _, c := range []struct{ goos, env, want string }{
		{"darwin", "", "pbcopy"}, {"windows", "", "clip.exe"}, {"linux", "", ""}, {"linux", "WSL_DISTRO_NAME=Debian", "clip.exe"},
		{"linux", "DISPLAY=:0", "xclip xsel"}, {"darwin", "SSH_CONNECTION=x", ""},
	} {
		var got []string
		for _, argv := range nativeClipboards(c.goos, env(c.env)) {
			got = append(got, argv[0])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s: %q, want %q", c.goos, c.env, got, c.want)
		}
	}
}

// What is too long for a terminal goes into a file, and its path into the clipboard.
func TestCopyTooLong(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var out bytes.Buffer
	long := strings.Repeat("x", clipboardLimit)
	told := string(clipboard{&out, env(""), nil}.copy(long, "stack")().(toastMsg))
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
