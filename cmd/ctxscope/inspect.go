package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/report"
)

func (c *console) inspect() *cobra.Command {
	var f flags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "inspect INPUT...",
		Short: "Show what each file is, its window, and what it can prove",
		Long: `Inspect reads the files as analyze does and says of each, archives' members among them, what
it is, which time it covers, what was counted in it, which stages of a leak chain it can show,
and what could not be read; and which of them were joined as one process. It concludes nothing.`,
		Example: `  ctxscope inspect pod.tar.gz
  ctxscope inspect crash.log | less
  ctxscope inspect --json goroutine.txt | jq '.goroutines[] | select(.leaked)'`,
		GroupID: groupRead,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := f.check(c)
			switch {
			case err != nil:
				return err
			case len(args) == 0:
				return errNothingToInspect()
			}
			for _, in := range args {
				if strings.HasPrefix(in, "http://") || strings.HasPrefix(in, "https://") {
					return errURL(in)
				}
			}
			return c.inspection(cmd.Context(), args, p, asJSON)
		},
	}
	groups := f.groups(c.getenv)
	shown := []flagGroup{pick("Output", groups, "ascii", "color"), pick("Scope and verdict", groups, append(cutFlags, "strict", "max-mem")...), groups[len(groups)-1]}
	shown[0].set.BoolVar(&asJSON, "json", false, "write all evidence with complete stacks: "+report.EvidenceSchema)
	for _, g := range shown {
		cmd.Flags().AddFlagSet(g.set)
	}
	setHelp(cmd, shown)
	if err := cmd.RegisterFlagCompletionFunc("color", cobra.FixedCompletions(colorModes, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is not declared above
	}
	return cmd
}

// pick makes a group of those flags of others that have the given names.
func pick(title string, groups []flagGroup, names ...string) flagGroup {
	set := pflag.NewFlagSet(title, pflag.ContinueOnError)
	set.SortFlags = false
	for _, name := range names {
		for _, g := range groups {
			if f := g.set.Lookup(name); f != nil {
				set.AddFlag(f)
			}
		}
	}
	return flagGroup{title, set}
}

// inspection reads the inputs and writes what they are. The exit code is that of analyze, which can only
// differ by what it finds.
func (c *console) inspection(ctx context.Context, inputs []string, p *plan, asJSON bool) error {
	set, interrupted, err := c.read(ctx, incident{inputs: inputs, open: func(ctx context.Context, o parse.Options) (*evidence.Set, error) {
		o.Stdin = c.in
		return parse.Open(ctx, inputs, o)
	}}, p)
	if err != nil {
		return err
	}
	write := report.WriteInspection
	if asJSON {
		write = report.WriteEvidence
	}
	o := report.Options{Version: version(), ASCII: p.ascii || c.outTTY && c.ascii(), Color: c.color(p.color, c.outTTY)}
	if err := write(c.out, set, o); err != nil {
		return fmt.Errorf("standard output: %w", reason(err))
	}
	if interrupted {
		return errInterrupted()
	}
	return verdict(&correlate.Result{Set: set}, p)
}
