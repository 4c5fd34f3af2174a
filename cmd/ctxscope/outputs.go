package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/ui/report"
)

// stdout is the PATH that stands for standard output.
const stdout = "-"

// An output is one report to write: its format and where.
type output struct {
	format report.Format
	path   string
}

// outputs returns what -f and the -o ask for. Format names what an -o without FMT writes, else its
// extension does; without any -o there is one output, to stdout.
func outputs(format string, specs []string) ([]output, error) {
	if len(specs) == 0 {
		specs = []string{stdout}
	}
	var out []output
	for _, spec := range specs {
		name, path := splitOutput(spec)
		switch {
		case path == "":
			return nil, errValue("output", spec, []string{"[FMT=]PATH"})
		case name != "":
		case format != "":
			name = format
		default:
			name = byExtension(path)
		}
		f, ok := report.Find(name)
		if !ok {
			return nil, errUnknownFormat(name, formatNames())
		}
		if path == stdout && slices.ContainsFunc(out, func(o output) bool { return o.path == stdout }) {
			return nil, errTwoToStdout()
		}
		out = append(out, output{f, path})
	}
	return out, nil
}

// splitOutput splits [FMT=]PATH. Only lower-case letters before the = are taken for a format, so that
// ./a=b is a path.
func splitOutput(spec string) (format, path string) {
	name, rest, ok := strings.Cut(spec, "=")
	if ok && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == "" {
		return name, rest
	}
	return "", spec
}

func byExtension(path string) string {
	ext := strings.ToLower(filepath.Ext(path))
	for _, f := range report.Formats() {
		if slices.Contains(f.Ext, ext) {
			return f.Name
		}
	}
	return report.Formats()[0].Name
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// spareInputs refuses an output that is one of the inputs.
func spareInputs(outs []output, inputs []string) error {
	for _, o := range outs {
		info, err := os.Stat(o.path)
		if o.path == stdout || err != nil {
			continue
		}
		for _, in := range inputs {
			_, forced, _ := strings.Cut(in, "=") // KIND=FILE
			for _, name := range []string{in, forced} {
				if i, err := os.Stat(name); err == nil && os.SameFile(info, i) {
					return errOverwrite(o.path)
				}
			}
		}
	}
	return nil
}

// writeFile lets write fill the file at path. A regular file appears whole or not at all: it is written
// beside its place and renamed. Anything else, such as /dev/stderr or a pipe, is written to as it is.
func writeFile(path string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // keep the link, replace what it points to
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s: is a directory", path)
	case err == nil && !info.Mode().IsRegular():
		return writeTo(path, os.O_WRONLY, write)
	}
	temp := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%08x", filepath.Base(path), rand.Uint32()))
	if err := writeTo(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, write); err != nil {
		os.Remove(temp)
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	if err := os.Rename(temp, path); err != nil {
		os.Remove(temp)
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	return nil
}

func writeTo(path string, flag int, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, flag, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// reason returns why a file operation did not work, without the temporary name.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
