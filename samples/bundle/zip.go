package bundle

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/incident"
)

// Pack returns the bytes of a bundle: the document, the report to paste, and what there is to know about both.
// Equal documents give equal bytes. Names of members are fixed, so no string of the incident is one.
func Pack(d *Document, issue string, notes string) ([]byte, error) {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	if err := zw.SetComment(incident.BundleComment + " 1"); err != nil {
		return nil, err
	}
	for _, m := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{incident.BundleMember, func(w io.Writer) error { return incident.Write(w, d) }},
		{"issue.md", text(issue)},
		{"README.txt", text(notes)},
	} {
		w, err := zw.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if err := m.write(w); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// Notes is the README.txt of a bundle.
func (red *Redacted) Notes(leftOut string) string {
	var b strings.Builder
	b.WriteString("A bundle of ctxscope: the evidence of an incident of a Go service.\n\n" +
		"  ctxscope analyze FILE.zip     shows its leak chains, as they were shown where it was made\n\n" +
		"incident.json  goroutines, stacks, cancels and counts that were read from the files of the incident\n" +
		"issue.md       a report to paste\n\n")
	if red.Level == None {
		b.WriteString("Nothing in it was redacted.\n")
	} else {
		fmt.Fprintf(&b, "Redaction %s: %s were replaced. Names of the standard library and of well-known\nmodules, states, waits, times and counts are as they were.\n",
			red.Level, strings.Join(red.Replaced(), ", "))
	}
	if leftOut != "" {
		b.WriteString("Left out: " + leftOut + ".\n")
	}
	return b.String()
}

// Replaced says what was replaced, and how much of it, such as "12 label values". Empty for None.
func (red *Redacted) Replaced() []string {
	if red.Level == None {
		return nil
	}
	out := []string{count(red.Packages, "package path"), count(red.Counts["label"], "label value"), count(red.Counts["text"], "log or task string"),
		count(red.Roots, "source directory"), count(red.Counts["input"], "input name")}
	for _, what := range []string{"name", "file", "label key", "function"} {
		if n := red.Counts[what]; n > 0 {
			out = append(out, count(n, map[string]string{"name": "function and type name"}[what]+map[string]string{"file": "file name", "label key": "label key", "function": "odd function name"}[what]))
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return strings.HasPrefix(s, "0 ") })
}

func count(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case strings.HasSuffix(what, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(what, "y"))
	}
	return fmt.Sprintf("%d %ss", n, what)
}
