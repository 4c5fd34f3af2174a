package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/samples/bundle"
	"github.com/ctxscope/ctxscope/ui"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// bundleFlags are those that only bundle has.
type bundleFlags struct {
	only    []string
	redact  string
	path    string
	issue   string
	maxSize string
}

func redactions() []string {
	var names []string
	for _, l := range bundle.Levels {
		names = append(names, string(l))
	}
	return names
}

func (c *console) bundle() *cobra.Command {
	var f flags
	var b bundleFlags
	cmd := &cobra.Command{
		Use:   "bundle INPUT...",
		Short: "Pack a redacted incident for a bug report",
		Long: `Bundle reads the files as analyze does and packs what they say about the leak chains into one
zip file for a bug report: without the names of your packages, hosts and users, and small
enough to attach. analyze reads it again and shows the same chains with the same fingerprints;
that is checked before the file is there. The inputs themselves are not in it.`,
		Example: `  ctxscope bundle artifacts/
  ctxscope bundle trace.out goroutine.txt --only 7f3a9c2b -o incident.zip --issue issue.md
  ctxscope bundle artifacts/ --redact strict`,
		GroupID: groupRead,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := f.check(c)
			if err != nil {
				return err
			}
			return c.pack(cmd.Context(), args, &f, p, b)
		},
	}
	groups := f.groups(c.getenv)
	set := pflag.NewFlagSet("Bundle", pflag.ContinueOnError)
	set.SortFlags = false
	set.StringArrayVar(&b.only, "only", nil, "the chains to pack, by `FINGERPRINT` or its beginning; repeatable (default all)")
	set.StringVar(&b.redact, "redact", string(bundle.Basic), "what is replaced, `LEVEL` is none, basic or strict")
	set.StringVarP(&b.path, "output", "o", "", "write the bundle to `PATH` (default "+bundleName+" here)")
	set.StringVar(&b.issue, "issue", "", "write the text for a bug report to `PATH` as well, - is stdout")
	set.StringVar(&b.maxSize, "max-size", "25MiB", "keep the bundle below `SIZE`, by leaving out details")
	shown := []flagGroup{{"Bundle", set}, pick("Scope and verdict", groups, append(cutFlags, "src", "trim", "strict", "max-mem")...), groups[len(groups)-1]}
	for _, g := range shown {
		cmd.Flags().AddFlagSet(g.set)
	}
	setHelp(cmd, shown)
	if err := cmd.RegisterFlagCompletionFunc("redact", cobra.FixedCompletions(redactions(), cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is not declared above
	}
	return cmd
}

// pack reads the inputs and writes their bundle. What it tells goes to standard error, as there is no report.
func (c *console) pack(ctx context.Context, args []string, f *flags, p *plan, b bundleFlags) error {
	if len(args) == 0 {
		return errNothingToBundle()
	}
	for _, in := range args {
		if strings.HasPrefix(in, "http://") || strings.HasPrefix(in, "https://") {
			return errURL(in)
		}
	}
	limit, ok := parseSize(b.maxSize, 1<<30)
	switch {
	case !slices.Contains(redactions(), b.redact):
		return errValue("redact", b.redact, redactions())
	case !ok:
		return errValue("max-size", b.maxSize, []string{"a size such as 25MiB"})
	}
	if b.path == "" {
		b.path = bundleName
		for n := 2; refuseExisting(b.path) != nil && n < 1000; n++ { // an earlier one is somebody's evidence
			b.path = fmt.Sprintf("incident-%d.ctxscope.zip", n)
		}
	}
	if b.issue != stdout && b.issue != "" && filepath.Clean(b.issue) == filepath.Clean(b.path) {
		return errConflict("-o "+b.path, "--issue "+b.issue)
	}
	if err := spareInputs([]output{{path: b.path}, {path: b.issue}}, args); err != nil {
		return err
	}
	src, err := f.source(c)
	if err != nil {
		return err
	}
	set, interrupted, err := c.read(ctx, incident{inputs: args, open: func(ctx context.Context, o parse.Options) (*evidence.Set, error) {
		o.Stdin, o.Source = c.in, src
		return parse.Open(ctx, args, o)
	}}, p)
	if err != nil {
		return err
	}
	res := correlate.Run(set, rules.All())
	chosen, err := choose(res, b.only)
	if err != nil {
		return err
	}
	made, err := makeBundle(res, chosen, bundleOptions{
		level: bundle.Level(b.redact), only: len(b.only) > 0, limit: limit,
	})
	if err != nil {
		return err
	}
	if err := c.writeBundle(made, b.path, b.issue); err != nil {
		return err
	}
	if !p.quiet {
		made.tell(c.err, b.path, b.issue)
	}
	if interrupted {
		return errInterrupted()
	}
	return verdict(&correlate.Result{Set: set}, p)
}

