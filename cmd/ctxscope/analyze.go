package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

func (c *console) analyze() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "analyze INPUT...",
		Short: "Show the leak chains in the files of an incident",
		Long: `Analyze reads the files an incident left behind and shows the leak chains in them: in a
terminal UI on a terminal, as a report otherwise. INPUT is a file, a directory (searched
recursively), or - for standard input. What a file is, its content tells, never its name.`,
		Example: `  ctxscope analyze trace.out
  curl -s 'http://localhost:6060/debug/pprof/trace?seconds=10' | ctxscope analyze -
  ctxscope analyze artifacts/ -o text=- -o json=leaks.json --fail-on high`,
		GroupID: groupRead,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errNoInputs()
			}
			return c.analyzeInputs(cmd.Context(), &f, args)
		},
	}
	f.addTo(cmd, c.getenv)
	return cmd
}

// analyzeInputs looks at files of the user's.
func (c *console) analyzeInputs(ctx context.Context, f *flags, inputs []string) error {
	p, err := f.check(c)
	if err != nil {
		return err
	}
	for _, in := range inputs {
		if strings.HasPrefix(in, "http://") || strings.HasPrefix(in, "https://") {
			return errURL(in)
		}
	}
	src, err := f.source(c)
	if err != nil {
		return err
	}
	return c.look(ctx, incident{inputs: inputs, raw: parse.Raw, open: func(ctx context.Context, o parse.Options) (*evidence.Set, error) {
		o.Stdin, o.Source = c.in, src
		return parse.Open(ctx, inputs, o)
	}}, p)
}
