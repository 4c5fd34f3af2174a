package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ctxscope/ctxscope/ui"
)

// config reads the configuration of the terminal UI: the file of --config or CTXSCOPE_CONFIG, which
// must be there, or else that of the project or of the user, if there is one.
func (c *console) config(path string) (*ui.Config, error) {
	if path == "" {
		path = c.getenv("CTXSCOPE_CONFIG")
	}
	named := path != ""
	candidates := []string{path}
	if !named {
		candidates = []string{".ctxscope.toml"}
		if dir := c.getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
			candidates = append(candidates, filepath.Join(dir, "ctxscope", "config.toml"))
		} else if home := c.getenv("HOME"); filepath.IsAbs(home) {
			candidates = append(candidates, filepath.Join(home, ".config", "ctxscope", "config.toml"))
		}
	}
	for _, p := range candidates {
		text, err := os.ReadFile(p)
		if errors.Is(err, fs.ErrNotExist) && !named {
			continue
		}
		if err != nil {
			return nil, errConfig(p, reason(err))
		}
		conf, err := ui.ParseConfig(text)
		if err != nil {
			return nil, errConfig(p, err)
		}
		return conf, nil
	}
	return nil, nil
}
