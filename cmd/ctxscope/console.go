package main

import (
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
)

// A console is what the program talks to: the streams, which of them are terminals, and the environment.
type console struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string

	outTTY, errTTY bool
	keyboard       bool // keys can be read: stdin is a terminal, or /dev/tty can be opened
}

// realConsole is that of the process.
func realConsole() *console {
	return &console{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv,
		outTTY: isTerminal(os.Stdout), errTTY: isTerminal(os.Stderr), keyboard: isTerminal(os.Stdin) || hasTTY(),
	}
}

func isTerminal(f *os.File) bool {
	return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd())
}

// hasTTY reports whether keys can be read although stdin carries data.
func hasTTY() bool {
	f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	return true
}

// interactive reports whether the terminal UI can and should be opened by itself.
func (c *console) interactive() bool {
	return c.outTTY && c.keyboard && c.getenv("CI") == "" && c.getenv("TERM") != "dumb"
}

var colorModes = []string{"auto", "always", "never"}

// color decides about colours on a stream: the flag before the environment before what the stream is.
// NO_COLOR wins over those that force colour: it is the person's wish, they are mostly CI's.
func (c *console) color(mode string, terminal bool) bool {
	on := func(name string) bool { v := c.getenv(name); return v != "" && v != "0" }
	switch {
	case mode == "always":
		return true
	case mode == "never", c.getenv("NO_COLOR") != "", c.getenv("FORCE_COLOR") == "0":
		return false
	case on("FORCE_COLOR"), on("CLICOLOR_FORCE"):
		return true
	case c.getenv("TERM") == "dumb", c.getenv("CLICOLOR") == "0":
		return false
	}
	return terminal
}

// ascii reports whether the terminal can show ASCII only: the Linux console, or a locale that names
// another encoding. An environment without any locale, as in a container, says nothing about the
// terminal.
func (c *console) ascii() bool {
	if c.getenv("TERM") == "linux" {
		return true
	}
	if runtime.GOOS == "windows" {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(c.getenv(name)); v != "" {
			return !slices.ContainsFunc([]string{"utf-8", "utf8"}, func(enc string) bool { return strings.Contains(v, enc) })
		}
	}
	return false
}
