package main

import (
	"os"
	"strings"

	"github.com/ctxscope/ctxscope/parse/source"
)

// source returns where --src and --trim say that the program's source is. The standard library and the
// modules are found by themselves where this machine has them.
func (f *flags) source(c *console) (source.Options, error) {
	var o source.Options
	for _, dir := range f.src {
		info, err := os.Stat(dir)
		if err != nil {
			return o, errSrc(dir, "there is no such directory")
		}
		if !info.IsDir() {
			return o, errSrc(dir, "it is not a directory")
		}
		o.Dirs = append(o.Dirs, source.Tree{Name: dir})
	}
	for _, rule := range f.trim {
		if !strings.Contains(rule, "=") {
			return o, errTrim(rule)
		}
	}
	o.Trim = f.trim
	if len(o.Dirs) > 0 {
		home, _ := os.UserHomeDir()
		o.GOROOT, o.ModCache = source.Local(c.getenv, home)
	}
	return o, nil
}
