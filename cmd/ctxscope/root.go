package main

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The headings of the commands in --help.
const (
	groupRead  = "read"
	groupLearn = "learn"
)

// run runs one command line, without the program's name, and returns the exit code.
func run(ctx context.Context, c *console, args []string) int {
	root := c.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && strings.HasPrefix(err.Error(), "unknown command ") { // cobra has no type for it
		if name, quoteErr := strconv.QuotedPrefix(strings.TrimPrefix(err.Error(), "unknown command ")); quoteErr == nil {
			name, _ = strconv.Unquote(name)
			info, statErr := os.Stat(name)
			err = errUnknownCommand(name, commandNames(root), statErr == nil && (info.Mode().IsRegular() || info.IsDir()))
		}
	}
	return complain(c.err, err)
}

func (c *console) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "ctxscope",
		Short: "Show which goroutines leak, which context should have ended them, and the line to fix",
		Example: `  ctxscope analyze trace.out              a terminal UI, or a report when piped
  ctxscope analyze -f json trace.out      the report for programs
  ctxscope inspect pod.tar.gz             what is in there, and what it can prove
  ctxscope demo early-return              a built-in incident
  ctxscope explain early-return           what that kind of leak is`,
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetIn(c.in)
	root.SetVersionTemplate(versionLine() + "\n")
	root.AddGroup(&cobra.Group{ID: groupRead, Title: "Read an incident"}, &cobra.Group{ID: groupLearn, Title: "Learn and set up"})
	root.AddCommand(c.analyze(), c.diff(), c.bundle(), c.inspect(), c.demo(), c.explain(), c.versionCmd(), c.completion())
	root.SetHelpCommand(c.help())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return errFlag(err, cmd.CommandPath(), flagNames(cmd))
	})
	setHelp(root, nil)
	return root
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, cmd := range root.Commands() {
		if !cmd.Hidden {
			names = append(names, cmd.Name())
		}
	}
	return names
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}