// writeBundle writes the bundle, and what each replacement stands for to where only its author looks.
func (c *console) writeBundle(b *bundled, path, issue string) error {
	if b.red.Level != bundle.None && len(b.red.List) > 0 {
		b.mapFile, b.mapErr = c.keepMap(b, path)
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(b.data); return err }); err != nil {
		return err
	}
	switch issue {
	case "":
	case stdout:
		if _, err := io.WriteString(c.out, b.issue); err != nil {
			return fmt.Errorf("standard output: %w", reason(err))
		}
	default:
		return writeFile(issue, func(w io.Writer) error { _, err := io.WriteString(w, b.issue); return err })
	}
	return nil
}

// keepMap writes the map of a bundle and returns its file. A machine without a home has no place for one, and the
// bundle is as good without.
func (c *console) keepMap(b *bundled, path string) (string, error) {
	file := c.mapFile(b.data)
	if file == "" {
		return "", errors.New("neither XDG_STATE_HOME nor HOME is set")
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Dir(file), reason(err))
	}
	if err := writeFile(file, func(w io.Writer) error { return b.writeMap(w, path) }); err != nil {
		return "", err
	}
	return file, os.Chmod(file, 0o600)
}

// writeMap writes what each replacement stands for.
func (b *bundled) writeMap(w io.Writer, path string) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(struct {
		Schema       string               `json:"schema"`
		Bundle       string               `json:"bundle"`
		Written      time.Time            `json:"written"`
		Replacements []bundle.Replacement `json:"replacements"`
	}{"ctxscope/redaction/v1", path, time.Now().UTC(), b.red.List})
}

// tell says what is in the bundle and what is not, as the preview of the UI does.
func (b *bundled) tell(w io.Writer, path, issue string) {
	line := func(format string, args ...any) { fmt.Fprintln(w, safetext.Line(fmt.Sprintf(format, args...))) }
	line("wrote %s, %s", path, words.Bytes(len(b.data)))
	if issue != "" && issue != stdout {
		line("wrote %s", issue)
	}
	line("  chains      %s", b.chains())
	if replaced := b.red.Replaced(); len(replaced) > 0 {
		line("  replaced    %s", strings.Join(replaced, ", "))
		line("  kept        standard library and well-known modules, states, waits, times, counts")
	} else {
		line("  replaced    nothing")
	}
	switch {
	case b.mapErr != nil:
		line("  map         not kept: %v", b.mapErr)
	case b.mapFile != "":
		line("  map         %s  (stays here)", b.mapFile)
	}
	if b.leftOut != "" {
		line("  left out    %s", b.leftOut)
	}
	for i, s := range b.red.Review {
		if i == 8 {
			line("              and %d more", len(b.red.Review)-i)
			break
		}
		line("  review      looks like a secret: %s", s)
	}
	line("  self-check  %s", b.checked())
}

// bundler makes bundles for the terminal UI, of whatever result it shows.
func (c *console) bundler(inc incident) *ui.Bundler {
	const limit = 25 << 20 // what trackers take
	return &ui.Bundler{
		Levels: redactions(), Level: string(bundle.Basic), Path: bundleName,
		Make: func(res *correlate.Result, chosen []*correlate.Finding, all bool, level string) (*ui.Bundle, error) {
			b, err := makeBundle(res, chosen, bundleOptions{level: bundle.Level(level), only: !all, limit: limit})
			if err != nil {
				return nil, err
			}
			shown := &ui.Bundle{Size: int64(len(b.data)), Limit: limit, Replaced: b.red.Replaced(), Review: b.red.Review, LeftOut: b.leftOut, Checked: b.checked()}
			if b.red.Level != bundle.None {
				for _, r := range b.red.List {
					shown.Replacements = append(shown.Replacements, [2]string{r.From, r.To})
				}
			}
			shown.Write = func(path, issue string) (string, error) {
				if err := refuseExisting(path, issue); err != nil {
					return "", err
				}
				if err := spareInputs([]output{{path: path}, {path: issue}}, inc.inputs); err != nil {
					return "", err
				}
				if err := c.writeBundle(b, path, issue); err != nil {
					return "", err
				}
				said := "wrote " + path + ", " + words.Bytes(len(b.data))
				if issue != "" {
					said += ", and " + issue
				}
				if b.mapFile != "" {
					said += "; what stands for what is in " + b.mapFile
				}
				return said, nil
			}
			return shown, nil
		},
	}
}

// refuseExisting is an error if there is any of the paths: the UI, and a bundle without a name, are new files only.
func refuseExisting(paths ...string) error {
	for _, path := range paths {
		if _, err := os.Lstat(path); path != "" && err == nil {
			return fmt.Errorf("%s is there already", path)
		}
	}
	return nil
}

// bundleName is the name of a bundle that was not given one. That of its input may be a host's.
const bundleName = "incident.ctxscope.zip"

// readBundle reads a bundle as analyze would read it from standard input.
func readBundle(data []byte) (*evidence.Set, error) {
	return parse.Open(context.Background(), []string{"-"}, parse.Options{Stdin: bytes.NewReader(data)})
}
